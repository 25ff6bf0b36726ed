// The hashes of simplify.hpp: by shape up to the order of operands, and by algebra.
#include <array>
#include <bit>
#include <cmath>

#include "engine/core/assert.hpp"
#include "operators/expression/simplify.hpp"

namespace cambrian::expression {
namespace {

__extension__ using u128 = unsigned __int128;

/// Folded 128-bit product: one multiplication mixes both words.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const u128 product = static_cast<u128>(a ^ 0x9e3779b97f4a7c15u) * (b ^ 0xe7037ed1a0b428dbu);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t kind_of(const Node& node) {
  return mix(static_cast<std::uint64_t>(node.op) << 16 | node.index, 0x8ebc6af09c88c6e3u);
}

std::uint64_t shape_hash(std::span<const Node> nodes, bool constants) {
  CAMBRIAN_ASSERT(nodes.size() <= Expression::kMaxNodes);
  std::array<std::uint64_t, Expression::kMaxNodes> stack;
  std::size_t top = 0;
  for (Node node : nodes) {
    if (node.is_constant()) {
      // 0 and -0 are one number.
      const auto value = constants ? std::bit_cast<std::uint64_t>(node.value + 0.0) : 1;
      stack[top++] = mix(value, 0x589965cc75374cc3u);
    } else if (node.is_variable()) {
      stack[top++] = kind_of(node);
    } else if (node.arity == 1) {
      stack[top - 1] = mix(stack[top - 1], kind_of(node));
    } else {
      std::uint64_t right = stack[--top], left = stack[top - 1];
      const bool turned = node.op == Op::greater || node.op == Op::greater_equal;
      if (turned) node.op = node.op == Op::greater ? Op::less : Op::less_equal;
      const bool commutative = node.op != Op::user && info(node.op).commutative;
      if (turned || (commutative && right < left)) std::swap(left, right);
      stack[top - 1] = mix(mix(left, kind_of(node)), std::rotl(right, 32));
    }
  }
  return top == 0 ? 0 : stack[top - 1];
}

/// Arithmetic modulo the Mersenne prime 2^61 - 1.
constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61) - 1;

std::uint64_t reduce(std::uint64_t a) {
  a = (a & kPrime) + (a >> 61);
  return a >= kPrime ? a - kPrime : a;
}
std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  const u128 product = static_cast<u128>(a) * b;
  return reduce((static_cast<std::uint64_t>(product) & kPrime) +
                static_cast<std::uint64_t>(product >> 61));
}
std::uint64_t plus(std::uint64_t a, std::uint64_t b) { return reduce(a + b); }
std::uint64_t minus(std::uint64_t a) { return a == 0 ? 0 : kPrime - a; }
std::uint64_t raise(std::uint64_t a, std::uint64_t exponent) {
  std::uint64_t result = 1;
  for (; exponent != 0; exponent >>= 1, a = times(a, a)) {
    if (exponent & 1) result = times(result, a);
  }
  return result;
}

/// A quotient, so that no division is needed until a function asks for its one value.
struct Fraction {
  std::uint64_t up, down;

  std::uint64_t value() const {
    if (down == 1) return up;
    if (down == 0) return up == 0 ? kPrime : kPrime + 1;  // 0/0 and 1/0: outside the field
    return times(up, raise(down, kPrime - 2));
  }
};

Fraction sum(Fraction a, Fraction b) {
  if (a.down == b.down) return {plus(a.up, b.up), a.down};
  return {plus(times(a.up, b.down), times(b.up, a.down)), times(a.down, b.down)};
}
Fraction product(Fraction a, Fraction b) { return {times(a.up, b.up), times(a.down, b.down)}; }
Fraction inverse(Fraction a) { return {a.down, a.up}; }
Fraction negative(Fraction a) { return {minus(a.up), a.down}; }
Fraction power(Fraction a, int exponent) {
  if (exponent < 0) return power(inverse(a), -exponent);
  const auto n = static_cast<std::uint64_t>(exponent);
  return {raise(a.up, n), a.down == 1 ? 1 : raise(a.down, n)};
}

