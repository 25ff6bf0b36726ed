#include "cli/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace cambrian::cli {
namespace {

struct Glyph {
  std::size_t bytes;
  std::size_t columns;
};

// Blocks of the East Asian scripts and of emoji, which terminals draw two columns wide.
bool is_wide(std::uint32_t c) {
  return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
         (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
         (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
}

bool is_combining(std::uint32_t c) {
  return (c >= 0x300 && c <= 0x36f) || (c >= 0x20d0 && c <= 0x20ff) || c == 0x200b || c == 0x200d ||
         (c >= 0xfe00 && c <= 0xfe0f);
}

Glyph glyph_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (bytes == 1 || at + bytes > text.size()) return {1, 1};
  std::uint32_t code = lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xc0) != 0x80) return {1, 1};
    code = (code << 6) | (next & 0x3f);
  }
  return {bytes, is_combining(code) ? 0U : is_wide(code) ? 2U : 1U};
}

std::string printed(const char* format, double value) {
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, value);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    columns += glyph.columns;
    at += glyph.bytes;
  }
  return columns;
}

std::string clip(std::string_view text, std::size_t width) {
  const bool cut = display_width(text) > width;
  if (cut && width == 0) return "";
  const std::size_t room = cut ? width - 1 : width;
  std::string out;
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    if (columns + glyph.columns > room) break;
    const auto lead = static_cast<unsigned char>(text[at]);
    // 0x80..0x9f are controls too, to a terminal that reads bytes.
    const bool control = lead < 0x20 || lead == 0x7f || (glyph.bytes == 1 && lead >= 0x80);
    out += control ? std::string_view("?") : text.substr(at, glyph.bytes);
    columns += glyph.columns;
    at += glyph.bytes;
  }
  return cut ? out + "…" : out;
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t columns = display_width(text);
  return std::string(columns < width ? width - columns : 0, ' ') + std::string(text);
}

std::string pad_right(std::string_view text, std::size_t width) {
  const std::size_t columns = display_width(text);
  return std::string(text) + std::string(columns < width ? width - columns : 0, ' ');
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string brief(double value) { return printed("%.4g", value); }

std::string exact(double value) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

std::string counted(double value) {
  if (value < 1e3) return printed("%.0f", value);
  constexpr std::array kUnits{"k", "M", "G", "T"};
  std::size_t unit = 0;
  value /= 1e3;
  while (value >= 999.5 && unit + 1 < kUnits.size()) value /= 1e3, ++unit;
  return printed(value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value) + kUnits[unit];
}

std::string duration(double seconds) {
  if (!(seconds >= 0)) seconds = 0;
  if (seconds < 9.95) return printed("%.1f s", seconds);
  const double whole = std::round(seconds);
  if (whole < 60) return printed("%.0f s", whole);
  if (whole < 3600) {
    return printed("%.0f min ", std::floor(whole / 60)) + printed("%02.0f s", std::fmod(whole, 60));
  }
  const double minutes = std::floor(whole / 60);
  if (minutes < 24 * 60) {
    return printed("%.0f h ", std::floor(minutes / 60)) +
           printed("%02.0f min", std::fmod(minutes, 60));
  }
  const double hours = std::floor(minutes / 60);
  return printed("%.0f d ", std::floor(hours / 24)) + printed("%.0f h", std::fmod(hours, 24));
}

}  // namespace cambrian::cli
