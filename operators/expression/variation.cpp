#include "operators/expression/variation.hpp"

#include <algorithm>
#include <cmath>

namespace cambrian::expression {
namespace {

constexpr std::array<std::string_view, kMutations> kNames = {
    "mutate_constant", "mutate_operator", "mutate_feature", "swap_operands",
    "rotate_tree",     "add_node",        "insert_node",    "delete_node",
    "simplify",        "randomize",       "do_nothing"};

std::size_t index_of(Mutation kind) { return static_cast<std::size_t>(kind); }

/// What a tree offers to mutations.
struct Census {
  std::uint32_t constants = 0, variables = 0, binary = 0;
};

Census count(std::span<const Node> nodes) {
  Census census;
  for (const Node& node : nodes) {
    census.constants += node.is_constant();
    census.variables += node.is_variable();
    census.binary += node.arity == 2;
  }
  return census;
}

/// Index of a uniform random node for which `wanted` holds, or size() when there is none.
template <class Wanted>
std::size_t pick_node(const Expression& e, Random& random, Wanted wanted) {
  std::uint32_t matching = 0;
  for (std::size_t i = 0; i < e.size(); ++i) matching += wanted(i) ? 1u : 0u;
  if (matching == 0) return e.size();
  std::uint32_t skip = random.below(matching);
  for (std::size_t i = 0;; ++i) {
    if (wanted(i) && skip-- == 0) return i;
  }
}

/// Whether the operator at `i` has an argument that is an operator: a tree can turn around it.
bool can_turn(const Expression& e, std::size_t i) {
  if (e.nodes[i].is_leaf()) return false;
  // Exactly the operators whose arguments are all leaves have one node more than arguments.
  return e.nodes[i].length > e.nodes[i].arity + 1u;
}

void append(std::vector<Node>& out, std::span<const Node> nodes) {
  out.insert(out.end(), nodes.begin(), nodes.end());
}

}  // namespace

std::string_view name_of(Mutation mutation) { return kNames[index_of(mutation)]; }

std::array<double, kMutations> MutationWeights::by_kind() const {
  return {mutate_constant, mutate_operator, mutate_feature, swap_operands, rotate_tree, add_node,
          insert_node,     delete_node,     simplify,       randomize,     do_nothing};
}

Variation::Variation(const Vocabulary& vocabulary, const Constraints& constraints,
                     VariationParams params, LeafOptions leaves)
    : constraints_(constraints),
      params_(params),
      source_(vocabulary, leaves),
      simplifier_(vocabulary, leaves.constants) {}

std::array<double, kMutations> Variation::conditioned_weights(
    const Expression& parent, const MutationContext& context) const {
  auto weights = params_.weights.by_kind();
  const auto weight = [&weights](Mutation kind) -> double& { return weights[index_of(kind)]; };
  for (std::size_t i = 0; i < kMutations; ++i) weights[i] *= context.factors[i];
  const Census census = count(parent.nodes);
  weight(Mutation::mutate_constant) *= std::min(8u, census.constants) / 8.0;
  if (census.variables == 0 || source_.vocabulary().variables.size() < 2)
    weight(Mutation::mutate_feature) = 0;
  if (census.binary == 0) weight(Mutation::swap_operands) = 0;
  if (parent.size() == 1) {
    for (Mutation kind : {Mutation::mutate_operator, Mutation::delete_node, Mutation::simplify,
                          Mutation::rotate_tree})
      weight(kind) = 0;
    return weights;
  }
  bool turns = false;
  for (std::size_t i = 0; i < parent.size() && !turns; ++i) turns = can_turn(parent, i);
  if (!turns) weight(Mutation::rotate_tree) = 0;
  const std::size_t most = std::min(context.max_size, constraints_.max_size());
  if (constraints_.complexity(parent) >= most) {
    weight(Mutation::add_node) = 0;
    weight(Mutation::insert_node) = 0;
  }
  return weights;
}

MutationOutcome Variation::mutate(const Expression& parent, Expression& child, Random& random,
                                  const MutationContext& context) {
  const auto weights = conditioned_weights(parent, context);
  child.nodes.assign(parent.nodes.begin(), parent.nodes.end());
  double total = 0;
  for (double w : weights) total += w;
  MutationOutcome outcome;
  if (!(total > 0)) return outcome;
  outcome.kind = static_cast<Mutation>(random.weighted(weights));
  if (outcome.kind == Mutation::do_nothing || outcome.kind == Mutation::simplify) {
    if (outcome.kind == Mutation::simplify) simplifier_.simplify(child);
    outcome.ok = constraints_.check(child, context.max_size);
    if (!outcome.ok) child.nodes.assign(parent.nodes.begin(), parent.nodes.end());
    return outcome;
  }
  outcome.needs_test = true;
  for (int attempt = 0; attempt < params_.attempts; ++attempt) {
    if (apply(outcome.kind, child, random, context) &&
        constraints_.check(child, context.max_size)) {
      outcome.ok = true;
      return outcome;
    }
    child.nodes.assign(parent.nodes.begin(), parent.nodes.end());
  }
  return outcome;
}

bool Variation::apply(Mutation kind, Expression& e, Random& random,
                      const MutationContext& context) {
  switch (kind) {
    case Mutation::mutate_constant:
      return mutate_constant(e, random, context.temperature);
    case Mutation::mutate_operator:
      return mutate_operator(e, random);
    case Mutation::mutate_feature:
      return mutate_feature(e, random);
    case Mutation::swap_operands:
      return swap_operands(e, random);
    case Mutation::rotate_tree:
      return rotate_tree(e, random);
    case Mutation::add_node:
      return add_node(e, random);
    case Mutation::insert_node:
      return insert_node(e, random);
    case Mutation::delete_node:
      return delete_node(e, random);
    case Mutation::simplify:
      return simplifier_.simplify(e);
    case Mutation::randomize: {
      const std::size_t most = std::min(context.max_size, constraints_.max_size());
      source_.grow(e, 1 + random.below(static_cast<std::uint32_t>(most)), random);
      return true;
    }
    case Mutation::do_nothing:
      return true;
  }
  return false;
}

bool Variation::mutate_constant(Expression& e, Random& random, double temperature) {
  const std::size_t at =
      pick_node(e, random, [&e](std::size_t i) { return e.nodes[i].is_constant(); });
  if (at == e.size()) return false;
  double& value = e.nodes[at].value;
  const double range = params_.perturbation_factor * temperature + 1.1;
  const double factor = std::pow(range, random.uniform());
  const bool grow = random.chance(0.5);
  double changed = grow ? value * factor : value / factor;
  if (source_.options().constants == ConstantKind::integer) {
    changed = std::nearbyint(changed);
    if (changed == value) changed += grow ? 1 : -1;
  }
  if (random.chance(params_.probability_negate_constant)) changed = -changed;
  if (!std::isfinite(changed)) return false;
  value = changed;
  return true;
}

bool Variation::mutate_operator(Expression& e, Random& random) {
  const std::size_t at =
      pick_node(e, random, [&e](std::size_t i) { return !e.nodes[i].is_leaf(); });
  if (at == e.size()) return false;
  Node& node = e.nodes[at];
  const auto& words = node.arity == 1 ? source_.vocabulary().unary : source_.vocabulary().binary;
  if (words.empty()) return false;
  const std::uint32_t length = node.length;
  node = random.pick(words);
  node.length = length;
  return true;
}

bool Variation::mutate_feature(Expression& e, Random& random) {
  const auto columns = static_cast<std::uint32_t>(source_.vocabulary().variables.size());
  const std::size_t at =
      pick_node(e, random, [&e](std::size_t i) { return e.nodes[i].is_variable(); });
  if (at == e.size() || columns < 2) return false;
  std::uint32_t other = random.below(columns - 1);
  if (other >= e.nodes[at].index) ++other;
  e.nodes[at].index = static_cast<std::uint16_t>(other);
  return true;
}

bool Variation::swap_operands(Expression& e, Random& random) {
  const std::size_t at =
      pick_node(e, random, [&e](std::size_t i) { return e.nodes[i].arity == 2; });
  if (at == e.size()) return false;
  const auto first = e.nodes.begin() + static_cast<std::ptrdiff_t>(e.begin_of(at));
  const auto middle = e.nodes.begin() + static_cast<std::ptrdiff_t>(at - e.nodes[at - 1].length);
  std::rotate(first, middle, e.nodes.begin() + static_cast<std::ptrdiff_t>(at));
  return true;
}

bool Variation::rotate_tree(Expression& e, Random& random) {
  const std::size_t root = pick_node(e, random, [&e](std::size_t i) { return can_turn(e, i); });
  if (root == e.size()) return false;
  // The pivot, a child that is an operator, takes the root's place; the root takes the place of one
  // of the pivot's arguments, which in turn takes the pivot's.
  std::array<std::size_t, 2> slots{};
  std::uint32_t pivots = 0;
  for (std::size_t k = 0; k < e.nodes[root].arity; ++k) {
    if (!e.nodes[e.argument(root, k)].is_leaf()) slots[pivots++] = k;
  }
  const std::size_t slot = slots[random.below(pivots)];
  const std::size_t pivot = e.argument(root, slot);
  const std::size_t kept = random.below(e.nodes[pivot].arity);
  scratch_.clear();
  for (std::size_t k = 0; k < e.nodes[pivot].arity; ++k) {
    if (k != kept) {
      append(scratch_, e.subtree(e.argument(pivot, k)));
      continue;
    }
    const std::size_t begin = scratch_.size();
    for (std::size_t m = 0; m < e.nodes[root].arity; ++m)
      append(scratch_, e.subtree(m == slot ? e.argument(pivot, kept) : e.argument(root, m)));
    scratch_.push_back(e.nodes[root]);
    scratch_.back().length = static_cast<std::uint32_t>(scratch_.size() - begin);
  }
  scratch_.push_back(e.nodes[pivot]);
  scratch_.back().length = e.nodes[root].length;
  std::copy(scratch_.begin(), scratch_.end(),
            e.nodes.begin() + static_cast<std::ptrdiff_t>(e.begin_of(root)));
  return true;
}

bool Variation::add_node(Expression& e, Random& random) {
  if (!source_.has_operator()) return false;
  if (random.chance(0.5)) return wrap(e, e.size() - 1, random);
  const std::size_t at = pick_node(e, random, [&e](std::size_t i) { return e.nodes[i].is_leaf(); });
  Node operation = source_.operation(random);
  operation.length = operation.arity + 1u;
  scratch_.clear();
  for (int k = 0; k < operation.arity; ++k) scratch_.push_back(source_.leaf(random));
  scratch_.push_back(operation);
  e.replace(at, scratch_);
  return true;
}

bool Variation::insert_node(Expression& e, Random& random) {
  if (!source_.has_operator()) return false;
  return wrap(e, random.below(static_cast<std::uint32_t>(e.size())), random);
}

/// Puts a new operator in the place of the subtree at `root`, which becomes one of its arguments.
bool Variation::wrap(Expression& e, std::size_t root, Random& random) {
  Node operation = source_.operation(random);
  const std::uint32_t slot = random.below(operation.arity);
  scratch_.clear();
  for (std::uint32_t k = 0; k < operation.arity; ++k) {
    if (k == slot) {
      append(scratch_, e.subtree(root));
    } else {
      scratch_.push_back(source_.leaf(random));
    }
  }
  operation.length = static_cast<std::uint32_t>(scratch_.size() + 1);
  scratch_.push_back(operation);
  e.replace(root, scratch_);
  return true;
}

bool Variation::delete_node(Expression& e, Random& random) {
  const std::size_t at =
      pick_node(e, random, [&e](std::size_t i) { return !e.nodes[i].is_leaf(); });
  if (at == e.size()) return false;
  const auto kept = e.subtree(e.argument(at, random.below(e.nodes[at].arity)));
  scratch_.assign(kept.begin(), kept.end());
  e.replace(at, scratch_);
  return true;
}

bool Variation::crossover(Expression& a, Expression& b, Random& random, std::size_t max_size) {
  constexpr int kTries = 11;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    const std::size_t at_a = random.below(static_cast<std::uint32_t>(a.size()));
    const std::size_t at_b = random.below(static_cast<std::uint32_t>(b.size()));
    left_.nodes.assign(a.nodes.begin(), a.nodes.end());
    right_.nodes.assign(b.nodes.begin(), b.nodes.end());
    left_.replace(at_a, b.subtree(at_b));
    right_.replace(at_b, a.subtree(at_a));
    if (constraints_.check(left_, max_size) && constraints_.check(right_, max_size)) {
      a.nodes.swap(left_.nodes);
      b.nodes.swap(right_.nodes);
      return true;
    }
  }
  return false;
}

void Variation::random_tree(Expression& tree, std::size_t size, Random& random) {
  for (int attempt = 0; attempt < params_.attempts; ++attempt) {
    source_.grow(tree, size, random);
    if (constraints_.check(tree)) return;
  }
  tree.nodes.assign(1, source_.leaf(random));
}

}  // namespace cambrian::expression
