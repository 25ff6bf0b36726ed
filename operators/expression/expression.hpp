// Expression: a formula as a contiguous postfix array of small trivially copyable nodes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"
#include "operators/expression/op.hpp"

namespace cambrian::expression {

/// One node. In postfix order the arguments of node i end at i - 1; the last argument's root is
/// i - 1, the one before it is at i - 1 - nodes[i - 1].length.
struct Node {
  double value = 0;          ///< the number, for Op::constant; 0 otherwise
  std::uint32_t length = 1;  ///< nodes in the subtree that ends here, itself included
  std::uint16_t index = 0;   ///< column of Op::variable, definition of Op::user; 0 otherwise
  Op op = Op::constant;
  std::uint8_t arity = 0;

  bool operator==(const Node&) const = default;

  static Node constant(double value) { return {value, 1, 0, Op::constant, 0}; }
  static Node variable(std::uint16_t column) { return {0, 1, column, Op::variable, 0}; }
  /// A built-in operator; `length` is set by Expression::restore_lengths or the builders below.
  static Node operation(Op op) { return {0, 1, 0, op, info(op).arity}; }
  static Node user(std::uint16_t definition, std::uint8_t arity) {
    return {0, 1, definition, Op::user, arity};
  }
  bool is_constant() const { return op == Op::constant; }
  bool is_variable() const { return op == Op::variable; }
  bool is_leaf() const { return arity == 0; }
};
static_assert(sizeof(Node) == 16);

/// Arguments before their operator; the root is last. Never empty once built; an empty expression
/// is only the default-constructed placeholder. At most kMaxNodes nodes.
struct Expression {
  static constexpr std::size_t kMaxNodes = 4096;
  std::vector<Node> nodes;

  std::size_t size() const { return nodes.size(); }
  const Node& root() const { return nodes.back(); }
  bool operator==(const Expression&) const = default;

  /// Index of the first node of the subtree that ends at `root`.
  std::size_t begin_of(std::size_t root) const { return root + 1 - nodes[root].length; }
  /// Root of argument `k` (0 = first, leftmost) of the operator at `parent`.
  std::size_t argument(std::size_t parent, std::size_t k) const;
  std::span<const Node> subtree(std::size_t root) const {
    return {nodes.data() + begin_of(root), nodes[root].length};
  }

  /// Replaces the subtree that ends at `root` by `replacement` (which must not alias the nodes) and
  /// mends the lengths of its ancestors.
  void replace(std::size_t root, std::span<const Node> replacement);
  /// Recomputes every `length` from the arities. False when the array is no single tree.
  bool restore_lengths();
  /// Longest path from the root to a leaf, counted in nodes (a leaf has depth 1).
  std::size_t depth() const;

  static Expression of(Node leaf) { return {{leaf}}; }
  static Expression apply(Op op, const Expression& argument);
  static Expression apply(Op op, const Expression& left, const Expression& right);
  /// The same for any operator node, a user-defined one included.
  static Expression apply(Node operation, const Expression& argument);
  static Expression apply(Node operation, const Expression& left, const Expression& right);
};

/// Hash of structure and constants (bit patterns), as written; see canonical_hash in simplify.hpp
/// for one that knows x + y = y + x.
std::uint64_t structural_hash(std::span<const Node> nodes);

/// The genome bytes of an expression, and back. Throws DecodeError unless the bytes are a single
/// well-formed tree; variable and definition indices are checked against the limits given.
Genome to_genome(const Expression& expression);
struct IndexLimits {
  std::size_t variables = 65536;
  std::size_t definitions = 65536;
};
Expression from_genome(const Genome& genome, IndexLimits limits);

}  // namespace cambrian::expression
