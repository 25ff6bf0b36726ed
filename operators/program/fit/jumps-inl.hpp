// scale2 and exponent in vectors of doubles, compiled once per instruction set.
#if defined(CAMBRIAN_JUMPS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_JUMPS_INL_HPP
#undef CAMBRIAN_JUMPS_INL_HPP
#else
#define CAMBRIAN_JUMPS_INL_HPP
#endif

#include <limits>

#include "hwy/highway.h"
#include "operators/program/evaluate.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::program::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// 2^n, n to the nearest integer; from two factors, for there is no exponent for all of them.
template <class V>
HWY_INLINE V power_of_two(V n) {
  const hn::DFromV<V> d;
  const hn::RebindToUnsigned<hn::DFromV<V>> u;
  const V most = hn::Set(d, 2044.0);
  n = hn::Max(hn::Min(hn::Round(n), most), hn::Neg(most));
  const V half = hn::Round(hn::Mul(n, hn::Set(d, 0.5)));
  // The last bits of the sum are the biased exponent.
  const auto factor = [&](V e) HWY_ATTR {
    const V sum = hn::Add(e, hn::Set(d, 0x1p52 + 1023));
    return hn::BitCast(d, hn::ShiftLeft<52>(hn::BitCast(u, sum)));
  };
  return hn::Mul(factor(half), factor(hn::Sub(n, half)));
}

/// As the operator has it, but for subnormal numbers, 0 and infinity, which points of a fit are
/// not: NaN where x is not above 0.
template <class V>
HWY_INLINE V exponent_of(V x) {
  const hn::DFromV<V> d;
  const hn::RebindToSigned<hn::DFromV<V>> i;
  const auto root = hn::BitCast(i, hn::Set(d, kRootHalf));
  const auto steps = hn::ShiftRight<52>(hn::Sub(hn::BitCast(i, x), root));
  // An integer as a double: by the last bits of a sum.
  const V shift = hn::Set(d, 0x1.8p52);
  const V e = hn::Sub(hn::BitCast(d, hn::Add(steps, hn::BitCast(i, shift))), shift);
  const V nan = hn::Set(d, std::numeric_limits<double>::quiet_NaN());
  return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), e, nan);
}

}  // namespace cambrian::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // CAMBRIAN_JUMPS_INL_HPP
