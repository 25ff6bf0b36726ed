#include "operators/expression/expression.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "engine/core/assert.hpp"

namespace cambrian::expression {

std::size_t Expression::argument(std::size_t parent, std::size_t k) const {
  std::size_t root = parent - 1;
  for (std::size_t j = nodes[parent].arity - 1u; j > k; --j) root -= nodes[root].length;
  return root;
}

void Expression::replace(std::size_t root, std::span<const Node> replacement) {
  CAMBRIAN_ASSERT(root < nodes.size() && !replacement.empty());
  const std::size_t begin = begin_of(root);
  const auto old_length = static_cast<std::ptrdiff_t>(nodes[root].length);
  const auto change = static_cast<std::ptrdiff_t>(replacement.size()) - old_length;
  const auto at = nodes.begin() + static_cast<std::ptrdiff_t>(begin);
  if (change > 0) {
    nodes.insert(at, static_cast<std::size_t>(change), Node{});
  } else if (change < 0) {
    nodes.erase(at, at - change);
  }
  std::copy(replacement.begin(), replacement.end(),
            nodes.begin() + static_cast<std::ptrdiff_t>(begin));
  if (change == 0) return;
  // Ancestors are exactly the later nodes whose subtree reaches back to `begin` or before.
  for (std::size_t i = begin + replacement.size(); i < nodes.size(); ++i) {
    const auto old_index = static_cast<std::ptrdiff_t>(i) - change;
    const auto length = static_cast<std::ptrdiff_t>(nodes[i].length);
    if (old_index + 1 - length <= static_cast<std::ptrdiff_t>(begin)) {
      nodes[i].length = static_cast<std::uint32_t>(length + change);
    }
  }
}

bool Expression::restore_lengths() {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    std::uint32_t length = 1;
    for (int k = 0; k < nodes[i].arity; ++k) {
      if (length > i) return false;
      length += nodes[i - length].length;
    }
    nodes[i].length = length;
  }
  return !nodes.empty() && nodes.back().length == nodes.size();
}

std::size_t Expression::depth() const {
  CAMBRIAN_ASSERT(nodes.size() <= kMaxNodes);
  std::array<std::uint16_t, kMaxNodes> depths;
  std::size_t top = 0;
  for (const Node& node : nodes) {
    std::uint16_t deepest = 0;
    for (int k = 0; k < node.arity; ++k) deepest = std::max(deepest, depths[--top]);
    depths[top++] = static_cast<std::uint16_t>(deepest + 1);
  }
  return top == 0 ? 0 : depths[top - 1];
}

Expression Expression::apply(Op op, const Expression& argument) {
  return apply(Node::operation(op), argument);
}

Expression Expression::apply(Op op, const Expression& left, const Expression& right) {
  return apply(Node::operation(op), left, right);
}

Expression Expression::apply(Node operation, const Expression& argument) {
  CAMBRIAN_ASSERT(operation.arity == 1);
  Expression result = argument;
  operation.length = static_cast<std::uint32_t>(argument.size() + 1);
  result.nodes.push_back(operation);
  return result;
}

Expression Expression::apply(Node operation, const Expression& left, const Expression& right) {
  CAMBRIAN_ASSERT(operation.arity == 2);
  Expression result;
  result.nodes.reserve(left.size() + right.size() + 1);
  result.nodes.assign(left.nodes.begin(), left.nodes.end());
  result.nodes.insert(result.nodes.end(), right.nodes.begin(), right.nodes.end());
  operation.length = static_cast<std::uint32_t>(result.size() + 1);
  result.nodes.push_back(operation);
  return result;
}

std::uint64_t structural_hash(std::span<const Node> nodes) {
  std::uint64_t hash = nodes.size();
  for (const Node& node : nodes) {
    const std::uint64_t kind = static_cast<std::uint64_t>(node.op) << 16 | node.index;
    hash = hash_combine(hash, kind);
    if (node.is_constant()) hash = hash_combine(hash, std::bit_cast<std::uint64_t>(node.value));
  }
  return hash;
}

Genome to_genome(const Expression& expression) {
  const auto raw = std::as_bytes(std::span<const Node>(expression.nodes));
  return {Bytes(raw.begin(), raw.end()), structural_hash(expression.nodes)};
}

namespace {

constexpr std::size_t kOpCodes = 64;

/// The arity of every operator code; 255 where there is none.
std::array<std::uint8_t, kOpCodes> arities() {
  std::array<std::uint8_t, kOpCodes> table;
  table.fill(255);
  for (const OpInfo& known : all_ops()) table[static_cast<std::size_t>(known.op)] = known.arity;
  return table;
}

bool is_legal(const Node& node, IndexLimits limits) {
  static const std::array<std::uint8_t, kOpCodes> kArities = arities();
  const auto code = static_cast<std::size_t>(node.op);
  if (!node.is_constant() && node.value != 0) return false;
  switch (node.op) {
    case Op::constant:
      return node.arity == 0 && node.index == 0;
    case Op::variable:
      return node.arity == 0 && node.index < limits.variables;
    case Op::user:
      return node.arity >= 1 && node.arity <= 2 && node.index < limits.definitions;
    default:
      return code < kOpCodes && kArities[code] == node.arity && node.index == 0;
  }
}

}  // namespace

Expression from_genome(const Genome& genome, IndexLimits limits) {
  const Bytes& bytes = genome.bytes;
  const std::size_t count = bytes.size() / sizeof(Node);
  if (bytes.size() % sizeof(Node) != 0 || count == 0 || count > Expression::kMaxNodes) {
    throw DecodeError("an expression genome has a wrong size");
  }
  Expression expression;
  expression.nodes.resize(count);
  __builtin_memcpy(expression.nodes.data(), bytes.data(), bytes.size());
  for (const Node& node : expression.nodes) {
    if (!is_legal(node, limits)) throw DecodeError("an expression genome holds an illegal node");
  }
  if (!expression.restore_lengths()) throw DecodeError("an expression genome is no single tree");
  return expression;
}

}  // namespace cambrian::expression
