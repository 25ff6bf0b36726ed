// Vector cube root, power, error function, gamma function and its logarithmic derivative (double).
#if defined(CAMBRIAN_VECTOR_SPECIAL_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_VECTOR_SPECIAL_INL_HPP
#undef CAMBRIAN_VECTOR_SPECIAL_INL_HPP
#else
#define CAMBRIAN_VECTOR_SPECIAL_INL_HPP
#endif

#include "operators/expression/evaluation/vector_trigonometry-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

/// A number as the unevaluated sum of two.
template <class D>
struct Pair {
  Vec<D> high;
  Vec<D> low;
};

/// a + b exactly, any order of magnitudes (Knuth).
template <class D>
HWY_INLINE Pair<D> two_sum(D, Vec<D> a, Vec<D> b) {
  const auto sum = hn::Add(a, b);
  const auto b_part = hn::Sub(sum, a);
  return {sum, hn::Add(hn::Sub(a, hn::Sub(sum, b_part)), hn::Sub(b, b_part))};
}

template <class D>
HWY_INLINE Pair<D> multiply(D d, Pair<D> a, Pair<D> b) {
  const auto high = hn::Mul(a.high, b.high);
  auto low = fma(d, a.high, b.high, hn::Neg(high));
  low = fma(d, a.high, b.low, low);
  return {high, fma(d, a.low, b.high, low)};
}

/// log of positive normal numbers to about 68 bits: 2 atanh((m - 1) / (m + 1)) + e log 2.
template <class D>
HWY_INLINE Pair<D> log_in_two_parts(D d, Decomposed<D> x) {
  const auto one = num(d, 1);
  const auto f = hn::Sub(x.mantissa, one);
  const auto sum = hn::Add(x.mantissa, one);
  const auto sum_low = hn::Sub(x.mantissa, hn::Sub(sum, one));
  const auto inverse = hn::Div(one, sum);
  const auto s_high = hn::Mul(f, inverse);
  const auto residual = fnma(d, s_high, sum_low, fnma(d, s_high, sum, f));
  const Pair<D> s{s_high, hn::Mul(residual, inverse)};
  const Pair<D> z = multiply(d, s, s);
  // 2 atanh(s) = s (2 + z (2/3 + z (2/5 + ...))).
  const auto rest =
      hn::Mul(z.high, poly(d, z.high, 0.400000000000022563, 0.285714285700994536,
                           0.222222225199402697, 0.1818178436590818, 0.153867573756471982,
                           0.132568169339720576, 0.131963345358841498));
  const auto two_thirds = num(d, 0x1.5555555555555p-1);
  const auto w_high = hn::Add(two_thirds, rest);
  const auto w_low =
      hn::Add(hn::Add(hn::Sub(two_thirds, w_high), rest), num(d, 3.700743415417188e-17));
  const Pair<D> u = multiply(d, z, {w_high, w_low});
  const auto two = num(d, 2);
  const auto v_high = hn::Add(two, u.high);
  const Pair<D> v{v_high, hn::Add(hn::Add(hn::Sub(two, v_high), u.high), u.low)};
  const Pair<D> mantissa = multiply(d, s, v);
  // e times this head is exact: it ends in zeros.
  const auto whole = hn::Mul(x.exponent, num(d, 0x1.62e42fefa3800p-1));
  const Pair<D> head = two_sum(d, whole, mantissa.high);
  const auto tail =
      hn::Add(head.low, fma(d, x.exponent, num(d, 0x1.ef35793c76730p-45), mantissa.low));
  const auto high = hn::Add(head.high, tail);
  return {high, hn::Sub(tail, hn::Sub(high, head.high))};
}

/// e^(a.high + a.low), a.high finite.
template <class D>
HWY_INLINE Vec<D> exp_of_pair(D d, Pair<D> a) {
  const auto x = clamp_exp(d, a.high);
  const auto low = hn::IfThenElseZero(hn::Eq(x, a.high), a.low);
  const auto magic = num(d, kMagic<D>);
  const auto n = hn::Sub(fma(d, x, num(d, 0x1.71547652b82fep+0), magic), magic);
  const auto head = fnma(d, n, num(d, 0x1.62e42fefa3800p-1), x);
  const auto tail = fnma(d, n, num(d, 0x1.ef35793c76730p-45), low);
  const auto r = hn::Add(head, tail);
  const auto r_low = hn::Sub(tail, hn::Sub(r, head));
  const auto curved = fma(d, hn::Mul(r, r), exp_tail(d, r), r_low);
  return scale(d, hn::Add(num(d, 1), hn::Add(r, curved)), n);
}

