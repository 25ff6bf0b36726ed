#include "operators/expression/evaluation/reference.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/assert.hpp"

namespace cambrian::expression {
namespace {

template <class Real>
Real evaluate(std::span<const Node> nodes, std::span<const Real> inputs,
              const Vocabulary* vocabulary) {
  std::vector<Real> stack;
  const auto pop = [&] {
    const Real top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const Node& node : nodes) {
    if (node.op == Op::constant) {
      stack.push_back(static_cast<Real>(node.value));
    } else if (node.op == Op::variable) {
      CAMBRIAN_ASSERT(node.index < inputs.size());
      stack.push_back(inputs[node.index]);
    } else if (node.op == Op::user) {
      CAMBRIAN_ASSERT(vocabulary != nullptr && node.index < vocabulary->definitions.size());
      Real arguments[2];
      for (int k = node.arity - 1; k >= 0; --k) arguments[k] = pop();
      const Expression& body = vocabulary->definitions[node.index].body;
      stack.push_back(evaluate<Real>(body.nodes, {arguments, node.arity}, vocabulary));
    } else if (node.arity == 1) {
      const Real x = pop();
      stack.push_back(static_cast<Real>(info(node.op).unary(x)));
    } else {
      const Real b = pop();
      const Real a = pop();
      stack.push_back(static_cast<Real>(info(node.op).binary(a, b)));
    }
  }
  CAMBRIAN_ASSERT(stack.size() == 1);
  return stack.back();
}

}  // namespace

double reference_value(std::span<const Node> nodes, std::span<const double> inputs,
                       const Vocabulary* vocabulary) {
  return evaluate<double>(nodes, inputs, vocabulary);
}

float reference_value_float(std::span<const Node> nodes, std::span<const float> inputs,
                            const Vocabulary* vocabulary) {
  return evaluate<float>(nodes, inputs, vocabulary);
}

double reference_loss(const Expression& expression, const Samples<double>& samples,
                      const Loss& loss, RowRange rows) {
  const auto uses_weight = [](const Node& node) { return node.is_variable() && node.index == 2; };
  const bool weigh = loss.kind != LossKind::custom ||
                     std::none_of(loss.custom.nodes.begin(), loss.custom.nodes.end(), uses_weight);
  std::vector<double> inputs(samples.inputs.columns());
  double sum = 0;
  double weights = 0;
  for (std::size_t row = rows.begin; row < std::min(rows.end, samples.rows()); ++row) {
    for (std::size_t k = 0; k < inputs.size(); ++k) inputs[k] = samples.inputs.at(row, k);
    const double prediction = reference_value(expression.nodes, inputs);
    if (!std::isfinite(prediction)) return std::nan("");
    const double weight = samples.weights.empty() ? 1 : samples.weights[row];
    sum += (weigh ? weight : 1) * loss_of_row(loss, prediction, samples.target[row], weight);
    weights += weight;
  }
  return weights > 0 && std::isfinite(sum) ? sum / weights : std::nan("");
}

}  // namespace cambrian::expression
