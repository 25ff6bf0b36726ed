#include "operators/expression/library/normal_form.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "operators/expression/library/power_product.hpp"

namespace cambrian::expression {
namespace {

constexpr std::size_t kMostTerms = 16;
constexpr double kSameCoefficient = 1e-6;

/// Exponents by atom.
using Exponents = std::map<std::size_t, double>;
/// Coefficients of the products of powers; never 0.
using Sum = std::map<Exponents, double>;

class Normaliser {
 public:
  Normaliser(Sums sums, std::uint64_t allowed) : sums_(sums), allowed_(allowed) {}

  std::optional<Expression> run(const Expression& expression) {
    std::vector<Sum> stack;
    for (const Node& node : expression.nodes) {
      if (!take(node, stack) || stack.back().size() > kMostTerms) return std::nullopt;
    }
    return written(stack.back());
  }

 private:
  bool take(const Node& node, std::vector<Sum>& stack) {
    if (node.is_constant()) {
      stack.push_back(node.value == 0 ? Sum{} : Sum{{{}, node.value}});
      return true;
    }
    if (node.is_variable()) {
      stack.push_back({{{{atom(Expression::of(node)), 1.0}}, 1.0}});
      return true;
    }
    if (node.op == Op::user) return false;
    if (node.arity == 1) {
      auto made = unary(node, stack.back());
      if (made) stack.back() = std::move(*made);
      return made.has_value();
    }
    const Sum right = std::move(stack.back());
    stack.pop_back();
    auto made = binary(node, stack.back(), right);
    if (made) stack.back() = std::move(*made);
    return made.has_value();
  }

  std::optional<Sum> unary(const Node& node, const Sum& x) {
    switch (node.op) {
      case Op::neg:
        return times(x, {{{}, -1.0}});
      case Op::inv:
        return power(x, -1);
      case Op::square:
        return power(x, 2);
      case Op::cube:
        return power(x, 3);
      case Op::sqrt:
        return power(x, 0.5);
      case Op::cbrt:
        return power(x, 1. / 3);
      case Op::exp:
        if (auto made = power_of_logarithm(x)) return made;
        break;
      default:
        break;
    }
    const auto argument = written(x);
    if (!argument) return std::nullopt;
    return Sum{{{{atom(Expression::apply(node.op, *argument)), 1.0}}, 1.0}};
  }

  // exp(c p log(b)) as b^(c p), where powers may be written.
  std::optional<Sum> power_of_logarithm(const Sum& x) {
    if (x.size() != 1 || ((allowed_ >> static_cast<int>(Op::pow)) & 1) == 0) return std::nullopt;
    Exponents exponent = x.begin()->first;
    for (const auto& [index, times] : x.begin()->first) {
      const Expression logarithm = atoms_[index];
      if (times != 1 || logarithm.root().op != Op::log) continue;
      exponent.erase(index);
      const Sum product = {{exponent, x.begin()->second}};
      if (exponent.empty()) return std::nullopt;  // a power of a number
      const auto raised = written(product);
      if (!raised) return std::nullopt;
      const Expression base{{logarithm.nodes.begin(), logarithm.nodes.end() - 1}};
      return Sum{{{{atom(Expression::apply(Op::pow, base, *raised)), 1.0}}, 1.0}};
    }
    return std::nullopt;
  }

  std::optional<Sum> binary(const Node& node, const Sum& a, const Sum& b) {
    if (node.op == Op::add) return plus(a, b, 1);
    if (node.op == Op::sub) return plus(a, b, -1);
    if (node.op == Op::mul) return times(a, b);
    if (node.op == Op::div) {
      const auto reciprocal = power(b, -1);
      return reciprocal ? times(a, *reciprocal) : std::nullopt;
    }
    const bool number = b.size() == 1 && b.begin()->first.empty();
    if (node.op == Op::pow && number) return power(a, b.begin()->second);
    const auto left = written(a), right = written(b);
    if (!left || !right) return std::nullopt;
    return Sum{{{{atom(Expression::apply(node.op, *left, *right)), 1.0}}, 1.0}};
  }

