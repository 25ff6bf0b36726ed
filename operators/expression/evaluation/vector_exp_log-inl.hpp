// Vector exponentials and logarithms. Error bounds: docs/benchmarks/evaluation.md.
#if defined(CAMBRIAN_VECTOR_EXP_LOG_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_VECTOR_EXP_LOG_INL_HPP
#undef CAMBRIAN_VECTOR_EXP_LOG_INL_HPP
#else
#define CAMBRIAN_VECTOR_EXP_LOG_INL_HPP
#endif

#include <limits>

#include "operators/expression/evaluation/vector_basics-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// x = n ln 2 + r with |r| <= ln(2) / 2.
template <class D>
struct ExpArgument {
  Vec<D> n;
  Vec<D> r;
};

template <class D>
HWY_INLINE ExpArgument<D> reduce_exp(D d, Vec<D> x) {
  const auto magic = num(d, kMagic<D>);
  const auto n = hn::Sub(fma(d, x, num(d, 0x1.71547652b82fep+0), magic), magic);
  if constexpr (kDouble<D>) {
    const auto r = fnma(d, n, num(d, 0x1.62e42fefa39efp-1), x);
    return {n, fnma(d, n, num(d, 0x1.abc9e3b39803fp-56), r)};
  } else {
    const auto r = fnma(d, n, num(d, 0x1.62e430p-1), x);
    return {n, fnma(d, n, num(d, -0x1.05c610p-29), r)};
  }
}

/// (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2.
template <class D>
HWY_INLINE Vec<D> exp_tail(D d, Vec<D> r) {
  if constexpr (kDouble<D>) {
    return poly(d, r, 0.500000000000000001, 0.166666666666666765, 0.0416666666666665088,
                0.0083333333333216897, 0.00138888888889623447, 0.000198412698859701338,
                0.0000248015871726211226, 2.75572443702191876e-6, 2.75574025535282809e-7,
                2.51089802068863606e-8, 2.08753614172243126e-9);
  } else {
    return poly(d, r, 0.499992315, 0.166671146, 0.0418901589, 0.00831252186);
  }
}

template <class D>
HWY_INLINE Vec<D> exp_of_reduced(D d, Vec<D> r) {
  const auto one = num(d, 1);
  return fma(d, fma(d, exp_tail(d, r), r, one), r, one);
}

/// Beyond these exp is 0 or infinite.
template <class D>
HWY_INLINE Vec<D> clamp_exp(D d, Vec<D> x) {
  return kDouble<D> ? clamp(d, x, -746, 710.5) : clamp(d, x, -104, 89);
}

/// 2^shift e^x, also where e^x alone would overflow. Integral |shift| <= 2.
template <class D>
HWY_INLINE Vec<D> exp_scaled(D d, Vec<D> x, double shift) {
  const ExpArgument<D> a = reduce_exp(d, clamp_exp(d, x));
  return scale(d, exp_of_reduced(d, a.r), hn::Add(a.n, num(d, shift)));
}

template <class D>
HWY_INLINE Vec<D> exp(D d, Vec<D> x) {
  const ExpArgument<D> a = reduce_exp(d, clamp_exp(d, x));
  return scale(d, exp_of_reduced(d, a.r), a.n);
}

/// e^x - 1 (double). `x` at most 709 or NaN.
template <class D>
HWY_INLINE Vec<D> expm1(D d, Vec<D> x) {
  const ExpArgument<D> a = reduce_exp(d, clamp(d, x, -50, 709));
  // 2^n (e^r - 1) + (2^n - 1), where only the second sum rounds visibly.
  const auto power = power_of_two(d, a.n);
  const auto part = fma(d, hn::Mul(a.r, a.r), exp_tail(d, a.r), a.r);
  return fma(d, part, power, hn::Sub(power, num(d, 1)));
}

/// x = m 2^e with m in [2/3, 4/3) (float) or [sqrt 1/2, sqrt 2) (double). x positive and normal.
template <class D>
struct Decomposed {
  Vec<D> exponent;
  Vec<D> mantissa;
};

