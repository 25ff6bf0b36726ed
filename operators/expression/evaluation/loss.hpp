// Loss: how a prediction is judged against its target, row by row, averaged by weight.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "operators/expression/expression.hpp"

namespace cambrian::expression {

enum class LossKind : std::uint8_t {
  mse,       ///< (p - t)^2
  mae,       ///< |p - t|
  huber,     ///< r^2 / 2 up to |r| = parameter, then parameter (|r| - parameter / 2)
  quantile,  ///< with u = t - p: parameter u if u >= 0, else (parameter - 1) u (pinball loss)
  log_cosh,  ///< log cosh(p - t)
  custom,    ///< an expression in prediction (variable 0), target (1) and weight (2)
};

/// The loss of a set of rows is sum(w l) / sum(w), where l is the loss of one row and w its weight
/// (1 without weights). A custom expression that uses the weight itself is not multiplied by it:
/// sum(l(p, t, w)) / sum(w). User-defined operators in it must have been expanded.
struct Loss {
  LossKind kind = LossKind::mse;
  double parameter = 1;  ///< delta of huber (> 0), quantile in (0, 1)
  Expression custom = {};
};

/// "mse", "mae", "huber", "quantile", "log_cosh"; nothing for other names.
std::optional<LossKind> find_loss(std::string_view name);
std::string_view name_of(LossKind kind);

/// log cosh(prediction - target) as an expression of prediction and target.
const Expression& log_cosh_expression();

/// Loss of one row in double precision: the definition that the kernels are tested against.
double loss_of_row(const Loss& loss, double prediction, double target, double weight = 1);

}  // namespace cambrian::expression
