#include "operators/expression/simplify.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/assert.hpp"
#include "operators/expression/rewriter.hpp"

namespace cambrian::expression {
namespace {

constexpr std::uint64_t bit(Op op) { return std::uint64_t{1} << static_cast<int>(op); }
template <class... Ops>
constexpr std::uint64_t bits(Ops... ops) {
  return (bit(ops) | ...);
}
bool among(Op op, std::uint64_t set) { return (set >> static_cast<int>(op) & 1) != 0; }

/// Never negative where they are numbers.
constexpr std::uint64_t kNonNegative =
    bits(Op::abs, Op::square, Op::sqrt, Op::exp, Op::cosh, Op::acosh, Op::sigmoid, Op::relu,
         Op::greater, Op::greater_equal, Op::less, Op::less_equal);
constexpr std::uint64_t kIntegral = bits(Op::floor, Op::ceil, Op::round, Op::sign);
constexpr std::uint64_t kEven = bits(Op::square, Op::abs, Op::cos, Op::cosh);

/// outer(inner(x)) = x wherever the left side is a number.
struct Inverse {
  Op outer, inner;
};
constexpr std::array kInverses = {
    Inverse{Op::exp, Op::log},    Inverse{Op::log, Op::exp},    Inverse{Op::square, Op::sqrt},
    Inverse{Op::cube, Op::cbrt},  Inverse{Op::cbrt, Op::cube},  Inverse{Op::sin, Op::asin},
    Inverse{Op::cos, Op::acos},   Inverse{Op::tan, Op::atan},   Inverse{Op::sinh, Op::asinh},
    Inverse{Op::asinh, Op::sinh}, Inverse{Op::cosh, Op::acosh}, Inverse{Op::tanh, Op::atanh},
    Inverse{Op::atanh, Op::tanh},
};

bool is_inverse(Op outer, Op inner) {
  return std::any_of(kInverses.begin(), kInverses.end(), [=](const Inverse& pair) {
    return pair.outer == outer && pair.inner == inner;
  });
}

/// Value of a body free of user operators; NaN arguments give NaN.
double value_of(const Expression& body, const double* arguments) {
  std::array<double, Expression::kMaxNodes> stack;
  std::size_t top = 0;
  for (const Node& node : body.nodes) {
    if (node.is_constant()) {
      stack[top++] = node.value;
    } else if (node.is_variable()) {
      stack[top++] = arguments[node.index];
    } else if (node.arity == 1) {
      stack[top - 1] = info(node.op).unary(stack[top - 1]);
    } else {
      --top;
      stack[top - 1] = info(node.op).binary(stack[top - 1], stack[top]);
    }
  }
  return stack[0];
}

/// Negative, zero or positive as a comes before, is equal to, or comes after b.
int compare(const Node& a, const Node& b) {
  if (a.op != b.op) return a.op < b.op ? -1 : 1;
  if (a.index != b.index) return a.index < b.index ? -1 : 1;
  if (a.value != b.value) return a.value < b.value ? -1 : 1;
  return 0;
}

bool is_integer(double value) { return std::floor(value) == value; }
bool is_even(double value) { return is_integer(value) && is_integer(value / 2); }

}  // namespace

void Rewriter::operation(const Node& node) {
  if (node.op == Op::user) {
    user(node);
  } else if (node.arity == 1) {
    unary(node);
  } else {
    binary(node);
  }
}

void Rewriter::push(Op op) {
  Node node = Node::operation(op);
  for (int k = 0; k < node.arity; ++k) node.length += out_[out_.size() - node.length].length;
  out_.push_back(node);
}

void Rewriter::put_constant(std::size_t begin, double value) {
  out_.resize(begin);
  push_constant(value);
}

void Rewriter::put_part(std::size_t begin, Part part) {
  const auto from = out_.begin() + static_cast<std::ptrdiff_t>(part.begin);
  std::copy(from, from + static_cast<std::ptrdiff_t>(part.length),
            out_.begin() + static_cast<std::ptrdiff_t>(begin));
  out_.resize(begin + part.length);
}

bool Rewriter::same(Part a, Part b) const {
  return a.length == b.length &&
         std::equal(out_.begin() + static_cast<std::ptrdiff_t>(a.begin),
                    out_.begin() + static_cast<std::ptrdiff_t>(a.begin + a.length),
                    out_.begin() + static_cast<std::ptrdiff_t>(b.begin));
}

/// Variables by column, then operators, constants last; a total order up to equality.
bool Rewriter::in_order(Part a, Part b) const {
  const Node &first = root_of(a), &second = root_of(b);
  if (second.is_constant() || first.is_constant())
    return second.is_constant() && (!first.is_constant() || first.value <= second.value);
  if (const int order = compare(first, second); order != 0) return order < 0;
  if (a.length != b.length) return a.length < b.length;
  for (std::size_t i = 0; i < a.length; ++i) {
    const int order = compare(out_[a.begin + i], out_[b.begin + i]);
    if (order != 0) return order < 0;
  }
  return true;
}

void Rewriter::sort_arguments() {
  if (!in_order(part_at(left_root()), part_at(out_.size() - 1))) swap_arguments();
}

bool Rewriter::fold(const Node& node) {
  const Node right = out_.back();
  if (!right.is_constant()) return false;
  const OpInfo& facts = info(node.op);
  if (node.arity == 1) {
    const double value = facts.unary(right.value);
    if (!acceptable(value)) return false;
    out_.back() = Node::constant(value + 0.0);
    return true;
  }
  const Node left = out_[out_.size() - 2];
  if (!left.is_constant()) return false;
  const double value = facts.binary(left.value, right.value);
  if (!acceptable(value)) return false;
  return put_constant(out_.size() - 2, value), true;
}

void Rewriter::user(const Node& node) {
  const std::size_t begin = out_.size() - node.arity;
  bool constant = out_.size() >= node.arity;
  for (std::size_t i = begin; constant && i < out_.size(); ++i) constant = out_[i].is_constant();
  if (constant) {
    double arguments[2] = {0, 0};
    for (std::size_t k = 0; k < node.arity; ++k) arguments[k] = out_[begin + k].value;
    const double value = value_of((*rules_.bodies)[node.index], arguments);
    if (acceptable(value)) return put_constant(begin, value);
  }
  Node made = node;
  made.length = 1;
  for (int k = 0; k < made.arity; ++k) made.length += out_[out_.size() - made.length].length;
  out_.push_back(made);
}

void Rewriter::unary(const Node& node) {
  if (fold(node)) return;
  if (out_.back().is_leaf() || !unary_of_operator(node.op)) push(node.op);
}

bool Rewriter::unary_of_operator(Op op) {
  const Op inner = out_.back().op;
  if (is_inverse(op, inner)) return out_.pop_back(), true;
  if (op == inner && among(op, bits(Op::abs, Op::relu, Op::sign))) return true;
  if (among(op, bits(Op::abs, Op::relu)) && among(inner, kNonNegative)) return true;
  if (among(op, bits(Op::floor, Op::ceil, Op::round)) && among(inner, kIntegral)) return true;
  if (among(op, kEven) && (inner == Op::neg || inner == Op::abs)) {
    out_.pop_back();
    return unary(Node::operation(op)), true;
  }
  if (op == Op::sqrt && inner == Op::square && usable(Op::abs)) {
    out_.pop_back();
    return unary(Node::operation(Op::abs)), true;
  }
  if (op == Op::neg) return negate();
  if (op == Op::inv) return reciprocal();
  return false;
}

void Rewriter::binary(const Node& node) {
  if (fold(node)) return;
  switch (node.op) {
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::div:
      return group(node.op);
    case Op::pow:
      return power();
    case Op::min:
    case Op::max:
      return extremum(node.op);
    default:
      if (equal_arguments(node.op)) return;
      if (node.op == Op::cond && conditional()) return;
      return push(node.op);
  }
}

std::size_t Rewriter::power_cost(double exponent) const {
  if (exponent == 1) return 0;
  const bool named = (exponent == 2 && usable(Op::square)) || (exponent == 3 && usable(Op::cube)) ||
                     (exponent == 0.5 && usable(Op::sqrt)) || (exponent == -1 && usable(Op::inv));
  if (named) return 1;
  return usable(Op::pow) && makes_constants() && acceptable(exponent) ? 2
                                                                      : Expression::kMaxNodes * 2;
}

/// The part at the end of out_ to a power that power_cost has found possible.
void Rewriter::put_power(double exponent) {
  if (exponent == 1) return;
  if (exponent == 2 && usable(Op::square)) return unary(Node::operation(Op::square));
  if (exponent == 3 && usable(Op::cube)) return unary(Node::operation(Op::cube));
  if (exponent == 0.5 && usable(Op::sqrt)) return unary(Node::operation(Op::sqrt));
  if (exponent == -1 && usable(Op::inv)) return unary(Node::operation(Op::inv));
  push_constant(exponent);
  push(Op::pow);
}

void Rewriter::power() {
  const Part base = part_at(left_root());
  const Node exponent = out_.back();
  if (root_of(base).is_constant() && root_of(base).value == 1) return put_constant(base.begin, 1);
  if (!exponent.is_constant()) return push(Op::pow);
  if (exponent.value == 0) return put_constant(base.begin, 1);
  const Multiple inner = power_of(base);
  // (x^2)^0.5 is |x|, not x: an even power hides the sign from a fractional one.
  const bool hidden = is_even(inner.amount) && !is_integer(exponent.value);
  const double joined = inner.amount * exponent.value;
  if (inner.amount != 1 && !hidden && std::isfinite(joined) && joined != 0 &&
      inner.base.length + power_cost(joined) < base.length + 2) {
    out_.resize(inner.base.begin + inner.base.length);
    return put_power(joined);
  }
  if (root_of(base).op == Op::abs && is_even(exponent.value)) {
    out_.resize(base.begin + base.length - 1);
    push_constant(exponent.value);
    return power();
  }
  if (power_cost(exponent.value) < 2) {
    out_.pop_back();
    return put_power(exponent.value);
  }
  push(Op::pow);
}

/// min and max: of equals, and nested in themselves with a constant or the same argument.
void Rewriter::extremum(Op op) {
  sort_arguments();
  const Part right = part_at(out_.size() - 1), left = part_at(left_root());
  if (same(left, right)) return out_.resize(left.begin + left.length);
  for (const auto& [outer, inner] : {std::pair{right, left}, std::pair{left, right}}) {
    if (root_of(inner).op != op) continue;
    const std::size_t root = inner.begin + inner.length - 1;
    const Part last = part_at(root - 1), front = part_at(root - 1 - last.length);
    if (same(outer, last) || same(outer, front)) return put_part(left.begin, inner);
    if (root_of(outer).is_constant() && root_of(last).is_constant()) {
      const double value = info(op).binary(root_of(outer).value, root_of(last).value);
      out_.resize(left.begin + inner.length);
      out_[out_.size() - 2].value = value;
      return;
    }
  }
  push(op);
}

/// Comparisons of equals, and cond(x, x) = relu(x).
bool Rewriter::equal_arguments(Op op) {
  const Part right = part_at(out_.size() - 1), left = part_at(left_root());
  if (!same(left, right)) return false;
  if (op == Op::cond && usable(Op::relu)) {
    out_.resize(right.begin);
    return unary(Node::operation(Op::relu)), true;
  }
  if (!makes_constants()) return false;
  if (op == Op::greater || op == Op::less) return put_constant(left.begin, 0), true;
  if (op == Op::greater_equal || op == Op::less_equal) return put_constant(left.begin, 1), true;
  return false;
}

bool Rewriter::conditional() {
  const Part right = part_at(out_.size() - 1), left = part_at(left_root());
  if (root_of(right).is_constant() && root_of(right).value == 0)
    return put_constant(left.begin, 0), true;
  if (!root_of(left).is_constant()) return false;
  if (root_of(left).value > 0) {
    put_part(left.begin, right);
  } else {
    put_constant(left.begin, 0);
  }
  return true;
}

Simplifier::Simplifier(const Vocabulary& vocabulary, ConstantKind constants)
    : constants_(constants) {
  for (const Node& node : vocabulary.unary) allowed_ |= bit(node.op);
  for (const Node& node : vocabulary.binary) allowed_ |= bit(node.op);
  for (const Definition& definition : vocabulary.definitions)
    bodies_.push_back(expand(definition.body, vocabulary));
}

bool Simplifier::simplify(Expression& expression) {
  // One pass is nearly always enough; another catches what a rule has uncovered below itself.
  constexpr int kPasses = 8;
  CAMBRIAN_ASSERT(expression.size() <= Expression::kMaxNodes);
  std::uint64_t present = 0;
  for (const Node& node : expression.nodes) present |= bit(node.op);
  bool changed = false;
  for (int pass = 0; pass < kPasses; ++pass) {
    out_.clear();
    Rewriter rewriter(out_, scratch_, {allowed_ | present, constants_, &bodies_});
    for (const Node& node : expression.nodes) {
      if (node.is_leaf()) {
        rewriter.leaf(node);
      } else {
        rewriter.operation(node);
      }
    }
    if (out_ == expression.nodes) return changed;
    expression.nodes.assign(out_.begin(), out_.end());
    changed = true;
  }
  return changed;
}

Expression simplified(const Expression& expression, const Vocabulary& vocabulary) {
  Expression result = expression;
  Simplifier(vocabulary).simplify(result);
  return result;
}

}  // namespace cambrian::expression
