// Constraints: how large an expression may be, and how its operators may be put together.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/core/result.hpp"
#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// What a user writes. Operators by name, symbol or alias, and user definitions by name.
struct ConstraintRequest {
  std::size_t max_size = 30;  ///< largest complexity, 1 .. Expression::kMaxNodes
  std::size_t max_depth = 0;  ///< longest path from root to leaf, in nodes; 0: no limit
  std::vector<std::string>
      arguments{};                     ///< "pow=9,1": largest complexity of each argument; -1: any
  std::vector<std::string> nesting{};  ///< "sin: sin=0 cos=1": most of each on a path below a sin
  std::vector<std::string> complexity{};  ///< "exp=2", "constant=1.5", "variable=1", "x1=3"
};

/// Immutable; const methods are thread-safe and allocate nothing.
class Constraints {
 public:
  /// Only a largest size (in nodes) and no depth limit.
  explicit Constraints(std::size_t max_size = 30);
  /// Errors name the faulty text and the nearest operator.
  static Result<Constraints> make(const ConstraintRequest& request, const Vocabulary& vocabulary);

  /// Number of nodes or, with weights, the rounded sum of the nodes' weights (at least 1).
  std::size_t complexity(std::span<const Node> nodes) const;
  std::size_t complexity(const Expression& expression) const {
    return complexity(expression.nodes);
  }
  /// Whether all limits hold, with `max_size` in place of the largest complexity when it is smaller
  /// (a search may begin with small expressions).
  bool check(const Expression& expression, std::size_t max_size) const;
  bool check(const Expression& expression) const { return check(expression, max_size_); }

  std::size_t max_size() const { return max_size_; }
  std::size_t max_depth() const { return max_depth_; }
  /// Whether complexity is simply the number of nodes.
  bool counts_nodes() const { return !weighted_; }

 private:
  struct ArgumentLimit {
    std::array<std::uint32_t, 2> most{};
  };
  struct NestingLimit {
    std::uint32_t outer = 0, inner = 0, most = 0;  ///< operator keys
  };
  Result<void> add_arguments(const std::string& text, const Vocabulary& vocabulary);
  Result<void> add_nesting(const std::string& text, const Vocabulary& vocabulary);
  Result<void> add_weight(const std::string& text, const Vocabulary& vocabulary);
  bool arguments_hold(std::span<const Node> nodes) const;
  bool nesting_holds(std::span<const Node> nodes) const;

  std::size_t max_size_ = 30;
  std::size_t max_depth_ = 0;
  bool weighted_ = false;
  std::vector<double> weights_;           ///< by operator key
  std::vector<double> variable_weights_;  ///< by column
  std::vector<ArgumentLimit> arguments_;  ///< by operator key; empty: none
  std::vector<NestingLimit> nesting_;
};

/// Index of a node's kind in tables: the Op's code, or 64 + definition for a user-defined operator.
inline std::uint32_t operator_key(const Node& node) {
  return node.op == Op::user ? 64u + node.index : static_cast<std::uint32_t>(node.op);
}

}  // namespace cambrian::expression