template <class D>
HWY_INLINE Decomposed<D> decompose(D d, Vec<D> x) {
  if constexpr (kDouble<D>) {
    const hn::RebindToUnsigned<D> du;
    const auto lowest = hn::Set(du, 0x3fe6a09e667f3bcdULL);
    const auto bits = hn::BitCast(du, x);
    const auto above = hn::Add(bits, hn::Sub(hn::Set(du, 0x3ff0000000000000ULL), lowest));
    // The biased exponent in the low bits of 2^52 is that number plus 2^52.
    const auto biased =
        hn::BitCast(d, hn::Or(hn::ShiftRight<52>(above), hn::Set(du, 0x4330000000000000ULL)));
    const auto mantissa = hn::Add(hn::And(above, hn::Set(du, 0x000fffffffffffffULL)), lowest);
    return {hn::Sub(biased, num(d, 0x1p52 + 1023)), hn::BitCast(d, mantissa)};
  } else {
    const hn::RebindToSigned<D> di;
    const auto lowest = hn::Set(di, 0x3f2aaaab);
    const auto above = hn::Sub(hn::BitCast(di, x), lowest);
    const auto mantissa = hn::Add(hn::And(above, hn::Set(di, 0x007fffff)), lowest);
    return {hn::ConvertTo(d, hn::ShiftRight<23>(above)), hn::BitCast(d, mantissa)};
  }
}

template <class D>
inline constexpr double kSmallestNormal = kDouble<D> ? 0x1p-1022 : 0x1p-126;
template <class D>
inline constexpr double kDenormalScale = kDouble<D> ? 54 : 24;

template <class D>
HWY_INLINE auto is_positive_normal(D d, Vec<D> x) {
  // As an unsigned number, with the smallest normal one at zero.
  const hn::RebindToUnsigned<D> du;
  constexpr int kMantissaBits = kDouble<D> ? 52 : 23;
  const auto smallest = hn::ShiftLeft<kMantissaBits>(hn::Set(du, 1));
  const auto infinity = hn::BitCast(du, num(d, kInfinity));
  const auto above = hn::Sub(hn::BitCast(du, x), smallest);
  return hn::RebindMask(d, hn::Lt(above, hn::Sub(infinity, smallest)));
}

/// log of zeros, denormal and infinite numbers, which are rare.
template <class Core, class D>
HWY_NOINLINE Vec<D> log_of_extremes(D d, Vec<D> x) {
  const auto tiny = hn::Lt(x, num(d, kSmallestNormal<D>));
  Decomposed<D> parts =
      decompose(d, hn::IfThenElse(tiny, hn::Mul(x, num(d, kDouble<D> ? 0x1p54 : 0x1p24)), x));
  parts.exponent = hn::Sub(parts.exponent, hn::IfThenElseZero(tiny, num(d, kDenormalScale<D>)));
  const auto result =
      hn::IfThenElse(hn::Eq(x, num(d, 0)), num(d, -kInfinity), Core::apply(d, parts));
  return hn::IfThenElse(hn::Eq(x, num(d, kInfinity)), x, result);
}

/// A logarithm from Core(d, decomposed) for positive normal numbers: adds the other cases.
template <class Core, class D>
HWY_INLINE Vec<D> log_with(D d, Vec<D> x) {
  const auto normal = is_positive_normal(d, x);
  const auto result = Core::apply(d, decompose(d, x));
  if (HWY_LIKELY(hn::AllTrue(d, normal))) return result;
  // Negative numbers and NaN.
  const auto usual = hn::IfThenElse(normal, result, num(d, std::nan("")));
  const auto extreme =
      hn::Or(hn::Lt(hn::Abs(x), num(d, kSmallestNormal<D>)), hn::Eq(x, num(d, kInfinity)));
  if (HWY_LIKELY(hn::AllFalse(d, extreme))) return usual;
  const auto legal = hn::And(extreme, hn::Ge(x, num(d, 0)));
  return hn::IfThenElse(legal, log_of_extremes<Core>(d, x), usual);
}

/// Parts of log(1 + f), after FreeBSD's e_log.c: log(1 + f) = f - half + s (half + rest).
template <class D>
struct LogTerms {
  Vec<D> half;  ///< f^2 / 2
  Vec<D> product;
};

template <class D>
HWY_INLINE LogTerms<D> log_terms(D d, Vec<D> f) {
  const auto s = hn::Div(f, hn::Add(f, num(d, 2)));
  const auto z = hn::Mul(s, s);
  const auto half = hn::Mul(num(d, 0.5), hn::Mul(f, f));
  const auto rest =
      hn::Mul(z, poly(d, z, 6.666666666666735130e-01, 3.999999999940941908e-01,
                      2.857142874366239149e-01, 2.222219843214978396e-01, 1.818357216161805012e-01,
                      1.531383769920937332e-01, 1.479819860511658591e-01));
  return {half, hn::Mul(s, hn::Add(half, rest))};
}

/// log(1 + f) - f + f^2 / 2 over f^3, for float.
template <class D>
HWY_INLINE Vec<D> log_tail(D d, Vec<D> f) {
  return poly(d, f, 0.333332659, -0.250042459, 0.200079336, -0.164720716, 0.140420111, -0.151239861,
              0.138220039);
}