/// pow for |x| positive and normal, any y but NaN. `exact`: to about 1 ULP of double; otherwise the
/// error is about |y log x| ULP.
template <bool exact, class D>
HWY_INLINE Vec<D> power_of_normal(D d, Decomposed<D> x, Vec<D> y) {
  // Larger exponents have no other result, and their product with the logarithm stays finite.
  const auto limited = hn::Min(hn::Max(y, num(d, -1e22)), num(d, 1e22));
  if constexpr (exact) {
    const Pair<D> logarithm = log_in_two_parts(d, x);
    return exp_of_pair(d, multiply(d, logarithm, Pair<D>{limited, num(d, 0)}));
  } else {
    return exp(d, hn::Mul(LogCore::apply(d, x), limited));
  }
}

/// std::pow with all its special cases.
template <bool exact, class D>
HWY_INLINE Vec<D> pow(D d, Vec<D> x, Vec<D> y) {
  const auto normal = is_positive_normal(d, x);
  const auto tame = hn::Lt(hn::Abs(y), num(d, 1e22));
  if (HWY_LIKELY(hn::AllTrue(d, hn::And(normal, tame)))) {
    return power_of_normal<exact>(d, decompose(d, x), y);
  }
  const auto zero = num(d, 0);
  const auto one = num(d, 1);
  const auto a = hn::Abs(x);
  const auto is_zero = hn::Eq(a, zero);
  const auto is_infinite = hn::Eq(a, num(d, kInfinity));
  const auto small = hn::Lt(a, num(d, kSmallestNormal<D>));
  auto base = hn::IfThenElse(small, hn::Mul(a, num(d, 0x1p54)), a);
  base = hn::IfThenElse(hn::Or(is_zero, hn::Not(hn::Lt(a, num(d, kInfinity)))), one, base);
  Decomposed<D> parts = decompose(d, base);
  parts.exponent = hn::Sub(parts.exponent, hn::IfThenElseZero(small, num(d, kDenormalScale<D>)));
  const auto y_missing = hn::IsNaN(y);
  auto result = power_of_normal<exact>(d, parts, hn::IfThenElse(y_missing, zero, y));
  const auto grows =
      hn::Or(hn::And(is_zero, hn::Lt(y, zero)), hn::And(is_infinite, hn::Gt(y, zero)));
  result = hn::IfThenElse(hn::Or(is_zero, is_infinite),
                          hn::IfThenElse(grows, num(d, kInfinity), zero), result);
  // Negative bases: an integer exponent decides the sign, any other has no value.
  const auto whole = hn::Eq(hn::Floor(y), y);
  const auto half_y = hn::Mul(y, num(d, 0.5));
  const auto odd = hn::And(whole, hn::Ne(hn::Floor(half_y), half_y));
  const auto signed_result = hn::CopySign(result, x);
  result = hn::IfThenElse(odd, signed_result, result);
  const auto negative = hn::And(hn::Lt(x, zero), hn::Ne(a, num(d, kInfinity)));
  const auto missing = hn::Or(hn::And(negative, hn::Not(whole)), hn::Or(hn::IsNaN(x), y_missing));
  result = hn::IfThenElse(missing, num(d, std::nan("")), result);
  return hn::IfThenElse(hn::Or(hn::Eq(x, one), hn::Eq(y, zero)), one, result);
}

