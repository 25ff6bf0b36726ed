// Simplification and hashes that see through different ways of writing the same formula.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// Rewrites expressions to shorter ones of equal value. Where every intermediate value of the
/// original is finite, the result agrees up to rounding; it may be defined at more points (x/x
/// becomes 1), never at fewer. Rules: folding of constants (finite results only); neutral and
/// absorbing elements (x+0, x*1, x^1, 0*x, x-x, x/x); constants anywhere in a sum or product joined
/// ((c+x)+y+c, c-(c-x), (c*x)/c); like terms and powers (2*x+3*x, x*x^2); double and moved
/// negations and reciprocals; inverse pairs (exp and log, square and sqrt, cube and cbrt);
/// functions of their own results (abs(abs x), floor(round x)). It never lengthens, and uses no
/// operator outside the expression except those the vocabulary allows. The operands of + and *
/// come in a canonical order: variables by column, then functions, constants last. Idempotent.
/// One object per thread: it keeps buffers, so that no call allocates once they have grown.
class Simplifier {
 public:
  /// Copies what it needs: the vocabulary need not outlive it. With `none`, no constant
  /// appears where none was (x - x stays); with `integer`, all that are made are integers.
  explicit Simplifier(const Vocabulary& vocabulary, ConstantKind constants = ConstantKind::real);
  /// In place. True when the expression has changed.
  bool simplify(Expression& expression);

 private:
  std::uint64_t allowed_ = 0;  ///< bit op: the vocabulary allows it
  ConstantKind constants_ = ConstantKind::real;
  std::vector<Expression> bodies_;  ///< user definitions, expanded
  std::vector<Node> out_, scratch_;
};

/// The simplified expression; for use outside hot loops.
Expression simplified(const Expression& expression, const Vocabulary& vocabulary);

/// Equal for trees that differ only in the order of operands: x + y = y + x, a < b = b > a. Equal
/// hashes mean equal size and (for position-free constraints) equal complexity.
std::uint64_t canonical_hash(std::span<const Node> nodes);

/// As canonical_hash, with every constant alike: the structure whose constants a fit would find.
std::uint64_t structure_hash(std::span<const Node> nodes);

/// Equal for expressions that are equal by the rules of arithmetic, whatever their shape:
/// (x+y)^2 = x*x + 2*x*y + y*y, x - y = x + neg(y), a/b/c = a/(b*c). It evaluates at a random point
/// of a finite field (Schwartz 1980, p = 2^61 - 1), where constants are exact; other functions are
/// random functions of their arguments. Domains are ignored (x/x = 1) and rounding is not modelled.
std::uint64_t semantic_hash(std::span<const Node> nodes);

}  // namespace cambrian::expression
