// Vector circular and hyperbolic functions and their inverses (double; float where stated).
#if defined(CAMBRIAN_VECTOR_TRIGONOMETRY_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_VECTOR_TRIGONOMETRY_INL_HPP
#undef CAMBRIAN_VECTOR_TRIGONOMETRY_INL_HPP
#else
#define CAMBRIAN_VECTOR_TRIGONOMETRY_INL_HPP
#endif

#include "operators/expression/evaluation/vector_exp_log-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

inline constexpr double kPi = 0x1.921fb54442d18p+1;
inline constexpr double kHalfPiLow = 6.12323399573676603587e-17;

/// Arguments beyond are reduced by a slower way (float: in double; double: by the C library).
template <class D>
inline constexpr double kLargestAngle = kDouble<D> ? 0x1p30 : 0x1p18;

/// x - n pi as one number, for n an integer or a half. Exact in its first step: n pi_high and x are
/// multiples of one unit, and the difference is below 2 (fused multiply-add).
template <class D>
HWY_INLINE Vec<D> minus_multiple_of_pi(D d, Vec<D> x, Vec<D> n) {
  if constexpr (kDouble<D>) {
    auto r = fnma(d, n, num(d, 0x1.921fb54442d18p+1), x);
    r = fnma(d, n, num(d, 0x1.1a62633145c07p-53), r);
    return fnma(d, n, num(d, -0x1.f1976b7ed8fbcp-109), r);
  } else {
    const auto r = fnma(d, n, num(d, 0x1.921fb6p+1), x);
    return fnma(d, n, num(d, -0x1.777a5cp-24), r);
  }
}

/// sin(r), |r| <= pi / 2.
template <class D>
HWY_INLINE Vec<D> sin_reduced(D d, Vec<D> r) {
  const auto z = hn::Mul(r, r);
  const auto cube = hn::Mul(z, r);
  if constexpr (kDouble<D>) {
    return fma(d, cube,
               poly(d, z, -0.166666666666666656, 0.00833333333333319411, -0.000198412698412091455,
                    2.75573192111243255e-6, -2.50521068715867587e-8, 1.6058939643324822e-10,
                    -7.64298982390091543e-13, 2.72115705188788882e-15),
               r);
  } else {
    return fma(d, cube, poly(d, z, -0.166666595, 0.00833306608, -0.000198095899, 2.60575024e-6), r);
  }
}

/// Flips the sign where the integer held in the low bits of `magic_sum` is odd.
template <class D>
HWY_INLINE Vec<D> negate_if_odd(D d, Vec<D> v, Vec<D> magic_sum) {
  const hn::RebindToUnsigned<D> du;
  constexpr int kTop = kDouble<D> ? 63 : 31;
  return hn::Xor(v, hn::BitCast(d, hn::ShiftLeft<kTop>(hn::BitCast(du, magic_sum))));
}

template <class D>
HWY_INLINE Vec<D> sin_moderate(D d, Vec<D> x) {
  const auto magic = num(d, kMagic<D>);
  const auto sum = fma(d, x, num(d, 1 / kPi), magic);
  const auto r = minus_multiple_of_pi(d, x, hn::Sub(sum, magic));
  return negate_if_odd(d, sin_reduced(d, r), sum);
}

/// cos(x) = -(-1)^q sin(r) with x = (q + 1/2) pi + r.
template <class D>
HWY_INLINE Vec<D> cos_moderate(D d, Vec<D> x) {
  const auto magic = num(d, kMagic<D>);
  const auto sum = hn::Add(fma(d, x, num(d, 1 / kPi), num(d, -0.5)), magic);
  const auto n = hn::Add(hn::Sub(sum, magic), num(d, 0.5));
  const auto r = minus_multiple_of_pi(d, x, n);
  return negate_if_odd(d, hn::Neg(sin_reduced(d, r)), sum);
}

template <class D>
HWY_INLINE bool all_moderate(D d, Vec<D> x) {
  return hn::AllTrue(d, hn::Lt(hn::Abs(x), num(d, kLargestAngle<D>)));
}

template <class D>
HWY_INLINE auto is_large(D d, Vec<D> x) {
  const auto size = hn::Abs(x);
  return hn::And(hn::Ge(size, num(d, kLargestAngle<D>)), hn::Lt(size, num(d, kInfinity)));
}

/// sin, cos or tan of vectors with large elements.
template <class Function, class D>
HWY_NOINLINE Vec<D> with_large_angles(D d, Vec<D> x) {
  const auto moderate = Function::moderate(d, x);
  if constexpr (kDouble<D>) {
    return patch_lanes(d, is_large(d, x), moderate, Function::scalar, x);
  } else {
    // Only the large ones, so that no element depends on its neighbours.
    const auto slow = via_double(
        d, [](auto dd, auto v) HWY_ATTR { return Function::moderate(dd, v); }, x);
    const auto result = hn::IfThenElse(is_large(d, x), slow, moderate);
    const auto huge = hn::And(hn::Ge(hn::Abs(x), num(d, 0x1p30)), hn::IsFinite(x));
    if (hn::AllFalse(d, huge)) return result;
    return patch_lanes(d, huge, result, Function::of_huge, x);
  }
}