/// Cube root: a polynomial start on [sqrt 1/2, sqrt 2), one step of Halley's method and one of
/// Newton's.
template <class D>
HWY_INLINE Vec<D> cbrt(D d, Vec<D> x) {
  const auto a = hn::Abs(x);
  const auto small = hn::Lt(a, num(d, kSmallestNormal<D>));
  const auto scaled = hn::IfThenElse(small, hn::Mul(a, num(d, 0x1p54)), a);
  const auto regular = hn::And(hn::Gt(a, num(d, 0)), hn::Lt(a, num(d, kInfinity)));
  Decomposed<D> parts = decompose(d, hn::IfThenElse(regular, scaled, num(d, 1)));
  // Both 54 and the scale of the result, 18, are multiples of 3.
  const auto third = hn::Floor(hn::Mul(hn::Add(parts.exponent, num(d, 0.5)), num(d, 1.0 / 3)));
  const auto remainder = fnma(d, third, num(d, 3), parts.exponent);
  const auto is_one = hn::Eq(remainder, num(d, 1));
  const auto is_two = hn::Eq(remainder, num(d, 2));
  const auto m = parts.mantissa;
  auto y =
      poly(d, m, 0.451666587812, 0.904817320438, -0.535624999851, 0.216931539555, -0.0377861939713);
  y = hn::Mul(y, hn::IfThenElse(is_two, num(d, 0x1.965fea53d6e3dp+0),
                                hn::IfThenElse(is_one, num(d, 0x1.428a2f98d728bp+0), num(d, 1))));
  const auto target =
      hn::Mul(m, hn::IfThenElse(is_two, num(d, 4), hn::IfThenElse(is_one, num(d, 2), num(d, 1))));
  const auto cube = hn::Mul(hn::Mul(y, y), y);
  const auto difference = hn::Sub(cube, target);
  const auto sum = hn::Add(hn::Add(cube, cube), target);
  y = hn::Sub(y, hn::Div(hn::Mul(y, difference), sum));
  const auto square = hn::Mul(y, y);
  const auto square_low = fma(d, y, y, hn::Neg(square));
  const auto residual = fnma(d, square_low, y, fnma(d, square, y, target));
  y = hn::Add(y, hn::Div(residual, hn::Mul(num(d, 3), square)));
  const auto exponent = hn::Sub(third, hn::IfThenElseZero(small, num(d, kDenormalScale<D> / 3)));
  const auto result = hn::CopySign(scale(d, y, exponent), x);
  return hn::IfThenElse(regular, result, x);
}

/// Error function: a series up to 1, then 1 - e^(-x^2) times a series in 1 / (x + 2).
template <class D>
HWY_INLINE Vec<D> erf(D d, Vec<D> x) {
  const auto a = clamp(d, hn::Abs(x), 0, 6);
  const auto z = hn::Mul(a, a);
  const auto inner =
      hn::Mul(a, poly(d, z, 1.12837916709551257, -0.376126389031835193, 0.112837916709441741,
                      -0.0268661706431096956, 0.00522397760610344718, -0.00085483259285735379,
                      0.000120552935541878594, -0.000014924711856011383, 1.6447125958195172e-6,
                      -1.62062699855998428e-7, 1.37107878695948681e-8, -7.77910348166871912e-10));
  const auto outside = hn::Gt(a, num(d, 1));
  auto result = inner;
  if (!hn::AllFalse(d, outside)) {
    const auto u = hn::Div(num(d, 1), hn::Add(a, num(d, 2)));
    const auto factor =
        poly(d, u, -3.06108171189043643e-6, 0.56437425118370381, 1.12333086694892372,
             2.05767092683540684, 1.90443284580317776, 9.84621343016577491, -40.9365143336894437,
             160.647928730607732, -509.484542995956916, 992.587326956328426, -1150.59516227550306,
             746.388479645367212, -211.635838633814549);
    const auto outer = fnma(d, exp(d, hn::Neg(z)), factor, num(d, 1));
    result = hn::IfThenElse(outside, outer, inner);
  }
  return hn::CopySign(result, x);
}

