// Random expressions and tables for tests and benchmarks of evaluation.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/expression/evaluation/table.hpp"
#include "operators/expression/expression.hpp"

namespace cambrian::expression {

struct RandomExpressionOptions {
  std::span<const Op> ops;
  std::uint32_t columns = 5;
  double constant_share = 0.3;  ///< of leaves, uniform in [-2, 2]
};

/// A tree of `size` nodes (one less where the arities do not allow it), grown from a leaf by
/// turning uniform random leaves into uniform random operators.
inline Expression random_expression(const RandomExpressionOptions& options, std::size_t size,
                                    Random& random) {
  Expression tree;
  const auto leaf = [&] {
    return random.chance(options.constant_share)
               ? Node::constant(random.uniform(-2, 2))
               : Node::variable(static_cast<std::uint16_t>(random.below(options.columns)));
  };
  tree.nodes = {leaf()};
  for (int attempts = 0; tree.size() < size && attempts < 100;) {
    const Op op = options.ops[random.below(static_cast<std::uint32_t>(options.ops.size()))];
    const Node node = Node::operation(op);
    if (tree.size() + node.arity > size) {
      ++attempts;
      continue;
    }
    std::uint32_t at;
    do {
      at = random.below(static_cast<std::uint32_t>(tree.size()));
    } while (!tree.nodes[at].is_leaf());
    Expression grown;
    for (int k = 0; k < node.arity; ++k) grown.nodes.push_back(leaf());
    grown.nodes.push_back(node);
    grown.restore_lengths();
    tree.replace(at, grown.nodes);
  }
  return tree;
}

/// Uniform numbers in [low, high).
template <class Real>
Table<Real> random_table(std::size_t rows, std::size_t columns, Random& random, double low = -3,
                         double high = 3) {
  Table<Real> table(rows, columns);
  for (std::size_t k = 0; k < columns; ++k) {
    for (Real& value : table.column(k)) value = static_cast<Real>(random.uniform(low, high));
  }
  return table;
}

}  // namespace cambrian::expression