/// Infinite elements and NaN become NaN in the reduction by themselves.
template <class Function, class D>
HWY_INLINE Vec<D> of_any_angle(D d, Vec<D> x) {
  if (HWY_UNLIKELY(!all_moderate(d, x)) && !hn::AllFalse(d, is_large(d, x))) {
    return with_large_angles<Function>(d, x);
  }
  return Function::moderate(d, x);
}

/// x = n pi / 2 + remainder, |remainder| <= pi / 4, n modulo 4.
struct Quadrant {
  int n;
  double remainder;
};

/// For huge floats: the product with the bits of 2 / pi that matter, as ARM's optimized-routines do
/// in sinf.
inline Quadrant quadrant_of_huge(float x) {
  static constexpr std::uint32_t kBits[24] = {
      0xa2,       0xa2f9,     0xa2f983,   0xa2f9836e, 0xf9836e4e, 0x836e4e44,
      0x6e4e4415, 0x4e441529, 0x441529fc, 0x1529fc27, 0x29fc2757, 0xfc2757d1,
      0x2757d1f5, 0x57d1f534, 0xd1f534dd, 0xf534ddc0, 0x34ddc0db, 0xddc0db62,
      0xc0db6295, 0xdb629599, 0x6295993c, 0x95993c43, 0x993c4390, 0x3c439041};
  std::uint32_t bits;
  __builtin_memcpy(&bits, &x, sizeof(bits));
  const std::uint32_t* window = kBits + ((bits >> 26) & 15);
  const std::uint32_t mantissa = ((bits & 0xffffff) | 0x800000) << ((bits >> 23) & 7);
  std::uint64_t product = std::uint64_t{mantissa * window[0]} << 32;
  product |= (std::uint64_t{mantissa} * window[8]) >> 32;
  product += std::uint64_t{mantissa} * window[4];
  const std::uint64_t n = (product + (1ULL << 61)) >> 62;
  product -= n << 62;
  const double remainder =
      static_cast<double>(static_cast<std::int64_t>(product)) * 0x1.921fb54442d18p-62;
  return x < 0 ? Quadrant{-static_cast<int>(n & 3), -remainder}
               : Quadrant{static_cast<int>(n & 3), remainder};
}

struct Sin {
  static double scalar(double x) { return std::sin(x); }
  static float of_huge(float x) {
    const Quadrant q = quadrant_of_huge(x);
    const double value = (q.n & 1) != 0 ? std::cos(q.remainder) : std::sin(q.remainder);
    return static_cast<float>((q.n & 2) != 0 ? -value : value);
  }
  template <class D>
  static HWY_INLINE Vec<D> moderate(D d, Vec<D> x) {
    return sin_moderate(d, x);
  }
  template <class D>
  static HWY_INLINE Vec<D> apply(D d, Vec<D> x) {
    return of_any_angle<Sin>(d, x);
  }
};

struct Cos {
  static double scalar(double x) { return std::cos(x); }
  static float of_huge(float x) {
    const Quadrant q = quadrant_of_huge(x);
    const double value = (q.n & 1) != 0 ? std::sin(q.remainder) : std::cos(q.remainder);
    return static_cast<float>(((q.n + 1) & 2) != 0 ? -value : value);
  }
  template <class D>
  static HWY_INLINE Vec<D> moderate(D d, Vec<D> x) {
    return cos_moderate(d, x);
  }
  template <class D>
  static HWY_INLINE Vec<D> apply(D d, Vec<D> x) {
    return of_any_angle<Cos>(d, x);
  }
};

/// tan (double): both series on [-pi/4, pi/4] around multiples of pi / 2.
struct Tan {
  static double scalar(double x) { return std::tan(x); }
  template <class D>
  static HWY_INLINE Vec<D> moderate(D d, Vec<D> x) {
    const hn::RebindToUnsigned<D> du;
    const auto magic = num(d, kMagic<D>);
    const auto sum = fma(d, x, num(d, 2 / kPi), magic);
    const auto r = minus_multiple_of_pi(d, x, hn::Mul(hn::Sub(sum, magic), num(d, 0.5)));
    const auto z = hn::Mul(r, r);
    const auto sine =
        fma(d, hn::Mul(z, r),
            poly(d, z, -0.166666666666666307, 0.00833333333332210746, -0.00019841269829580181,
                 2.75573136180068179e-6, -2.50507472151114545e-8, 1.5896197403777025e-10),
            r);
    const auto cosine =
        fma(d, hn::Mul(z, z),
            poly(d, z, 0.0416666666666665928, -0.00138888888888730403, 0.0000248015872888413289,
                 -2.75573141762146413e-7, 2.08757004121287204e-9, -1.13585137293627332e-11),
            fnma(d, num(d, 0.5), z, num(d, 1)));
    const auto odd_bit = hn::And(hn::BitCast(du, sum), hn::Set(du, 1));
    const auto odd = hn::RebindMask(d, hn::Eq(odd_bit, hn::Set(du, 1)));
    return hn::Div(hn::IfThenElse(odd, hn::Neg(cosine), sine), hn::IfThenElse(odd, sine, cosine));
  }
  template <class D>
  static HWY_INLINE Vec<D> apply(D d, Vec<D> x) {
    return of_any_angle<Tan>(d, x);
  }
};