/// Gamma function by Lanczos' sum (N = 13, g = 6.0246...: Boost's lanczos13m53) as in musl's
/// tgamma.c; poles and overflow are NaN.
template <class D>
HWY_INLINE Vec<D> gamma(D d, Vec<D> x) {
  constexpr double kShift = 5.524680040776729583740234375;  // g - 1/2
  const auto zero = num(d, 0);
  const auto half = num(d, 0.5);
  const auto regular = hn::And(hn::Gt(x, num(d, -190)), hn::Lt(x, num(d, 180)));
  const auto safe = hn::IfThenElse(regular, x, num(d, 1));
  const auto a = hn::Abs(safe);
  const auto negative = hn::Lt(safe, zero);
  const auto numerator = poly(d, a, 23531376880.410759688572007674451636754734846804940,
                              42919803642.649098768957899047001988850926355848959,
                              35711959237.355668049440185451547166705960488635843,
                              17921034426.037209699919755754458931112671403265390,
                              6039542586.3520280050642916443072979210699388420708,
                              1439720407.3117216736632230727949123939715485786772,
                              248874557.86205415651146038641322942321632125127801,
                              31426415.585400194380614231628318205362874684987640,
                              2876370.6289353724412254090516208496135991145378768,
                              186056.26539522349504029498971604569928220784236328,
                              8071.6720023658162106380029022722506138218516325024,
                              210.82427775157934587250973392071336271166969580291,
                              2.5066282746310002701649081771338373386264310793408);
  const auto denominator =
      poly(d, a, 0.0, 39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
           2637558.0, 357423.0, 32670.0, 1925.0, 66.0, 1.0);
  const auto y = hn::Add(a, num(d, kShift));
  // What rounding took from y matters, since y is the base of a high power.
  const Pair<D> exact_y = two_sum(d, a, num(d, kShift));
  auto correction = exact_y.low;
  auto z = hn::Sub(a, half);
  auto r = hn::Mul(hn::Div(numerator, denominator), exp(d, hn::Neg(y)));
  if (!hn::AllFalse(d, negative)) {
    // sin(pi a) = (-1)^n sin(pi (a - n)) without error in the reduction.
    const auto magic = num(d, kMagic<D>);
    const auto sum = hn::Add(a, magic);
    const auto fraction = hn::Sub(a, hn::Sub(sum, magic));
    const auto sine = negate_if_odd(d, sin_reduced(d, hn::Mul(fraction, num(d, kPi))), sum);
    const auto reflected = hn::Div(num(d, -kPi), hn::Mul(hn::Mul(sine, a), r));
    r = hn::IfThenElse(negative, reflected, r);
    correction = hn::IfThenElse(negative, hn::Neg(correction), correction);
    z = hn::IfThenElse(negative, hn::Neg(z), z);
  }
  r = hn::Sub(r, hn::Div(hn::Mul(hn::Mul(correction, num(d, kShift + 0.5)), r), y));
  const auto root = power_of_normal<true>(d, decompose(d, y), hn::Mul(half, z));
  const auto value = hn::Mul(hn::Mul(r, root), root);
  const auto tiny = hn::Lt(a, num(d, 1e-300));
  auto result = hn::IfThenElse(tiny, hn::Div(num(d, 1), safe), value);
  // Below -190 the value underflows to zero, whose sign alternates; its integers are poles.
  const auto pole = hn::And(hn::Le(x, zero), hn::Eq(hn::Floor(x), x));
  const auto underflow = hn::And(hn::Le(x, num(d, -190)), hn::IsFinite(x));
  result = hn::IfThenElse(underflow, zero, result);
  const auto legal = hn::And(hn::Or(regular, underflow), hn::Not(pole));
  return hn::IfThenElse(hn::And(legal, hn::IsFinite(result)), result, num(d, std::nan("")));
}

/// Derivative of log gamma: upward recurrence to x >= 10, then the asymptotic series; reflection
/// below 1/2.
template <class D>
HWY_INLINE Vec<D> digamma(D d, Vec<D> x) {
  const auto one = num(d, 1);
  const auto reflect = hn::Lt(x, num(d, 0.5));
  auto t = hn::IfThenElse(reflect, hn::Sub(one, x), x);
  auto sum = num(d, 0);
  for (int step = 0; step < 10; ++step) {
    const auto low = hn::Lt(t, num(d, 10));
    sum = hn::Sub(sum, hn::IfThenElseZero(low, hn::Div(one, t)));
    t = hn::Add(t, hn::IfThenElseZero(low, one));
  }
  const auto inverse = hn::Div(one, t);
  const auto z = hn::Mul(inverse, inverse);
  const auto series = hn::Mul(z, poly(d, z, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132,
                                      -691.0 / 32760, 1.0 / 12));
  const auto value = hn::Add(sum, hn::Sub(log(d, t), fma(d, inverse, num(d, 0.5), series)));
  if (hn::AllFalse(d, reflect)) return value;
  const auto fraction = hn::Sub(x, hn::Round(x));
  const auto reflected =
      hn::Sub(value, hn::Div(num(d, kPi), Tan::apply(d, hn::Mul(fraction, num(d, kPi)))));
  return hn::IfThenElse(reflect, reflected, value);
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
