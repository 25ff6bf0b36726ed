#include "operators/expression/library/power_product.hpp"

#include <cmath>
#include <map>

namespace cambrian::expression {
namespace {

class Writer {
 public:
  explicit Writer(std::uint64_t allowed) : allowed_(allowed) {}

  bool may(Op op) const { return (allowed_ >> static_cast<int>(op)) & 1; }

  // a * b, where either may be absent (empty).
  static Expression times(const Expression& a, const Expression& b) {
    if (a.nodes.empty()) return b;
    return b.nodes.empty() ? a : Expression::apply(Op::mul, a, b);
  }

  // e^n for n >= 1.
  Expression whole(const Expression& e, int n) const {
    if (n == 1) return e;
    if (n == 3 && may(Op::cube)) return Expression::apply(Op::cube, e);
    if (n % 2 != 0) return times(e, whole(e, n - 1));
    const Expression root = whole(e, n / 2);
    return may(Op::square) ? Expression::apply(Op::square, root) : times(root, root);
  }

  // e^p for p > 0; empty when it cannot be written.
  Expression power(const Expression& e, double p) const {
    if (p == std::round(p) && p <= 16) return whole(e, static_cast<int>(p));
    const double half = 2 * p, third = 3 * p;
    if (may(Op::sqrt) && half == std::round(half) && p < 16) {
      const Expression root = Expression::apply(Op::sqrt, e);
      return p < 1 ? root : times(whole(e, static_cast<int>(p)), root);
    }
    if (may(Op::sqrt) && 2 * half == std::round(2 * half) && p < 16) {
      const Expression root = Expression::apply(Op::sqrt, e);
      return power(root, 2 * p);
    }
    if (may(Op::cbrt) && third == std::round(third) && p < 16) {
      return whole(Expression::apply(Op::cbrt, e), static_cast<int>(std::round(third)));
    }
    if (may(Op::pow)) return Expression::apply(Op::pow, e, Expression::of(Node::constant(p)));
    return {};
  }

 private:
  std::uint64_t allowed_;
};

}  // namespace

std::optional<Expression> power_product(const std::vector<Power>& powers, std::uint64_t allowed) {
  const Writer writer(allowed);
  // By size of the exponent: what is multiplied and what is divided by.
  std::map<double, std::pair<Expression, Expression>> groups;
  for (const Power& power : powers) {
    if (power.exponent == 0) continue;
    auto& [above, below] = groups[std::fabs(power.exponent)];
    Expression& side = power.exponent > 0 ? above : below;
    side = Writer::times(side, power.base);
  }
  Expression above, below;
  for (const auto& [exponent, group] : groups) {
    const bool whole = exponent == 1 || group.first.nodes.empty() || group.second.nodes.empty();
    if (whole) {
      for (const auto& [side, base] :
           {std::pair(&above, &group.first), std::pair(&below, &group.second)}) {
        if (base->nodes.empty()) continue;
        const Expression factor = writer.power(*base, exponent);
        if (factor.nodes.empty()) return std::nullopt;
        *side = Writer::times(*side, factor);
      }
    } else {
      const Expression ratio = Expression::apply(Op::div, group.first, group.second);
      const Expression factor = writer.power(ratio, exponent);
      if (factor.nodes.empty()) return std::nullopt;
      above = Writer::times(above, factor);
    }
  }
  if (above.nodes.empty()) above = Expression::of(Node::constant(1));
  return below.nodes.empty() ? above : Expression::apply(Op::div, above, below);
}

}  // namespace cambrian::expression