/// (asin(x) - x) / x as a function of z = x^2 <= 1/4, after FreeBSD's e_asin.c.
template <class D>
HWY_INLINE Vec<D> asin_ratio(D d, Vec<D> z) {
  const auto p = hn::Mul(z, poly(d, z, 1.66666666666666657415e-01, -3.25565818622400915405e-01,
                                 2.01212532134862925881e-01, -4.00555345006794114027e-02,
                                 7.91534994289814532176e-04, 3.47933107596021167570e-05));
  const auto q = poly(d, z, 1.0, -2.40339491173441421878e+00, 2.02094576023350569471e+00,
                      -6.88283971605453293030e-01, 7.70381505559019352791e-02);
  return hn::Div(p, q);
}

template <class D>
HWY_INLINE Vec<D> asin(D d, Vec<D> x) {
  const auto a = hn::Abs(x);
  const auto inner = hn::Lt(a, num(d, 0.5));
  const auto outer_z = hn::Mul(hn::Sub(num(d, 1), a), num(d, 0.5));
  const auto z = hn::IfThenElse(inner, hn::Mul(a, a), outer_z);
  const auto ratio = asin_ratio(d, z);
  // asin(a) = pi/2 - 2 asin(sqrt((1 - a) / 2)), with the root in two parts.
  const auto s = hn::Sqrt(outer_z);
  const auto rest = hn::Div(fnma(d, s, s, outer_z), hn::Max(hn::Add(s, s), num(d, 1e-300)));
  const auto twice = fma(d, hn::Add(s, s), ratio, hn::Sub(hn::Add(rest, rest), num(d, kHalfPiLow)));
  const auto quarter = num(d, kPi / 4);
  const auto outer = hn::Sub(quarter, hn::Sub(twice, hn::Sub(quarter, hn::Add(s, s))));
  return hn::CopySign(hn::IfThenElse(inner, fma(d, a, ratio, a), outer), x);
}

template <class D>
HWY_INLINE Vec<D> acos(D d, Vec<D> x) {
  const auto a = hn::Abs(x);
  const auto inner = hn::Lt(a, num(d, 0.5));
  const auto outer_z = hn::Mul(hn::Sub(num(d, 1), a), num(d, 0.5));
  const auto z = hn::IfThenElse(inner, hn::Mul(a, a), outer_z);
  const auto ratio = asin_ratio(d, z);
  const auto near_zero =
      hn::Sub(num(d, kPi / 2), hn::Sub(x, fnma(d, x, ratio, num(d, kHalfPiLow))));
  const auto s = hn::Sqrt(outer_z);
  const auto rest = hn::Div(fnma(d, s, s, outer_z), hn::Max(hn::Add(s, s), num(d, 1e-300)));
  const auto half_angle = hn::Add(s, fma(d, s, ratio, rest));
  const auto positive = hn::Add(half_angle, half_angle);
  const auto correction = fma(d, s, ratio, hn::Sub(rest, num(d, kHalfPiLow)));
  const auto half_negative = hn::Add(s, correction);
  const auto negative = hn::Sub(num(d, kPi), hn::Add(half_negative, half_negative));
  const auto outer = hn::IfThenElse(hn::Lt(x, num(d, 0)), negative, positive);
  return hn::IfThenElse(inner, near_zero, outer);
}

