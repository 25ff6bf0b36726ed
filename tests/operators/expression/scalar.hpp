// A scalar evaluator for the tests of expressions: slow, obvious, independent of evaluation/.
#pragma once

#include <span>
#include <vector>

#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// The value at one row; user definitions are expanded first. `largest`, when given, takes the
/// greatest magnitude of any intermediate value, and NaN once one is NaN or infinite.
inline double scalar_value(const Expression& expression, const Vocabulary& vocabulary,
                           const std::vector<double>& row, double* largest = nullptr) {
  std::vector<double> stack;
  for (const Node& node : expand(expression, vocabulary).nodes) {
    if (node.is_constant()) {
      stack.push_back(node.value);
    } else if (node.is_variable()) {
      stack.push_back(row.at(node.index));
    } else if (node.arity == 1) {
      stack.back() = info(node.op).unary(stack.back());
    } else {
      const double right = stack.back();
      stack.pop_back();
      stack.back() = info(node.op).binary(stack.back(), right);
    }
    if (largest != nullptr) {
      const double size = stack.back() < 0 ? -stack.back() : stack.back();
      if (!(size <= 1e300)) *largest = 0.0 / 0.0;
      if (size > *largest) *largest = size;
    }
  }
  return stack.back();
}

}  // namespace cambrian::expression
