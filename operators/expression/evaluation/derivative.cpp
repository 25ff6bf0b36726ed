#include "operators/expression/evaluation/derivative.hpp"

#include <cmath>
#include <limits>

#include "engine/core/assert.hpp"

namespace cambrian::expression {

template <class Real>
auto Derivative<Real>::append(Kernel<Real> kernel, const Value& a, const Value& b, bool constant)
    -> Value {
  if (constant) {
    Real* block = scratch_.block(constants_++);
    once_.push_back({kernel, block, a.operand, b.operand, {}});
    return {Operand<Real>::constant(block), true};
  }
  Real* buffer = scratch_.buffer(buffers_++);
  per_row_.push_back({kernel, buffer, a.operand, b.operand, {}});
  return {Operand<Real>::buffer(buffer), false};
}

template <class Real>
auto Derivative<Real>::number(double value) -> Value {
  return {Operand<Real>::constant(scratch_.constant(constants_++, value)), true, value == 1};
}

template <class Real>
auto Derivative<Real>::unary(Op op, const Value& a) -> Value {
  return append(kernels_->unary[unary_index(op)], a, a, a.constant);
}

template <class Real>
auto Derivative<Real>::binary(Op op, const Value& a, const Value& b) -> Value {
  const bool both = a.constant && b.constant;
  const std::size_t variant = both ? 0 : (a.constant ? 1 : 0) + (b.constant ? 2 : 0);
  return append(kernels_->binary[binary_index(op)][variant], a, b, both);
}

template <class Real>
auto Derivative<Real>::product(const Value& a, const Value& b) -> Value {
  if (a.is_one) return b;
  if (b.is_one) return a;
  return binary(Op::mul, a, b);
}

template <class Real>
void Derivative<Real>::set_parameter(std::size_t k, double number) {
  for (const Leaf& leaf : leaves_) {
    if (leaf.parameter == k) scratch_.constant(leaf.constant, number);
  }
}

template <class Real>
void Derivative<Real>::prepare() const {
  for (const auto& instruction : once_) instruction.run(instruction, 0, kRowBlock);
}

template <class Real>
void Derivative<Real>::run(std::uint32_t row, std::uint32_t rows) const {
  for (const auto& instruction : per_row_) instruction.run(instruction, row, rows);
}

template <class Real>
void Derivative<Real>::build(std::span<const Node> nodes, std::span<const Operand<Real>> variables,
                             std::span<const int> parameter, std::size_t parameters) {
  const std::size_t n = nodes.size();
  once_.clear();
  per_row_.clear();
  leaves_.clear();
  stack_.clear();
  constants_ = 0;
  buffers_ = 0;
  values_.resize(n);
  adjoints_.assign(n, std::nullopt);
  matters_.assign(n, 0);
  arguments_.resize(2 * n);
  derivatives_.assign(parameters, std::nullopt);
  for (std::size_t i = 0; i < n; ++i) {
    const Node& node = nodes[i];
    for (int k = node.arity - 1; k >= 0; --k) {
      arguments_[2 * i + static_cast<std::size_t>(k)] = stack_.back();
      matters_[i] |= matters_[stack_.back()];
      stack_.pop_back();
    }
    const Value* a = node.arity > 0 ? &values_[arguments_[2 * i]] : nullptr;
    if (node.op == Op::constant) {
      if (parameter[i] >= 0)
        leaves_.push_back({static_cast<std::size_t>(parameter[i]), constants_});
      values_[i] = number(node.value);
      values_[i].is_one = false;
    } else if (node.op == Op::variable) {
      CAMBRIAN_ASSERT(node.index < variables.size());
      const Operand<Real>& variable = variables[node.index];
      values_[i] = {variable, variable.is_constant()};
    } else if (node.arity == 1) {
      values_[i] = unary(node.op, *a);
    } else {
      values_[i] = binary(node.op, *a, values_[arguments_[2 * i + 1]]);
    }
    if (node.is_leaf()) matters_[i] = parameter[i] >= 0;
    stack_.push_back(i);
  }
  CAMBRIAN_ASSERT(stack_.size() == 1);
  value_ = values_[n - 1];
  if (matters_[n - 1]) adjoints_[n - 1] = number(1);
  for (std::size_t i = n; i-- > 0;) {
    if (!adjoints_[i]) continue;
    if (!nodes[i].is_leaf()) {
      differentiate(i, nodes[i]);
    } else {
      auto& sum = derivatives_[static_cast<std::size_t>(parameter[i])];
      sum = sum ? binary(Op::add, *sum, *adjoints_[i]) : *adjoints_[i];
    }
  }
}

/// Passes the adjoint of node i on to those of its arguments that matter.
template <class Real>
void Derivative<Real>::differentiate(std::size_t i, const Node& node) {
  const Value g = *adjoints_[i];
  const Value f = values_[i];
  const std::size_t first = arguments_[2 * i];
  if (node.arity == 1) {
    adjoints_[first] = by_argument(node.op, values_[first], f, g);
    return;
  }
  const std::size_t second = arguments_[2 * i + 1];
  if (matters_[first]) {
    adjoints_[first] = by_first(node.op, values_[first], values_[second], f, g);
  }
  if (matters_[second]) {
    adjoints_[second] = by_second(node.op, values_[first], values_[second], f, g);
  }
}

template <class Real>
auto Derivative<Real>::by_first(Op op, const Value& a, const Value& b, const Value& f,
                                const Value& g) -> std::optional<Value> {
  (void)f;
  switch (op) {
    case Op::add:
    case Op::sub:
    case Op::mod:
      return g;
    case Op::mul:
      return product(g, b);
    case Op::div:
      return binary(Op::div, g, b);
    case Op::pow:
      return product(g, binary(Op::mul, b, binary(Op::pow, a, binary(Op::sub, b, number(1)))));
    case Op::min:
      return product(g, binary(Op::less_equal, a, b));
    case Op::max:
      return product(g, binary(Op::greater_equal, a, b));
    default:
      return std::nullopt;
  }
}

template <class Real>
auto Derivative<Real>::by_second(Op op, const Value& a, const Value& b, const Value& f,
                                 const Value& g) -> std::optional<Value> {
  switch (op) {
    case Op::add:
      return g;
    case Op::sub:
      return negative(g);
    case Op::mul:
      return product(g, a);
    case Op::div:
      return negative(product(g, binary(Op::div, f, b)));
    case Op::pow: {
      // The base's sign changes nothing for the integer exponents that allow one; 0 has a limit.
      const double tiny = std::numeric_limits<Real>::min();
      const Value size = binary(Op::max, unary(Op::abs, a), number(tiny));
      return product(g, binary(Op::mul, f, unary(Op::log, size)));
    }
    case Op::min:
      return product(g, binary(Op::less, b, a));
    case Op::max:
      return product(g, binary(Op::greater, b, a));
    case Op::mod:
      return negative(product(g, unary(Op::floor, binary(Op::div, a, b))));
    case Op::cond:
      return binary(Op::cond, a, g);
    default:
      return std::nullopt;
  }
}

/// offset + factor a^2.
template <class Real>
auto Derivative<Real>::power(Op op, const Value& a, double offset, double factor) -> Value {
  Value square = unary(Op::square, a);
  if (factor != 1) square = binary(Op::mul, number(factor), square);
  const Value sum = offset == 0 ? square : binary(Op::add, number(offset), square);
  return op == Op::sqrt ? unary(Op::sqrt, sum) : sum;
}

template <class Real>
auto Derivative<Real>::by_argument(Op op, const Value& x, const Value& f, const Value& g)
    -> std::optional<Value> {
  constexpr Op kPlain = Op::square;
  const auto times = [&](const Value& slope) { return product(g, slope); };
  const auto over = [&](const Value& divisor) { return binary(Op::div, g, divisor); };
  switch (op) {
    case Op::neg:
      return negative(g);
    case Op::inv:
      return negative(times(power(kPlain, f, 0, 1)));
    case Op::square:
      return times(binary(Op::add, x, x));
    case Op::cube:
      return times(power(kPlain, x, 0, 3));
    case Op::sqrt:
      return over(binary(Op::add, f, f));
    case Op::cbrt:
      return over(power(kPlain, f, 0, 3));
    case Op::abs:
      return times(unary(Op::sign, x));
    case Op::exp:
      return times(f);
    case Op::log:
      return over(x);
    case Op::log2:
      return over(binary(Op::mul, number(std::log(2.0)), x));
    case Op::log10:
      return over(binary(Op::mul, number(std::log(10.0)), x));
    case Op::log1p:
      return over(binary(Op::add, number(1), x));
    case Op::sin:
      return times(unary(Op::cos, x));
    case Op::cos:
      return negative(times(unary(Op::sin, x)));
    case Op::tan:
      return times(power(kPlain, f, 1, 1));
    case Op::asin:
      return over(power(Op::sqrt, x, 1, -1));
    case Op::acos:
      return negative(over(power(Op::sqrt, x, 1, -1)));
    case Op::atan:
      return over(power(kPlain, x, 1, 1));
    case Op::sinh:
      return times(unary(Op::cosh, x));
    case Op::cosh:
      return times(unary(Op::sinh, x));
    case Op::tanh:
      return times(power(kPlain, f, 1, -1));
    case Op::asinh:
      return over(power(Op::sqrt, x, 1, 1));
    case Op::acosh:
      return over(power(Op::sqrt, x, -1, 1));
    case Op::atanh:
      return over(power(kPlain, x, 1, -1));
    case Op::erf:
      return times(binary(Op::mul, number(1.12837916709551257390),
                          unary(Op::exp, negative(power(kPlain, x, 0, 1)))));
    case Op::gamma:
      return times(binary(Op::mul, f, append(kernels_->digamma, x, x, x.constant)));
    case Op::relu:
      return binary(Op::cond, x, g);
    case Op::sigmoid:
      return times(binary(Op::mul, f, binary(Op::sub, number(1), f)));
    default:
      // sign, floor, ceil, round: flat wherever they have a derivative.
      return std::nullopt;
  }
}

template class Derivative<float>;
template class Derivative<double>;

}  // namespace cambrian::expression