/// atan, after FreeBSD's s_atan.c: the five ranges become a choice of quotient and of offset.
template <class D>
HWY_INLINE Vec<D> atan(D d, Vec<D> x) {
  const auto a = hn::Abs(x);
  auto above = num(d, 1);
  auto below = a;
  auto high = num(d, 0);
  auto low = num(d, 0);
  const auto range = [&](double from, Vec<D> top, Vec<D> bottom, double offset, double offset_low)
                         HWY_ATTR {
                           const auto inside = hn::Ge(a, num(d, from));
                           below = hn::IfThenElse(inside, top, below);
                           above = hn::IfThenElse(inside, bottom, above);
                           high = hn::IfThenElse(inside, num(d, offset), high);
                           low = hn::IfThenElse(inside, num(d, offset_low), low);
                         };
  const auto one = num(d, 1);
  range(0.4375, hn::Sub(hn::Add(a, a), one), hn::Add(a, num(d, 2)), 4.63647609000806093515e-01,
        2.26987774529616870924e-17);
  range(0.6875, hn::Sub(a, one), hn::Add(a, one), 7.85398163397448278999e-01,
        3.06161699786838301793e-17);
  range(1.1875, hn::Sub(a, num(d, 1.5)), fma(d, a, num(d, 1.5), one), 9.82793723247329054082e-01,
        1.39033110312309984516e-17);
  range(2.4375, num(d, -1), a, 1.57079632679489655800e+00, 6.12323399573676603587e-17);
  const auto t = hn::Div(below, above);
  const auto z = hn::Mul(t, t);
  const auto ratio = hn::Mul(
      z, poly(d, z, 3.33333333333329318027e-01, -1.99999999998764832476e-01,
              1.42857142725034663711e-01, -1.11111104054623557880e-01, 9.09088713343650656196e-02,
              -7.69187620504482999495e-02, 6.66107313738753120669e-02, -5.83357013379057348645e-02,
              4.97687799461593236017e-02, -3.65315727442169155270e-02, 1.62858201153657823623e-02));
  const auto value = hn::Sub(high, hn::Sub(hn::Sub(hn::Mul(t, ratio), low), t));
  return hn::IfThenElse(hn::IsNaN(x), x, hn::CopySign(value, x));
}

template <class D>
HWY_INLINE Vec<D> sinh(D d, Vec<D> x) {
  const auto a = hn::Abs(x);
  const auto large = hn::Gt(a, num(d, 22));
  const auto t = expm1(d, hn::IfThenZeroElse(large, a));
  const auto below = hn::Add(t, num(d, 1));
  const auto small_value = hn::Mul(num(d, 0.5), hn::Add(t, hn::Div(t, below)));
  auto result = small_value;
  if (!hn::AllFalse(d, large)) {
    result = hn::IfThenElse(large, exp_scaled(d, a, -1), small_value);
  }
  return hn::IfThenElse(hn::IsNaN(x), x, hn::CopySign(result, x));
}

template <class D>
HWY_INLINE Vec<D> cosh(D d, Vec<D> x) {
  const auto half = exp_scaled(d, hn::Abs(x), -1);
  return hn::Add(half, hn::Div(num(d, 0.25), half));
}

template <class D>
HWY_INLINE Vec<D> tanh(D d, Vec<D> x) {
  const auto a = clamp(d, hn::Abs(x), 0, 22);
  const auto t = expm1(d, hn::Add(a, a));
  return hn::CopySign(hn::Div(t, hn::Add(t, num(d, 2))), x);
}

template <class D>
HWY_INLINE Vec<D> asinh(D d, Vec<D> x) {
  const auto a = hn::Abs(x);
  const auto large = hn::Gt(a, num(d, 0x1p28));
  const auto square = hn::Mul(a, a);
  const auto root = hn::Sqrt(hn::Add(square, num(d, 1)));
  const auto small_argument = hn::Add(a, hn::Div(square, hn::Add(root, num(d, 1))));
  const auto value = log1p(d, hn::IfThenElse(large, hn::Sub(a, num(d, 1)), small_argument));
  const auto extra = hn::IfThenElseZero(large, num(d, 0x1.62e42fefa39efp-1));
  return hn::CopySign(hn::Add(value, extra), x);
}

template <class D>
HWY_INLINE Vec<D> acosh(D d, Vec<D> x) {
  const auto large = hn::Gt(x, num(d, 0x1p28));
  const auto t = hn::Sub(x, num(d, 1));
  const auto small_argument = hn::Add(t, hn::Sqrt(fma(d, t, t, hn::Add(t, t))));
  const auto value = log1p(d, hn::IfThenElse(large, t, small_argument));
  const auto result = hn::Add(value, hn::IfThenElseZero(large, num(d, 0x1.62e42fefa39efp-1)));
  return hn::IfThenElse(hn::Lt(x, num(d, 1)), num(d, std::nan("")), result);
}

template <class D>
HWY_INLINE Vec<D> atanh(D d, Vec<D> x) {
  const auto a = hn::Abs(x);
  const auto twice = hn::Add(a, a);
  const auto rest = hn::Sub(num(d, 1), a);
  const auto near_zero = hn::Lt(a, num(d, 0.5));
  const auto quotient = hn::Div(hn::IfThenElse(near_zero, hn::Mul(twice, a), twice), rest);
  const auto argument = hn::IfThenElse(near_zero, hn::Add(twice, quotient), quotient);
  return hn::CopySign(hn::Mul(num(d, 0.5), log1p(d, argument)), x);
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