/// Exact: a double is m 2^e, and 2^61 = 1 here, so that 2^e is a rotation.
Fraction number(double value) {
  if (!std::isfinite(value)) return {reduce(std::bit_cast<std::uint64_t>(value)), 1};
  int exponent = 0;
  const double mantissa = std::frexp(std::fabs(value), &exponent);
  const auto whole = static_cast<std::uint64_t>(std::ldexp(mantissa, 53));
  const auto shift = static_cast<std::uint64_t>(((exponent - 53) % 61 + 61) % 61);
  const Fraction result{times(reduce(whole), std::uint64_t{1} << shift), 1};
  return value < 0 ? negative(result) : result;
}

std::uint64_t scramble(std::uint64_t a, std::uint64_t b) { return reduce(mix(a, b)); }

constexpr std::uint64_t bit(Op op) { return std::uint64_t{1} << static_cast<int>(op); }
constexpr std::uint64_t kOdd = bit(Op::cbrt) | bit(Op::sign) | bit(Op::sin) | bit(Op::tan) |
                               bit(Op::asin) | bit(Op::atan) | bit(Op::sinh) | bit(Op::tanh) |
                               bit(Op::asinh) | bit(Op::atanh) | bit(Op::erf);
constexpr std::uint64_t kEvenFunctions = bit(Op::abs) | bit(Op::cos) | bit(Op::cosh);

Fraction unary(const Node& node, Fraction a) {
  switch (node.op) {
    case Op::neg:
      return negative(a);
    case Op::inv:
      return inverse(a);
    case Op::square:
      return product(a, a);
    case Op::cube:
      return product(a, product(a, a));
    default:
      break;
  }
  std::uint64_t x = a.value();
  const bool odd = (kOdd & bit(node.op)) != 0;
  const bool turned = x > kPrime / 2 && x < kPrime && (odd || (kEvenFunctions & bit(node.op)) != 0);
  if (turned) x = minus(x);
  const Fraction result{scramble(x, kind_of(node)), 1};
  return turned && odd ? negative(result) : result;
}

Fraction binary(Node node, Fraction a, Fraction b, const Node& last) {
  switch (node.op) {
    case Op::add:
      return sum(a, b);
    case Op::sub:
      return sum(a, negative(b));
    case Op::mul:
      return product(a, b);
    case Op::div:
      return product(a, inverse(b));
    case Op::pow:
      if (last.is_constant() && std::fabs(last.value) <= 64 &&
          std::nearbyint(last.value) == last.value)
        return power(a, static_cast<int>(last.value));
      break;
    default:
      break;
  }
  std::uint64_t left = a.value(), right = b.value();
  const bool turned = node.op == Op::greater || node.op == Op::greater_equal;
  if (turned) node.op = node.op == Op::greater ? Op::less : Op::less_equal;
  const bool commutative = node.op != Op::user && info(node.op).commutative;
  if (turned || (commutative && right < left)) std::swap(left, right);
  return {scramble(mix(left, kind_of(node)), right), 1};
}

}  // namespace

std::uint64_t canonical_hash(std::span<const Node> nodes) { return shape_hash(nodes, true); }

std::uint64_t structure_hash(std::span<const Node> nodes) { return shape_hash(nodes, false); }

std::uint64_t semantic_hash(std::span<const Node> nodes) {
  CAMBRIAN_ASSERT(!nodes.empty() && nodes.size() <= Expression::kMaxNodes);
  std::array<Fraction, Expression::kMaxNodes> stack;
  std::size_t top = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    if (node.is_constant()) {
      stack[top++] = number(node.value);
    } else if (node.is_variable()) {
      stack[top++] = {reduce(kind_of(node)), 1};
    } else if (node.arity == 1) {
      stack[top - 1] = unary(node, stack[top - 1]);
    } else {
      --top;
      stack[top - 1] = binary(node, stack[top - 1], stack[top], nodes[i - 1]);
    }
  }
  return mix(stack[0].value(), 0x1d8e4e27c47d124fu);
}

}  // namespace cambrian::expression
