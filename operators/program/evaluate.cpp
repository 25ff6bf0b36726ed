#include "operators/program/evaluate.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "operators/program/single/float_bits.hpp"

namespace cambrian::program {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Beyond all exponents of the widest arithmetic.
constexpr int kFar = 40000;

float scaled(float a, float b) {
  if (!(std::fabs(b) <= kMostScale)) b = b < 0 ? -kMostScale : kMostScale;  // NaN is in a, too
  const int exponent = static_cast<int>(std::nearbyint(b));
  const int half = exponent >> 1;
  return a * std::ldexp(1.0F, half) * std::ldexp(1.0F, exponent - half);
}

}  // namespace

float apply_to_floats(Op op, float a, float b) {
  switch (op) {
    case Op::min:
      return b < a ? b : a;
    case Op::max:
      return b > a ? b : a;
    case Op::round:
      return std::nearbyint(a);
    case Op::scale:
      return scaled(a, b);
    case Op::exponent:
      if (!(a > 0)) return a == 0 ? -kInfinity : std::numeric_limits<float>::quiet_NaN();
      if (a == kInfinity) return a;
      break;
    case Op::significand:
      if (!(a > 0) || a == kInfinity) return 1;
      break;
    default:
      return a;
  }
  const bool subnormal = a < std::numeric_limits<float>::min();
  const auto bits = std::bit_cast<std::int32_t>(subnormal ? a * kSubnormalScale : a);
  const std::int32_t exponent = (bits - kRootHalfBits) >> 23;
  if (op == Op::significand) return std::bit_cast<float>(bits - (exponent << 23));
  return static_cast<float>(exponent - (subnormal ? 23 : 0));
}

template <class Real>
Real apply_with_jumps(Op op, const Real& a, const Real& b) {
  const Real infinity = std::numeric_limits<double>::infinity();
  int exponent = 0;
  switch (op) {
    case Op::round:
      return rint(a);
    case Op::scale:
      exponent = b < -kFar ? -kFar : b < kFar ? static_cast<int>(rint(b)) : kFar;
      return ldexp(a, exponent);
    case Op::exponent:
      if (!(a > 0)) return a == 0 ? -infinity : Real(std::numeric_limits<double>::quiet_NaN());
      if (a == infinity) return a;
      return frexp(a, &exponent) < Real(kRootHalf) ? exponent - 1 : exponent;
    case Op::significand: {
      if (!(a > 0) || a == infinity) return 1;
      const Real half = frexp(a, &exponent);
      return half < Real(kRootHalf) ? 2 * half : half;
    }
    default:
      return a;
  }
}

template double apply_with_jumps(Op, const double&, const double&);
template long double apply_with_jumps(Op, const long double&, const long double&);
#if defined(__SIZEOF_FLOAT128__)
template Quad apply_with_jumps(Op, const Quad&, const Quad&);
#endif

}  // namespace cambrian::program
