// Arithmetic of double-doubles in vectors, compiled once per instruction set.
#if defined(CAMBRIAN_DOUBLE_DOUBLE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_DOUBLE_DOUBLE_INL_HPP
#undef CAMBRIAN_DOUBLE_DOUBLE_INL_HPP
#else
#define CAMBRIAN_DOUBLE_DOUBLE_INL_HPP
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace cambrian::program::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// hi + lo in each lane, |lo| at most half a unit in the last place of hi. Operations err by some
/// 2^-104 of the result; sums and differences of that of the larger operand. An infinite operand
/// makes all results NaN. Products below 1e-290 lose their second half.
template <class V>
struct Pair {
  V hi, lo;
};

/// Requires |a| >= |b|, or zeros.
template <class V>
HWY_INLINE Pair<V> quick_two_sum(V a, V b) {
  const V sum = hn::Add(a, b);
  return {sum, hn::Sub(b, hn::Sub(sum, a))};
}

template <class V>
HWY_INLINE Pair<V> two_sum(V a, V b) {
  const V sum = hn::Add(a, b);
  const V of_b = hn::Sub(sum, a);
  return {sum, hn::Add(hn::Sub(a, hn::Sub(sum, of_b)), hn::Sub(b, of_b))};
}

template <class V>
HWY_INLINE Pair<V> two_product(V a, V b) {
  const V product = hn::Mul(a, b);
#if HWY_NATIVE_FMA
  return {product, hn::MulSub(a, b, product)};
#else
  // Halves of 26 bits, whose products are exact (Veltkamp, Dekker 1971).
  const auto upper = [](V v) HWY_ATTR {
    const V scaled = hn::Mul(v, hn::Set(hn::DFromV<V>(), 134217729.0));  // 2^27 + 1
    return hn::Sub(scaled, hn::Sub(scaled, v));
  };
  const V a1 = upper(a), b1 = upper(b);
  const V a2 = hn::Sub(a, a1), b2 = hn::Sub(b, b1);
  const V rest = hn::Add(hn::Sub(hn::Mul(a1, b1), product), hn::Mul(a1, b2));
  return {product, hn::Add(hn::Add(rest, hn::Mul(a2, b1)), hn::Mul(a2, b2))};
#endif
}

template <class V>
HWY_INLINE Pair<V> add(Pair<V> a, Pair<V> b) {
  const Pair<V> sum = two_sum(a.hi, b.hi);
  return quick_two_sum(sum.hi, hn::Add(sum.lo, hn::Add(a.lo, b.lo)));
}

template <class V>
HWY_INLINE Pair<V> negative(Pair<V> a) {
  return {hn::Neg(a.hi), hn::Neg(a.lo)};
}

template <class V>
HWY_INLINE Pair<V> sub(Pair<V> a, Pair<V> b) {
  return add(a, negative(b));
}

template <class V>
HWY_INLINE Pair<V> mul(Pair<V> a, Pair<V> b) {
  const Pair<V> product = two_product(a.hi, b.hi);
  const V rest = hn::MulAdd(a.hi, b.lo, hn::MulAdd(a.lo, b.hi, product.lo));
  return quick_two_sum(product.hi, rest);
}

template <class V>
HWY_INLINE Pair<V> mul(Pair<V> a, V b) {
  const Pair<V> product = two_product(a.hi, b);
  return quick_two_sum(product.hi, hn::MulAdd(a.lo, b, product.lo));
}

/// sum + a*b, where the second half of the sum may grow: add() makes it small again. Fit for sums
/// of many products.
template <class V>
HWY_INLINE Pair<V> mul_add(Pair<V> a, Pair<V> b, Pair<V> sum) {
  const Pair<V> product = two_product(a.hi, b.hi);
  const V rest = hn::MulAdd(a.hi, b.lo, hn::MulAdd(a.lo, b.hi, product.lo));
  const Pair<V> next = two_sum(sum.hi, product.hi);
  return {next.hi, hn::Add(sum.lo, hn::Add(next.lo, rest))};
}

template <class V>
HWY_INLINE Pair<V> inverse(Pair<V> a) {
  const V one = hn::Set(hn::DFromV<V>(), 1.0);
  const V first = hn::Div(one, a.hi);
  const Pair<V> product = two_product(first, a.hi);
  const V left = hn::NegMulAdd(first, a.lo, hn::Sub(hn::Sub(one, product.hi), product.lo));
  return quick_two_sum(first, hn::Mul(first, left));
}

template <class V>
HWY_INLINE Pair<V> square_root(Pair<V> a) {
  const V zero = hn::Zero(hn::DFromV<V>());
  const V root = hn::Sqrt(a.hi);
  const Pair<V> square = two_product(root, root);
  const V left = hn::Add(hn::Sub(hn::Sub(a.hi, square.hi), square.lo), a.lo);
  const V rest = hn::Div(left, hn::Add(root, root));
  return quick_two_sum(root, hn::IfThenElse(hn::Eq(root, zero), zero, rest));
}

}  // namespace cambrian::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // CAMBRIAN_DOUBLE_DOUBLE_INL_HPP
