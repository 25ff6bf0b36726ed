#include "engine/text/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <span>
#include <string>
#include <system_error>

namespace cambrian::text {
namespace {

bool equal_in_any_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

bool one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return equal_in_any_case(text, word); });
}

constexpr std::array<std::string_view, 6> kMissing{"na", "n/a", "nan", "null", "none", "?"};
constexpr std::array<std::string_view, 2> kInfinite{"inf", "infinity"};

/// A number too large or too small for a double: from_chars tells only that it is one of the two.
Cell beyond_range(std::string_view digits) {
  const double nearest = std::strtod(std::string(digits).c_str(), nullptr);
  return std::fabs(nearest) < 1.0 ? Cell{CellKind::number, nearest}
                                  : Cell{CellKind::out_of_range, 0.0};
}

Cell parse_number(std::string_view digits) {
  double value = 0.0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, value);
  if (stop != end) return {CellKind::text, 0.0};
  if (fault == std::errc::result_out_of_range) return beyond_range(digits);
  return fault == std::errc{} ? Cell{CellKind::number, value} : Cell{CellKind::text, 0.0};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

Cell parse_cell(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || one_of(text, kMissing)) return {CellKind::missing, 0.0};
  std::string_view magnitude = text;
  if (text.front() == '+' || text.front() == '-') magnitude.remove_prefix(1);
  if (one_of(magnitude, kInfinite)) return {CellKind::infinite, 0.0};
  // from_chars would also accept a second sign after the '+', and "nan(...)".
  if (magnitude.empty() ||
      !(magnitude.front() == '.' || (magnitude.front() >= '0' && magnitude.front() <= '9'))) {
    return {CellKind::text, 0.0};
  }
  if (text.front() == '+') text.remove_prefix(1);
  const Cell plain = parse_number(text);
  if (plain.kind != CellKind::text) return plain;
  std::string fortran(text);
  const std::size_t exponent = fortran.find_first_of("dD");
  if (exponent == std::string::npos) return plain;
  fortran[exponent] = 'e';
  return parse_number(fortran);
}

}  // namespace cambrian::text
