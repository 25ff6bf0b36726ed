// parse_cell: what the text of one table cell means.
#pragma once

#include <cstdint>
#include <string_view>

namespace cambrian::text {

enum class CellKind : std::uint8_t {
  number,        ///< finite
  missing,       ///< empty, NA, N/A, NaN, null, none, ? (any case)
  infinite,      ///< inf or infinity, with or without a sign
  out_of_range,  ///< a number whose magnitude no double can hold
  text,          ///< anything else
};

struct Cell {
  CellKind kind = CellKind::missing;
  double value = 0.0;  ///< defined for numbers
};

/// Reads a cell without its quotes; blanks around it do not count. Numbers are decimal with a
/// point, an optional sign and an optional exponent (e, E, or Fortran's d, D); magnitudes below the
/// smallest double are 0.
Cell parse_cell(std::string_view text);

/// The text without blanks, tabs and carriage returns at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace cambrian::text
