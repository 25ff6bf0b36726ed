// Variation: PySR's mutations of expressions, and subtree crossover.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/expression/constraints.hpp"
#include "operators/expression/expression.hpp"
#include "operators/expression/random_tree.hpp"
#include "operators/expression/simplify.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

enum class Mutation : std::uint8_t {
  mutate_constant,
  mutate_operator,
  mutate_feature,
  swap_operands,
  rotate_tree,
  add_node,
  insert_node,
  delete_node,
  simplify,
  randomize,
  do_nothing,
};
inline constexpr std::size_t kMutations = 11;
std::string_view name_of(Mutation mutation);

/// Relative frequencies; the defaults are those of SymbolicRegression.jl 2.0.
struct MutationWeights {
  double mutate_constant = 0.0346;
  double mutate_operator = 0.293;
  double mutate_feature = 0.1;
  double swap_operands = 0.198;
  double rotate_tree = 4.26;
  double add_node = 2.47;
  double insert_node = 0.0112;
  double delete_node = 0.870;
  double simplify = 0.00209;
  double randomize = 0.000502;
  double do_nothing = 0.273;

  std::array<double, kMutations> by_kind() const;  ///< in the order of Mutation
};

struct VariationParams {
  MutationWeights weights;
  double perturbation_factor = 0.129;            ///< temperature's share in a constant's change
  double probability_negate_constant = 0.00743;  ///< chance of a sign flip when one is changed
  int attempts = 10;                             ///< tries of one mutation until constraints hold
};

/// What may differ from call to call.
struct MutationContext {
  double temperature = 1;                               ///< annealing, 0 .. 1
  std::size_t max_size = static_cast<std::size_t>(-1);  ///< current limit of the complexity
  /// Factors on the weights by kind (adaptive weights); all 1 by default.
  std::array<double, kMutations> factors{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
};

struct MutationOutcome {
  Mutation kind = Mutation::do_nothing;
  bool ok = false;  ///< false: no attempt satisfied the constraints; the child is the parent
  bool needs_test = false;  ///< false: do_nothing or simplify, accepted without evaluation
};

/// Varies expressions. One object per thread (buffers); the vocabulary must outlive it. No call
/// allocates once the buffers have grown. Source: SymbolicRegression.jl Mutate.jl and
/// MutationFunctions.jl, with the documented meaning of probability_negate_constant.
class Variation {
 public:
  Variation(const Vocabulary& vocabulary, const Constraints& constraints, VariationParams params,
            LeafOptions leaves = {});

  /// Writes a mutated copy of `parent` to `child` (which must be another object). The kind is drawn
  /// by weight among those that apply to the parent, then tried until the constraints hold.
  MutationOutcome mutate(const Expression& parent, Expression& child, Random& random,
                         const MutationContext& context = {});

  /// Exchanges a uniform random subtree of `a` with one of `b`, in place; again, up to 11 times,
  /// until both satisfy the constraints. False: neither has changed.
  bool crossover(Expression& a, Expression& b, Random& random,
                 std::size_t max_size = static_cast<std::size_t>(-1));

  /// One mutation of a given kind, without constraints. False when it does not apply (no constant
  /// to change, no operator to delete, ...): the expression is unchanged.
  bool apply(Mutation kind, Expression& expression, Random& random, const MutationContext& context);

  /// A random tree of at most `size` nodes that satisfies the constraints; a leaf if none is found.
  void random_tree(Expression& tree, std::size_t size, Random& random);

  const Constraints& constraints() const { return constraints_; }
  TreeSource& source() { return source_; }

 private:
  std::array<double, kMutations> conditioned_weights(const Expression& parent,
                                                     const MutationContext& context) const;
  bool mutate_constant(Expression& e, Random& random, double temperature);
  bool mutate_operator(Expression& e, Random& random);
  bool mutate_feature(Expression& e, Random& random);
  bool swap_operands(Expression& e, Random& random);
  bool rotate_tree(Expression& e, Random& random);
  bool add_node(Expression& e, Random& random);
  bool insert_node(Expression& e, Random& random);
  bool delete_node(Expression& e, Random& random);
  bool wrap(Expression& e, std::size_t root, Random& random);

  Constraints constraints_;
  VariationParams params_;
  TreeSource source_;
  Simplifier simplifier_;
  std::vector<Node> scratch_;
  Expression left_, right_;
};

}  // namespace cambrian::expression