  static Sum plus(const Sum& a, const Sum& b, double sign) {
    Sum result = a;
    for (const auto& [exponents, coefficient] : b) add(exponents, sign * coefficient, result);
    return result;
  }

  // Cancellation leaves rounding, which is nothing.
  static void add(const Exponents& exponents, double coefficient, Sum& to) {
    double& sum = to[exponents];
    const double before = std::max(std::fabs(sum), std::fabs(coefficient));
    sum += coefficient;
    if (std::fabs(sum) < 1e-12 * before || sum == 0) to.erase(exponents);
  }

  static std::optional<Sum> times(const Sum& a, const Sum& b) {
    if (a.size() * b.size() > 4 * kMostTerms) return std::nullopt;
    Sum result;
    for (const auto& [p, c] : a) {
      for (const auto& [q, d] : b) add(joined(p, q, 1), c * d, result);
    }
    return result;
  }

  static Exponents joined(const Exponents& p, const Exponents& q, double factor) {
    Exponents result = p;
    for (const auto& [atom, exponent] : q) {
      double& sum = result[atom];
      sum += factor * exponent;
      if (std::fabs(sum) < 1e-9) result.erase(atom);
    }
    return result;
  }

  std::optional<Sum> power(const Sum& x, double p) {
    if (x.empty()) return p > 0 ? std::optional<Sum>(Sum{}) : std::nullopt;
    if (x.size() > 1 && sums_ == Sums::expanded && (p == 2 || p == 3)) {
      auto squared = times(x, x);
      return p == 2 || !squared ? squared : times(*squared, x);
    }
    Exponents exponents;
    double coefficient = 1;
    if (x.size() > 1 && sums_ != Sums::expanded) {
      if (const auto square = squares_of(x, shared(x))) return power(*square, p);
    }
    if (x.size() == 1) {
      exponents = x.begin()->first;
      coefficient = x.begin()->second;
    } else if (sums_ == Sums::kept) {
      const auto sum = written(x);
      if (!sum) return std::nullopt;
      exponents = {{atom(*sum), 1.0}};
    } else {
      exponents = shared(x);
      const auto rest = shortest(x, exponents, coefficient);
      if (!rest) return std::nullopt;
      exponents = joined(exponents, {{atom(*rest), 1.0}}, 1);
    }
    const double factor = std::pow(coefficient, p);
    if (!std::isfinite(factor) || factor == 0) return std::nullopt;
    return Sum{{joined({}, exponents, p), factor}};
  }

  // The product of powers that every term has as a factor.
  static Exponents shared(const Sum& x) {
    Exponents least;
    for (const auto& [exponents, coefficient] : x) {
      for (const auto& [atom, exponent] : exponents) least.emplace(atom, exponent);
    }
    for (auto& [atom, smallest] : least) {
      for (const auto& [exponents, coefficient] : x) {
        const auto found = exponents.find(atom);
        smallest = std::min(smallest, found == exponents.end() ? 0.0 : found->second);
      }
    }
    std::erase_if(least, [](const auto& entry) { return entry.second == 0; });
    return least;
  }

  static Sum divided(const Sum& x, const Exponents& by, double coefficient) {
    Sum result;
    for (const auto& [exponents, c] : x) result[joined(exponents, by, -1)] = c / coefficient;
    return result;
  }

  // The sum without a factor and a coefficient, of which the one that leaves the shortest sum is
  // chosen.
  std::optional<Expression> shortest(const Sum& x, const Exponents& factor,
                                     double& coefficient) const {
    std::optional<Expression> best;
    for (const auto& [exponents, c] : x) {
      auto rest = sum_of(divided(x, factor, std::fabs(c)));
      if (!rest || (best && rest->size() >= best->size())) continue;
      best = std::move(rest);
      coefficient = std::fabs(c);
    }
    return best;
  }

  std::size_t atom(const Expression& expression) {
    const auto found = std::find(atoms_.begin(), atoms_.end(), expression);
    if (found != atoms_.end()) return static_cast<std::size_t>(found - atoms_.begin());
    atoms_.push_back(expression);
    return atoms_.size() - 1;
  }

