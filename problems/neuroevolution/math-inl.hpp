// Functions of vectors that are the same on all machines: operations are fused on all or on none,
// polynomials are our own.
#if defined(CAMBRIAN_NEURO_MATH_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_NEURO_MATH_INL_HPP
#undef CAMBRIAN_NEURO_MATH_INL_HPP
#else
#define CAMBRIAN_NEURO_MATH_INL_HPP
#endif

#include <cmath>
#include <cstddef>
#include <numbers>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using hn::Vec;

template <class D>
using Scalar = hn::TFromD<D>;

/// a b + c, rounded once; slowly where no instruction does that.
template <class D>
HWY_INLINE Vec<D> fused(D d, Vec<D> a, Vec<D> b, Vec<D> c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulAdd(a, b, c);
#else
  HWY_ALIGN Scalar<D> lanes[3][hn::MaxLanes(d)];
  hn::Store(a, d, lanes[0]);
  hn::Store(b, d, lanes[1]);
  hn::Store(c, d, lanes[2]);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i)
    lanes[0][i] = std::fma(lanes[0][i], lanes[1][i], lanes[2][i]);
  return hn::Load(d, lanes[0]);
#endif
}

/// c[0] x^(n-1) + ... + c[n-1].
template <class D, std::size_t n>
HWY_INLINE Vec<D> polynomial(D d, Vec<D> x, const Scalar<D> (&c)[n]) {
  auto sum = hn::Set(d, c[0]);
  for (std::size_t i = 1; i < n; ++i) sum = fused(d, sum, x, hn::Set(d, c[i]));
  return sum;
}

/// A rational function with a relative error of 4e-7; beyond 8 it is that of 8.
template <class D>
HWY_INLINE Vec<D> tanh_of(D d, Vec<D> x) {
  x = hn::Min(hn::Max(x, hn::Set(d, -8.0f)), hn::Set(d, 8.0f));
  const auto u = hn::Mul(x, x);
  const auto p = polynomial(d, u,
                            {1.1428187991219093e-05f, 2.9509994692397956e-03f,
                             1.29256389883324e-01f, 9.99999853398029e-01f});
  const auto q = polynomial(d, u,
                            {2.459140413348711e-07f, 2.3866589954975485e-04f,
                             2.3815450990621018e-02f, 4.6258854339771366e-01f, 1.0f});
  return hn::Div(hn::Mul(x, p), q);
}

template <class D>
struct SineCosine {
  Vec<D> sine;
  Vec<D> cosine;
};

/// For |x| <= pi/4, errors below 1e-16: the polynomials of FreeBSD's library.
template <class D>
HWY_INLINE SineCosine<D> sine_cosine_of_small(D d, Vec<D> x) {
  const auto z = hn::Mul(x, x);
  const auto s = polynomial(
      d, z,
      {1.58969099521155010221e-10, -2.50507602534068634195e-08, 2.75573137070700676789e-06,
       -1.98412698298579493134e-04, 8.33333333332248946124e-03, -1.66666666666666324348e-01});
  const auto c = polynomial(
      d, z,
      {-1.13596475577881948265e-11, 2.08757232129817482790e-09, -2.75573143513906633035e-07,
       2.48015872894767294178e-05, -1.38888888888741095749e-03, 4.16666666666666019037e-02});
  return {hn::Add(hn::Mul(hn::Mul(x, z), s), x),
          hn::Add(hn::Mul(hn::Sub(hn::Mul(c, z), hn::Set(d, 0.5)), z), hn::Set(d, 1.0))};
}

/// For |x| < 10^5, likewise: x is brought to [-pi/4, pi/4].
template <class D>
HWY_INLINE SineCosine<D> sine_cosine(D d, Vec<D> x) {
  const auto turns = hn::Round(hn::Mul(x, hn::Set(d, 2 / std::numbers::pi)));
  auto r = hn::Sub(x, hn::Mul(turns, hn::Set(d, 1.57079632673412561417)));
  r = hn::Sub(r, hn::Mul(turns, hn::Set(d, 6.07710050650619224932e-11)));
  const auto [sine, cosine] = sine_cosine_of_small(d, r);
  // The quadrant is turns modulo 4.
  const auto half = hn::Mul(turns, hn::Set(d, 0.5));
  const auto odd = hn::Ne(hn::Floor(half), half);
  const auto swapped_sine = hn::IfThenElse(odd, cosine, sine);
  const auto swapped_cosine = hn::IfThenElse(odd, sine, cosine);
  const auto negative = [&](Vec<D> quadrant) HWY_ATTR {
    const auto quarter = hn::Mul(quadrant, hn::Set(d, 0.25));
    return hn::Ge(hn::Sub(quarter, hn::Floor(quarter)), hn::Set(d, 0.5));
  };
  const auto flip = [&](auto mask, Vec<D> v)
                        HWY_ATTR { return hn::IfThenElse(mask, hn::Neg(v), v); };
  return {flip(negative(turns), swapped_sine),
          flip(negative(hn::Add(turns, hn::Set(d, 1.0))), swapped_cosine)};
}

/// The index of the largest output, of equals the first.
template <class D>
HWY_INLINE Vec<D> choice(D d, const Vec<D>* outputs, std::size_t count) {
  auto best = outputs[0];
  auto index = hn::Zero(d);
  for (std::size_t i = 1; i < count; ++i) {
    const auto better = hn::Gt(outputs[i], best);
    best = hn::IfThenElse(better, outputs[i], best);
    index = hn::IfThenElse(better, hn::Set(d, static_cast<Scalar<D>>(i)), index);
  }
  return index;
}

template <class D>
HWY_INLINE Vec<D> clip(D d, Vec<D> x, Scalar<D> low, Scalar<D> high) {
  return hn::Min(hn::Max(x, hn::Set(d, low)), hn::Set(d, high));
}

/// What a step gives.
template <class D>
struct Step {
  Vec<D> reward;
  hn::Mask<D> done;
};

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