inline constexpr double kLn2High = 6.93147180369123816490e-01;
inline constexpr double kLn2Low = 1.90821492927058770002e-10;

struct LogCore {
  template <class D>
  static HWY_INLINE Vec<D> apply(D d, Decomposed<D> x) {
    const auto f = hn::Sub(x.mantissa, num(d, 1));
    if constexpr (kDouble<D>) {
      const LogTerms<D> t = log_terms(d, f);
      const auto low = fma(d, x.exponent, num(d, kLn2Low), t.product);
      return fma(d, x.exponent, num(d, kLn2High), hn::Sub(f, hn::Sub(t.half, low)));
    } else {
      const auto curve = fma(d, log_tail(d, f), f, num(d, -0.5));
      const auto y = fma(d, hn::Mul(f, f), curve, f);
      return fma(d, x.exponent, num(d, 0x1.62e42fefa39efp-1), y);
    }
  }
};

/// log to base 2 or 10 (double): log(m) in two parts times 1 / log(base) in two parts.
template <class Base>
struct LogBaseCore {
  template <class D>
  static HWY_INLINE Vec<D> apply(D d, Decomposed<D> x) {
    const hn::RebindToUnsigned<D> du;
    const auto f = hn::Sub(x.mantissa, num(d, 1));
    const LogTerms<D> t = log_terms(d, f);
    // high keeps 21 bits, so that its product with the factor's high part is exact.
    auto high = hn::Sub(f, t.half);
    high = hn::BitCast(d, hn::And(hn::BitCast(du, high), hn::Set(du, 0xffffffff00000000ULL)));
    const auto low = hn::Add(hn::Sub(hn::Sub(f, high), t.half), t.product);
    const auto head = hn::Mul(high, num(d, Base::kHigh));
    auto tail = hn::Mul(hn::Add(low, high), num(d, Base::kLow));
    tail = fma(d, low, num(d, Base::kHigh), tail);
    tail = fma(d, x.exponent, num(d, Base::kTwoLow), tail);
    const auto whole = hn::Mul(x.exponent, num(d, Base::kTwoHigh));
    const auto sum = hn::Add(whole, head);
    return hn::Add(sum, hn::Add(hn::Add(hn::Sub(whole, sum), head), tail));
  }
};
struct Base2 {
  static constexpr double kHigh = 1.44269504072144627571e+00;
  static constexpr double kLow = 1.67517131648865118353e-10;
  static constexpr double kTwoHigh = 1;
  static constexpr double kTwoLow = 0;
};
struct Base10 {
  static constexpr double kHigh = 4.34294481878168880939e-01;
  static constexpr double kLow = 2.50829467116452752298e-11;
  static constexpr double kTwoHigh = 3.01029995663611771306e-01;
  static constexpr double kTwoLow = 3.69423907715893078616e-13;
};

template <class D>
HWY_INLINE Vec<D> log(D d, Vec<D> x) {
  return log_with<LogCore>(d, x);
}

/// log(1 + x) (double), after FreeBSD's s_log1p.c.
template <class D>
HWY_INLINE Vec<D> log1p(D d, Vec<D> x) {
  const auto u = hn::Add(x, num(d, 1));
  const auto legal = is_positive_normal(d, u);
  const Decomposed<D> parts = decompose(d, hn::IfThenElse(legal, u, num(d, 1)));
  const auto near = hn::Eq(parts.exponent, num(d, 0));
  const auto f = hn::IfThenElse(near, x, hn::Sub(parts.mantissa, num(d, 1)));
  const auto lost =
      hn::IfThenElse(hn::Gt(parts.exponent, num(d, 0)), hn::Sub(num(d, 1), hn::Sub(u, x)),
                     hn::Sub(x, hn::Sub(u, num(d, 1))));
  const auto correction = hn::IfThenZeroElse(near, hn::Div(lost, u));
  const LogTerms<D> t = log_terms(d, f);
  const auto low = hn::Add(t.product, fma(d, parts.exponent, num(d, kLn2Low), correction));
  auto result = fma(d, parts.exponent, num(d, kLn2High), hn::Sub(f, hn::Sub(t.half, low)));
  if (HWY_LIKELY(hn::AllTrue(d, legal))) return result;
  result = hn::IfThenElse(hn::Eq(u, num(d, kInfinity)), u, result);
  result = hn::IfThenElse(hn::Eq(u, num(d, 0)), num(d, -kInfinity), result);
  return hn::IfThenElse(hn::Or(hn::Lt(u, num(d, 0)), hn::IsNaN(u)), num(d, std::nan("")), result);
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