  // With what the terms share in front, or term by term, whichever is shorter.
  std::optional<Expression> written(const Sum& x) {
    if (x.size() < 2) return sum_of(x);
    const Exponents factor = shared(x);
    if (auto square = squares_of(x, factor)) return written(*square);
    auto flat = sum_of(x);
    double coefficient = 1;
    const auto rest = shortest(x, factor, coefficient);
    const auto front = term(factor, coefficient);
    if (!rest || !front) return flat;
    const bool one = front->size() == 1 && front->root().is_constant() && front->root().value == 1;
    Expression product = one ? *rest : Expression::apply(Op::mul, *front, *rest);
    if (flat && flat->size() <= product.size()) return flat;
    return product;
  }

  // The sum with squares in it completed, if there are any, times the factor that its terms share.
  std::optional<Sum> squares_of(const Sum& x, const Exponents& factor) {
    const Sum rest = divided(x, factor, 1);
    const Sum fewer = with_squares(rest);
    if (fewer.size() == rest.size()) return std::nullopt;
    if (fewer.size() == 1) return times(fewer, {{factor, 1.0}});
    const auto sum = written(fewer);
    if (!sum) return std::nullopt;
    return Sum{{joined(factor, {{atom(*sum), 1.0}}, 1), 1.0}};
  }

  // a² P² ± 2 a b P Q + b² Q² as (a P ± b Q)².
  Sum with_squares(Sum x) {
    if (x.size() < 3) return x;
    for (const auto& [p, a] : x) {
      if (!is_square(p)) continue;
      for (const auto& [q, b] : x) {
        if (!(p < q) || !is_square(q) || (a > 0) != (b > 0)) continue;
        const Exponents first = joined({}, p, 0.5), second = joined({}, q, 0.5);
        const auto middle = x.find(joined(first, second, 1));
        if (middle == x.end()) continue;
        const double wanted = 2 * std::sqrt(a * b);
        if (std::fabs(std::fabs(middle->second) - wanted) > kSameCoefficient * wanted) continue;
        const double ratio = std::copysign(std::sqrt(b / a), middle->second * a);
        const auto root = sum_of({{first, 1}, {second, ratio}});
        if (!root) continue;
        Sum rest = x;
        for (const Exponents& gone : {p, q, middle->first}) rest.erase(gone);
        rest[{{atom(*root), 2.0}}] = a;
        return with_squares(std::move(rest));
      }
    }
    return x;
  }

  static bool is_square(const Exponents& exponents) {
    return std::all_of(exponents.begin(), exponents.end(),
                       [](const auto& e) { return std::fmod(e.second, 2) == 0; });
  }

  std::optional<Expression> sum_of(const Sum& x) const {
    if (x.empty()) return Expression::of(Node::constant(0));
    std::optional<Expression> sum;
    // What is added first, so that no term begins with a minus sign unless all do.
    for (const bool positive : {true, false}) {
      for (const auto& [exponents, coefficient] : x) {
        if ((coefficient > 0) != positive) continue;
        const auto next = term(exponents, positive || !sum ? coefficient : -coefficient);
        if (!next) return std::nullopt;
        sum = !sum ? *next : Expression::apply(positive ? Op::add : Op::sub, *sum, *next);
      }
    }
    return sum;
  }

  std::optional<Expression> term(const Exponents& exponents, double coefficient) const {
    std::vector<Power> powers;
    for (const auto& [atom, exponent] : exponents) powers.push_back({atoms_[atom], exponent});
    auto product = power_product(powers, allowed_);
    if (!product || coefficient == 1) return product;
    const Expression number = Expression::of(Node::constant(coefficient));
    if (powers.empty()) return number;
    return Expression::apply(Op::mul, number, *product);
  }

  Sums sums_;
  std::uint64_t allowed_;
  std::vector<Expression> atoms_;
};

}  // namespace

std::optional<Expression> normal_form(const Expression& expression, Sums sums,
                                      std::uint64_t allowed) {
  return Normaliser(sums, allowed).run(expression);
}

}  // namespace cambrian::expression
