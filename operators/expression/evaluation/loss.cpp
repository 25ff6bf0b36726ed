#include "operators/expression/evaluation/loss.hpp"

#include <array>
#include <cmath>

#include "operators/expression/evaluation/reference.hpp"

namespace cambrian::expression {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"mse",      "mae",      "huber",
                                                    "quantile", "log_cosh", "custom"};

Expression build_log_cosh() {
  // |r| + log(1 + exp(-2 |r|)) - log 2, which does not overflow.
  const Expression residual = Expression::apply(Op::sub, Expression::of(Node::variable(0)),
                                                Expression::of(Node::variable(1)));
  const Expression size = Expression::apply(Op::abs, residual);
  const Expression twice = Expression::apply(Op::mul, Expression::of(Node::constant(-2)), size);
  const Expression curve = Expression::apply(Op::log1p, Expression::apply(Op::exp, twice));
  const Expression shifted =
      Expression::apply(Op::sub, size, Expression::of(Node::constant(0x1.62e42fefa39efp-1)));
  return Expression::apply(Op::add, shifted, curve);
}

}  // namespace

std::optional<LossKind> find_loss(std::string_view name) {
  for (std::size_t k = 0; k + 1 < kNames.size(); ++k) {
    if (kNames[k] == name) return static_cast<LossKind>(k);
  }
  return std::nullopt;
}

std::string_view name_of(LossKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

const Expression& log_cosh_expression() {
  static const Expression expression = build_log_cosh();
  return expression;
}

double loss_of_row(const Loss& loss, double prediction, double target, double weight) {
  const double residual = prediction - target;
  switch (loss.kind) {
    case LossKind::mse:
      return residual * residual;
    case LossKind::mae:
      return std::fabs(residual);
    case LossKind::huber: {
      const double size = std::fabs(residual);
      return size <= loss.parameter ? residual * residual / 2
                                    : loss.parameter * (size - loss.parameter / 2);
    }
    case LossKind::quantile:
      return residual > 0 ? (1 - loss.parameter) * residual : -loss.parameter * residual;
    case LossKind::log_cosh: {
      const double size = std::fabs(residual);
      return size + std::log1p(std::exp(-2 * size)) - std::log(2.0);
    }
    case LossKind::custom: {
      const double inputs[] = {prediction, target, weight};
      return reference_value(loss.custom.nodes, inputs);
    }
  }
  return std::nan("");
}

}  // namespace cambrian::expression
