// Text for a terminal: display width, clipping, numbers and durations that people read quickly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cambrian::cli {

/// Columns that UTF-8 text takes on a terminal. Bytes that are no UTF-8 count as one each.
std::size_t display_width(std::string_view text);

/// The text in at most `width` columns, ending in "…" when it was cut. Control characters (a CSV
/// header may hold any) become "?".
std::string clip(std::string_view text, std::size_t width);

/// Padded with spaces to `width` columns; longer text stays as it is.
std::string pad_left(std::string_view text, std::size_t width);
std::string pad_right(std::string_view text, std::size_t width);

/// A cell of a table of commas: in quotes where it needs them (RFC 4180).
std::string csv_cell(const std::string& text);

/// Four significant digits: "0.01234", "1.2e-07", "inf".
std::string brief(double value);
/// The shortest text that reads back as the same double.
std::string exact(double value);
/// Three digits and a unit of thousands: "950", "12.3k", "4.56M", "7.80G".
std::string counted(double value);
/// "4.0 s", "3 min 20 s", "2 h 05 min", "3 d 4 h".
std::string duration(double seconds);

}  // namespace cambrian::cli
