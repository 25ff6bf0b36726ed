// Vocabularies and random expressions for property tests.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/expression/random_tree.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// Every built-in operator, a user definition of each arity, and columns with plain and odd names.
inline Vocabulary full_vocabulary() {
  VocabularyRequest request;
  request.variables = {"x", "y", "odd name", "pi", "inf", "a`b"};
  request.definitions = {"sinc(t) = sin(t)/t", "hyp(a, b) = sqrt(square(a) + square(b))"};
  for (const OpInfo& op : all_ops()) request.operators.emplace_back(op.name);
  return make_vocabulary(request).value();
}

/// Operators by name over columns x0, x1, ...
inline Vocabulary small_vocabulary(const std::string& operators, int columns = 3) {
  VocabularyRequest request;
  for (int i = 0; i < columns; ++i) request.variables.push_back("x" + std::to_string(i));
  request.operators = split_words(operators);
  return make_vocabulary(request).value();
}

/// A tree of 1 to `largest` nodes; with `awkward`, a few constants are integers, tiny or huge.
inline Expression random_expression(const Vocabulary& vocabulary, std::uint32_t largest,
                                    Random& random, bool awkward = true) {
  constexpr std::array kAwkward = {0.,     1.,     -1., 2.,   -3.,       0.5,
                                   1e-300, -1e300, 1e7, 1e-5, 123456.789};
  TreeSource source(vocabulary);
  Expression tree;
  source.grow(tree, 1 + random.below(largest), random);
  for (Node& node : tree.nodes) {
    if (awkward && node.is_constant() && random.chance(0.4)) node.value = random.pick(kAwkward);
  }
  return tree;
}

}  // namespace cambrian::expression
