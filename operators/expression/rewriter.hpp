// Rewriter: builds a simplified expression in postfix order, one node at a time (used by
// Simplifier).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// Each method takes arguments that lie, complete and simplified, at the end of `out` and leaves
/// their simplified combination there. No rule lengthens, so the recursion ends.
class Rewriter {
 public:
  /// `usable`: bit op says that new nodes of this operator may be made. `bodies`: user definitions,
  /// free of other definitions. Both vectors must outlive the rewriter.
  struct Rules {
    std::uint64_t usable = 0;
    ConstantKind constants = ConstantKind::real;  ///< that may be made
    const std::vector<Expression>* bodies = nullptr;
  };
  Rewriter(std::vector<Node>& out, std::vector<Node>& scratch, Rules rules)
      : out_(out), scratch_(scratch), rules_(rules) {}

  void leaf(const Node& node) { out_.push_back(node); }
  void operation(const Node& node);

 private:
  /// A complete subtree within out_.
  struct Part {
    std::size_t begin = 0, length = 0;
  };
  /// The two operations that share their algebra: + with 0, and * with 1.
  struct Group {
    Op plus, minus, invert;
    double unit;
    double (*join)(double, double), (*part)(double, double);
  };
  static const Group kSum, kProduct;
  /// up - down + sign * x of a sum, up / down * x^sign of a product; x empty: a constant alone.
  struct Term {
    double up = 0, down = 0;
    int sign = 1;
    Part x;
  };
  /// amount * base of a sum, base^amount of a product.
  struct Multiple {
    Part base;
    double amount = 1;
  };

  void unary(const Node& node);
  void binary(const Node& node);
  void user(const Node& node);
  bool fold(const Node& node);
  bool unary_of_operator(Op op);
  void group(Op op);
  void power();
  void extremum(Op op);
  bool equal_arguments(Op op);
  bool conditional();

  Term term_of(const Group& group, std::size_t root) const;
  Multiple multiple_of(const Group& group, Part x) const;
  Multiple power_of(Part x) const;
  bool join_multiples(const Group& group, const Term& left, const Term& right);
  bool cancel(const Group& group, const Term& left, const Term& right);
  bool cancel_within(const Group& group, const Term& pair, const Term& single);
  bool join_terms(const Group& group, const Term& left, const Term& right);
  bool join_distant_constants(const Group& group, bool minus);
  const Node* find_constant(const Group& group, std::size_t root, int& sign) const;
  bool absorb_sign(bool minus);
  bool negate();
  std::size_t negated_length(Part x) const;
  bool reciprocal();

  /// Replaces everything from `begin` by the value / by a part of what was there.
  void put_constant(std::size_t begin, double value);
  void put_part(std::size_t begin, Part part);
  /// Ends a term: the part at the end of out_ becomes up, down and sign of it.
  void put_term(const Group& group, const Term& term);
  void put_product(const Term& term);
  void put_power(double exponent);
  bool can_put_term(const Group& group, const Term& term) const;
  std::size_t power_cost(double exponent) const;

  void push(Op op);
  /// -0 becomes 0.
  void push_constant(double value) { out_.push_back(Node::constant(value + 0.0)); }
  bool makes_constants() const { return rules_.constants != ConstantKind::none; }
  bool acceptable(double value) const {
    return std::isfinite(value) &&
           (rules_.constants != ConstantKind::integer || std::floor(value) == value);
  }
  bool usable(Op op) const { return (rules_.usable >> static_cast<int>(op) & 1) != 0; }
  Part part_at(std::size_t root) const { return {root + 1 - out_[root].length, out_[root].length}; }
  const Node& root_of(Part part) const { return out_[part.begin + part.length - 1]; }
  std::size_t left_root() const { return out_.size() - 1 - out_.back().length; }
  bool same(Part a, Part b) const;
  bool in_order(Part a, Part b) const;
  void sort_arguments();
  void swap_arguments();

  std::vector<Node>& out_;
  std::vector<Node>& scratch_;
  Rules rules_;
};

}  // namespace cambrian::expression
