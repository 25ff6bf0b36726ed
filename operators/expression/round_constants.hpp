// Rounding: constants as people would write them, where the loss allows it.
#pragma once

#include <functional>

#include "operators/expression/expression.hpp"

namespace cambrian::expression {

/// The loss of an expression on the data; lower is better; NaN counts as infinitely bad.
using LossOf = std::function<double(const Expression&)>;

struct RoundingOptions {
  /// Most that the loss may grow, relative to the loss given.
  double relative_tolerance = 1e-3;
  /// Loss that counts as nothing (e.g. 1e-20 times the variance of the target): growth up to here
  /// is always allowed.
  double absolute_tolerance = 0;
  /// Try integers, fractions p/q (q <= 12), multiples of pi and square roots of small integers.
  bool snap = true;
};

/// Each constant in turn as the shortest decimal (or the simplest exact value, with `snap`) that
/// keeps the loss within the tolerance of the starting one. About
/// 10 to 30 calls of `loss` per constant. Snapped constants are doubles (pi = 3.14159...).
Expression round_constants(const Expression& expression, const LossOf& loss,
                           const RoundingOptions& options = {});

}  // namespace cambrian::expression
