#include "operators/expression/library/values.hpp"

#include <algorithm>
#include <limits>

namespace cambrian::expression {
namespace {

using Values = std::vector<double>;

Values leaf(const Node& node, const Columns& columns) {
  if (node.is_constant()) return Values(columns.front().size(), node.value);
  return {columns[node.index].begin(), columns[node.index].end()};
}

// values = node(values), or node(values, right).
void apply(const Node& node, const UserFunctions& functions, Values& values, const Values* right) {
  if (node.op == Op::user) {
    const UserFunction* f = find(functions, node);
    for (double& v : values) v = f ? (*f)(v) : std::numeric_limits<double>::quiet_NaN();
  } else if (right == nullptr) {
    std::transform(values.begin(), values.end(), values.begin(), info(node.op).unary);
  } else {
    std::transform(values.begin(), values.end(), right->begin(), values.begin(),
                   info(node.op).binary);
  }
}

}  // namespace

std::vector<double> evaluate(const Expression& expression, const Columns& columns,
                             const UserFunctions& functions) {
  std::vector<Values> stack;
  for (const Node& node : expression.nodes) {
    if (node.is_leaf()) {
      stack.push_back(leaf(node, columns));
    } else if (node.arity == 1) {
      apply(node, functions, stack.back(), nullptr);
    } else {
      const Values right = std::move(stack.back());
      stack.pop_back();
      apply(node, functions, stack.back(), &right);
    }
  }
  return std::move(stack.back());
}

std::vector<std::vector<double>> values_of_parts(const Expression& expression,
                                                 const Columns& columns,
                                                 const UserFunctions& functions) {
  std::vector<Values> parts(expression.size());
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const Node& node = expression.nodes[i];
    if (node.is_leaf()) {
      parts[i] = leaf(node, columns);
      continue;
    }
    parts[i] = parts[expression.argument(i, 0)];
    apply(node, functions, parts[i], node.arity == 2 ? &parts[i - 1] : nullptr);
  }
  return parts;
}

}  // namespace cambrian::expression
