// Building blocks of the vector functions, compiled once per instruction set (see kernels.hpp).
#if defined(CAMBRIAN_VECTOR_BASICS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_VECTOR_BASICS_INL_HPP
#undef CAMBRIAN_VECTOR_BASICS_INL_HPP
#else
#define CAMBRIAN_VECTOR_BASICS_INL_HPP
#endif

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
using Vec = hn::Vec<D>;
template <class D>
using Number = hn::TFromD<D>;

/// True in functions that work on double, false on float.
template <class D>
inline constexpr bool kDouble = sizeof(Number<D>) == 8;

template <class D>
HWY_INLINE Vec<D> num(D d, double value) {
  return hn::Set(d, static_cast<Number<D>>(value));
}

/// Applies a scalar function to the lanes that `mask` selects, and keeps `v` in the others.
template <class D, class M, class Function, class... Args>
HWY_NOINLINE Vec<D> patch_lanes(D d, M mask, Vec<D> v, Function function, Args... args) {
  constexpr std::size_t kLanes = 16;
  alignas(64) Number<D> result[kLanes];
  alignas(64) Number<D> chosen[kLanes];
  alignas(64) Number<D> inputs[sizeof...(Args)][kLanes];
  hn::Store(v, d, result);
  hn::Store(hn::IfThenElseZero(mask, num(d, 1)), d, chosen);
  std::size_t at = 0;
  (hn::Store(args, d, inputs[at++]), ...);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
    if (chosen[i] == 0) continue;
    if constexpr (sizeof...(Args) == 1) {
      result[i] = function(inputs[0][i]);
    } else if constexpr (sizeof...(Args) == 2) {
      result[i] = function(inputs[0][i], inputs[1][i]);
    } else {
      result[i] = function(inputs[0][i], inputs[1][i], inputs[2][i]);
    }
  }
  return hn::Load(d, result);
}

/// a b + c with one rounding on every instruction set, so that all give the same bits.
template <class D>
HWY_INLINE Vec<D> fma(D d, Vec<D> a, Vec<D> b, Vec<D> c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulAdd(a, b, c);
#else
  using T = Number<D>;
  return patch_lanes(
      d, hn::Eq(num(d, 0), num(d, 0)), c, [](T x, T y, T z) { return std::fma(x, y, z); }, a, b, c);
#endif
}

/// c - a b with one rounding.
template <class D>
HWY_INLINE Vec<D> fnma(D d, Vec<D> a, Vec<D> b, Vec<D> c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::NegMulAdd(a, b, c);
#else
  return fma(d, hn::Neg(a), b, c);
#endif
}

/// c0 + c1 x + c2 x^2 + ...
template <class D>
HWY_INLINE Vec<D> poly(D d, Vec<D>, double c0) {
  return num(d, c0);
}
template <class D, class... Rest>
HWY_INLINE Vec<D> poly(D d, Vec<D> x, double c0, Rest... rest) {
  return fma(d, poly(d, x, rest...), x, num(d, c0));
}

/// Limits x to [low, high]; NaN stays NaN.
template <class D>
HWY_INLINE Vec<D> clamp(D d, Vec<D> x, double low, double high) {
#if HWY_TARGET <= HWY_SSSE3
  // The x86 instructions return their second operand when either is NaN.
  return hn::Min(num(d, high), hn::Max(num(d, low), x));
#else
  const auto limited = hn::Min(num(d, high), hn::Max(num(d, low), x));
  return hn::IfThenElse(hn::IsNaN(x), x, limited);
#endif
}

/// Adding it to |x| < 2^22 (float) or 2^51 (double) rounds to an integer, which appears in the low
/// bits of the sum in two's complement.
template <class D>
inline constexpr double kMagic = kDouble<D> ? 0x1.8p52 : 0x1.8p23;

/// 2^n for integral n whose power is a normal number.
template <class D>
HWY_INLINE Vec<D> power_of_two(D d, Vec<D> n) {
  const hn::RebindToUnsigned<D> du;
  constexpr double kBias = kDouble<D> ? 0x1p52 + 1023 : 0x1p23 + 127;
  constexpr int kMantissaBits = kDouble<D> ? 52 : 23;
  return hn::BitCast(d, hn::ShiftLeft<kMantissaBits>(hn::BitCast(du, hn::Add(n, num(d, kBias)))));
}

/// v 2^n with one rounding, for integral |n| < 2000 (double) or 250 (float) and v near 1.
template <class D>
HWY_INLINE Vec<D> scale(D d, Vec<D> v, Vec<D> n) {
#if HWY_TARGET <= HWY_AVX3
  (void)d;
  if constexpr (kDouble<D>) {
    return Vec<D>{_mm512_scalef_pd(v.raw, n.raw)};
  } else {
    return Vec<D>{_mm512_scalef_ps(v.raw, n.raw)};
  }
#else
  const auto half = hn::Floor(hn::Mul(n, num(d, 0.5)));
  return hn::Mul(hn::Mul(v, power_of_two(d, half)), power_of_two(d, hn::Sub(n, half)));
#endif
}

#if HWY_TARGET != HWY_SCALAR
/// Doubles as floats of tag d; too large ones become infinite (Highway's emulation saturates).
template <class D, class V>
HWY_INLINE Vec<D> demote(D d, V v) {
#if HWY_TARGET == HWY_EMU128
  auto result = hn::Zero(d);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) result.raw[i] = static_cast<float>(v.raw[i]);
  return result;
#else
  return hn::DemoteTo(d, v);
#endif
}
#endif

/// A float function through the double one: f(dd, v) for a double tag dd.
template <class D, class Function, class... Args>
HWY_INLINE Vec<D> via_double(D d, Function f, Args... args) {
#if HWY_TARGET == HWY_SCALAR
  const hn::Rebind<double, D> dd;
  // Highway's own demotion of scalars saturates instead of overflowing.
  return hn::Set(d, static_cast<float>(hn::GetLane(f(dd, hn::PromoteTo(dd, args)...))));
#else
  const hn::Half<D> dh;
  const hn::RepartitionToWide<D> dd;
  const auto low = demote(dh, f(dd, hn::PromoteTo(dd, hn::LowerHalf(dh, args))...));
  const auto high = demote(dh, f(dd, hn::PromoteTo(dd, hn::UpperHalf(dh, args))...));
  return hn::Combine(d, high, low);
#endif
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
