#include "operators/expression/random_tree.hpp"

#include <cmath>

#include "engine/core/assert.hpp"

namespace cambrian::expression {

TreeSource::TreeSource(const Vocabulary& vocabulary, LeafOptions options)
    : vocabulary_(&vocabulary), options_(options) {
  if (options_.constants == ConstantKind::none) options_.constant_probability = 0;
  if (vocabulary.variables.empty()) options_.constant_probability = 1;
  CAMBRIAN_ASSERT(!vocabulary.variables.empty() || options_.constants != ConstantKind::none);
}

double TreeSource::constant(Random& random) const {
  const double value = random.normal();
  return options_.constants == ConstantKind::integer ? std::nearbyint(3 * value) : value;
}

Node TreeSource::leaf(Random& random) const {
  const double p = options_.constant_probability;
  if (p > 0 && (p >= 1 || random.chance(p))) return Node::constant(constant(random));
  const auto columns = static_cast<std::uint32_t>(vocabulary_->variables.size());
  return Node::variable(static_cast<std::uint16_t>(random.below(columns)));
}

bool TreeSource::has_operator(int max_arity) const {
  return !vocabulary_->unary.empty() || (max_arity >= 2 && !vocabulary_->binary.empty());
}

Node TreeSource::operation(Random& random, int max_arity) const {
  const auto unary = static_cast<std::uint32_t>(vocabulary_->unary.size());
  const auto binary = max_arity >= 2 ? static_cast<std::uint32_t>(vocabulary_->binary.size()) : 0u;
  CAMBRIAN_ASSERT(unary + binary > 0);
  const std::uint32_t i = random.below(unary + binary);
  return i < unary ? vocabulary_->unary[i] : vocabulary_->binary[i - unary];
}

void TreeSource::grow(Expression& tree, std::size_t size, Random& random) {
  links_.clear();
  open_.clear();
  links_.push_back({leaf(random), 0});
  open_.push_back(0);
  while (links_.size() < size) {
    const int room = size - links_.size() >= 2 ? 2 : 1;
    if (!has_operator(room)) break;
    const std::uint32_t slot = random.below(static_cast<std::uint32_t>(open_.size()));
    Link& chosen = links_[open_[slot]];
    chosen.node = operation(random, room);
    chosen.first = static_cast<std::uint32_t>(links_.size());
    const int arity = chosen.node.arity;
    for (int k = 0; k < arity; ++k) {
      const auto index = static_cast<std::uint32_t>(links_.size());
      links_.push_back({leaf(random), 0});
      if (k == 0) {
        open_[slot] = index;
      } else {
        open_.push_back(index);
      }
    }
  }
  // Postfix is filled from its end: the root, then the last argument's subtree, then the others.
  tree.nodes.resize(links_.size());
  open_.assign(1, 0);
  for (std::size_t at = links_.size(); at-- > 0;) {
    const Link& link = links_[open_.back()];
    open_.pop_back();
    tree.nodes[at] = link.node;
    for (std::uint32_t k = 0; k < link.node.arity; ++k) open_.push_back(link.first + k);
  }
  CAMBRIAN_ASSERT(tree.restore_lengths());
}

}  // namespace cambrian::expression
