// ExactValue: numbers that people write as a formula: 1/3, 2*pi, sqrt(2)/2.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cambrian::expression {

/// up/down times 1, pi or the square root of a small integer; up and down have no common divisor.
struct ExactValue {
  enum class Unit { one, pi, root };
  double value = 0;
  int up = 1;    ///< 0 < |up|
  int down = 1;  ///< 1 .. 12
  Unit unit = Unit::one;
  int root = 1;  ///< sqrt(root), for Unit::root

  bool is_integer() const { return unit == Unit::one && down == 1; }
};

/// All such values within `relative` (0 .. 1) of `value`, simplest first: integers up to 1e6, then
/// |up| up to 24 in front of fractions, pi and roots.
std::vector<ExactValue> exact_values_near(double value, double relative);

/// The simplest one that is `value` to the last bit or two, if its text is shorter than the
/// decimal's; never an integer.
std::optional<ExactValue> exact_value(double value);

/// "-2*pi/3", "sqrt(2)", "1/3": parse() reads it back.
std::string to_text(const ExactValue& exact);

}  // namespace cambrian::expression
