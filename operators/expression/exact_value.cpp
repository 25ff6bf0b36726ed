#include "operators/expression/exact_value.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <numeric>
#include <utility>

#include "operators/expression/print.hpp"

namespace cambrian::expression {
namespace {

using Unit = ExactValue::Unit;

constexpr int kLargestDenominator = 12;
constexpr double kLargestInteger = 1e6;
constexpr double kLargestNumerator = 24;
constexpr std::array kRoots = {2, 3, 5, 6, 7, 10, 15};
/// One unit in the last place of each of two roundings.
constexpr double kSame = 4e-16;

/// The order in which one would guess: integers, small fractions, pi, roots.
int rank(const ExactValue& exact) {
  if (exact.is_integer()) return 0;
  const int unit = exact.unit == Unit::one ? 0 : exact.unit == Unit::pi ? 20 : 40;
  return 4 + unit + exact.down + std::abs(exact.up) / 4;
}

void add_multiples(ExactValue of, double unit, double value, double relative,
                   std::vector<ExactValue>& found) {
  for (int down = 1; down <= kLargestDenominator; ++down) {
    const double up = std::nearbyint(value / unit * down);
    const bool integer = of.unit == Unit::one && down == 1;
    if (up == 0 || std::fabs(up) > (integer ? kLargestInteger : kLargestNumerator)) continue;
    of.up = static_cast<int>(up);
    of.down = down;
    of.value = up * unit / down;
    if (std::gcd(of.up, down) != 1) continue;
    const double scale = std::max(std::fabs(of.value), std::fabs(value));
    if (std::fabs(of.value - value) <= relative * scale) found.push_back(of);
  }
}

}  // namespace

std::vector<ExactValue> exact_values_near(double value, double relative) {
  std::vector<ExactValue> found;
  if (!std::isfinite(value) || value == 0) return found;
  add_multiples({}, 1, value, relative, found);
  add_multiples({.unit = Unit::pi}, std::numbers::pi, value, relative, found);
  for (int root : kRoots)
    add_multiples({.unit = Unit::root, .root = root}, std::sqrt(root), value, relative, found);
  std::stable_sort(found.begin(), found.end(),
                   [](const ExactValue& a, const ExactValue& b) { return rank(a) < rank(b); });
  return found;
}

std::optional<ExactValue> exact_value(double value) {
  if (std::nearbyint(value) == value) return std::nullopt;
  const auto found = exact_values_near(value, kSame);
  if (found.empty()) return std::nullopt;
  // 0.5 and 0.75 are as good as they are.
  if (format_number(value).size() <= to_text(found.front()).size() + 1) return std::nullopt;
  return found.front();
}

std::string to_text(const ExactValue& exact) {
  std::string text = std::to_string(std::abs(exact.up));
  if (exact.unit != Unit::one) {
    text = text == "1" ? "" : text + "*";
    text += exact.unit == Unit::pi ? "pi" : "sqrt(" + std::to_string(exact.root) + ")";
  }
  if (exact.down > 1) text += "/" + std::to_string(exact.down);
  return (exact.up < 0 ? "-" : "") + text;
}

}  // namespace cambrian::expression
