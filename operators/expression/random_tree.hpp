// Random leaves, operators and trees, with the distributions of PySR.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// How leaves are drawn.
struct LeafOptions {
  ConstantKind constants = ConstantKind::real;
  double constant_probability = 0.5;  ///< else a uniform column; without columns always a constant
};

/// Draws nodes and grows trees. Immutable but for its buffers: one object per thread. The
/// vocabulary must outlive it and have at least one column, or constants.
class TreeSource {
 public:
  explicit TreeSource(const Vocabulary& vocabulary, LeafOptions options = {});

  /// A constant ~ N(0,1) (integer: rounded 3 N(0,1)) or a uniform column.
  Node leaf(Random& random) const;
  double constant(Random& random) const;
  /// A uniform operator of arity <= max_arity among those the search may use. Requires that one
  /// exists: see has_operator.
  Node operation(Random& random, int max_arity = 2) const;
  bool has_operator(int max_arity = 2) const;

  /// A tree grown from one leaf by replacing uniform random leaves with operators of random leaves,
  /// of exactly `size` nodes where the operators' arities allow it, else just below. size >= 1.
  void grow(Expression& tree, std::size_t size, Random& random);

  const Vocabulary& vocabulary() const { return *vocabulary_; }
  const LeafOptions& options() const { return options_; }

 private:
  struct Link {
    Node node;
    std::uint32_t first = 0;  ///< index of the first argument; the second follows it
  };
  const Vocabulary* vocabulary_;
  LeafOptions options_;
  std::vector<Link> links_;
  std::vector<std::uint32_t> open_;
};

}  // namespace cambrian::expression
