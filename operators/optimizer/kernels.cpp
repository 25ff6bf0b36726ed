#include "operators/optimizer/kernels.hpp"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/optimizer/kernels.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace cambrian::optimizer::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// At most kGrain lanes, so that blocks are whole vectors.
using D = hn::CappedTag<float, kGrain>;
using V = hn::Vec<D>;

HWY_INLINE V num(float x) { return hn::Set(D(), x); }

// The library's functions hold within limits; beyond them and for NaN, what IEEE says.
HWY_INLINE V exp_of(V x) {
  const V y = hn::Exp(D(), hn::Min(hn::Max(x, num(-104)), num(88)));
  const V high = hn::IfThenElse(hn::Gt(x, num(88.72283F)), num(HUGE_VALF), y);
  // Between 88 and the largest float.
  const V near =
      hn::Mul(hn::Exp(D(), hn::Sub(hn::Min(x, num(88.72283F)), num(1))), num(2.71828182845904523F));
  const V all = hn::IfThenElse(hn::And(hn::Gt(x, num(88)), hn::Le(x, num(88.72283F))), near, high);
  return hn::IfThenElse(hn::IsNaN(x), x, all);
}
HWY_INLINE V log_of(V x) {
  const V a = hn::Abs(x);
  const V y = hn::Log(D(), a);
  const V zero = hn::IfThenElse(hn::Eq(a, num(0)), num(-HUGE_VALF), y);
  return hn::IfThenElse(hn::Or(hn::IsNaN(x), hn::Eq(a, num(HUGE_VALF))), a, zero);
}
HWY_INLINE V sin_of(V x) {
  // Beyond this a float has lost its angle.
  const auto far = hn::Not(hn::Lt(hn::Abs(x), num(39000)));
  return hn::IfThenElse(far, hn::Sub(x, x), hn::Sin(D(), x));
}
HWY_INLINE V cos_of(V x) {
  const auto far = hn::Not(hn::Lt(hn::Abs(x), num(39000)));
  return hn::IfThenElse(far, hn::Add(num(1), hn::Sub(x, x)), hn::Cos(D(), x));
}
HWY_INLINE V signed_as(V magnitude, V x) { return hn::CopySign(magnitude, x); }

// tanh(a) = 1 - 2 / (exp(2 a) + 1), and its series where that cancels.
HWY_INLINE V tanh_of(V x) {
  const V a = hn::Abs(x);
  const V y = hn::Sub(num(1), hn::Div(num(2), hn::Add(exp_of(hn::Add(a, a)), num(1))));
  const V s = hn::Mul(x, x);
  V series = hn::MulAdd(s, num(-17.0F / 315), num(2.0F / 15));
  series = hn::MulAdd(s, series, num(-1.0F / 3));
  series = hn::MulAdd(hn::Mul(s, a), series, a);
  return signed_as(hn::IfThenElse(hn::Lt(a, num(0.25F)), series, y), x);
}
HWY_INLINE V expm1_of(V x) {
  V series = hn::MulAdd(x, num(1.0F / 120), num(1.0F / 24));
  series = hn::MulAdd(x, series, num(1.0F / 6));
  series = hn::MulAdd(x, series, num(0.5F));
  series = hn::MulAdd(hn::Mul(x, x), series, x);
  return hn::IfThenElse(hn::Lt(hn::Abs(x), num(0.1F)), series, hn::Sub(exp_of(x), num(1)));
}
HWY_INLINE V sinh_of(V x) {
  const V a = hn::Abs(x);
  const V half = exp_of(hn::Sub(a, num(0.69314718F)));
  const V far = hn::Sub(half, hn::Div(num(0.25F), half));
  const V s = hn::Mul(a, a);
  V series = hn::MulAdd(s, num(1.0F / 5040), num(1.0F / 120));
  series = hn::MulAdd(s, series, num(1.0F / 6));
  series = hn::MulAdd(hn::Mul(s, a), series, a);
  return signed_as(hn::IfThenElse(hn::Lt(a, num(0.5F)), series, far), x);
}
HWY_INLINE V cosh_of(V x) {
  const V half = exp_of(hn::Sub(hn::Abs(x), num(0.69314718F)));
  return hn::Add(half, hn::Div(num(0.25F), half));
}
// asinh(a) = log(a + sqrt(a^2 + 1)), without a square of what is large.
HWY_INLINE V arcsinh_of(V x) {
  const V a = hn::Abs(x);
  const V s = hn::Mul(a, a);
  const V near = log_of(hn::Add(a, hn::Sqrt(hn::Add(s, num(1)))));
  const V far = hn::Add(log_of(a), num(0.69314718F));
  V series = hn::MulAdd(s, num(-5.0F / 112), num(3.0F / 40));
  series = hn::MulAdd(s, series, num(-1.0F / 6));
  series = hn::MulAdd(hn::Mul(s, a), series, a);
  V y = hn::IfThenElse(hn::Gt(a, num(1e4F)), far, near);
  y = hn::IfThenElse(hn::Lt(a, num(0.25F)), series, y);
  return signed_as(y, x);
}
HWY_INLINE V arccosh_of(V x) {
  const V near = log_of(hn::Add(x, hn::Sqrt(hn::MulAdd(x, x, num(-1)))));
  const V far = hn::Add(log_of(x), num(0.69314718F));
  const V y = hn::IfThenElse(hn::Gt(x, num(1e4F)), far, near);
  return hn::IfThenElse(hn::Lt(x, num(1)), num(NAN), y);
}
HWY_INLINE V arctanh_of(V x) {
  const V a = hn::Abs(x);
  const V far = hn::Mul(num(0.5F), log_of(hn::Div(hn::Add(num(1), a), hn::Sub(num(1), a))));
  const V s = hn::Mul(a, a);
  V series = hn::MulAdd(s, num(1.0F / 7), num(1.0F / 5));
  series = hn::MulAdd(s, series, num(1.0F / 3));
  series = hn::MulAdd(hn::Mul(s, a), series, a);
  const V y = hn::IfThenElse(hn::Lt(a, num(0.2F)), series, far);
  return hn::IfThenElse(hn::Gt(a, num(1)), num(NAN), signed_as(y, x));
}
HWY_INLINE V arcsin_of(V x) {
  const auto outside = hn::Gt(hn::Abs(x), num(1));
  const V y = hn::Asin(D(), hn::IfThenElse(outside, num(0), x));
  return hn::IfThenElse(outside, num(NAN), y);
}
HWY_INLINE V arccos_of(V x) {
  const auto outside = hn::Gt(hn::Abs(x), num(1));
  const V y = hn::Acos(D(), hn::IfThenElse(outside, num(0), x));
  return hn::IfThenElse(outside, num(NAN), y);
}
HWY_INLINE V sign_of(V x) {
  const V one = signed_as(num(1), x);
  return hn::IfThenElse(hn::Or(hn::Eq(x, num(0)), hn::IsNaN(x)), x, one);
}
HWY_INLINE V cbrt_of(V x) {
  const V a = hn::Abs(x);
  V y = exp_of(hn::Mul(log_of(a), num(1.0F / 3)));
  // One step of Newton's.
  y = hn::Sub(y, hn::Mul(hn::Sub(y, hn::Div(a, hn::Mul(y, y))), num(1.0F / 3)));
  const auto special = hn::Or(hn::Eq(a, num(0)), hn::Eq(a, num(HUGE_VALF)));
  return signed_as(hn::IfThenElse(special, a, y), x);
}
HWY_INLINE V power_of(V a, V b) {
  const V y = exp_of(hn::Mul(b, log_of(a)));
  return hn::IfThenElse(hn::Eq(b, num(0)), num(1), y);
}

#define CAMBRIAN_FUNCTION(Name, expression)                                                       \
  struct Name {                                                                                   \
    static HWY_INLINE V apply([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V c) { \
      return expression;                                                                          \
    }                                                                                             \
  }

CAMBRIAN_FUNCTION(Add, hn::Add(a, b));
CAMBRIAN_FUNCTION(Sub, hn::Sub(a, b));
CAMBRIAN_FUNCTION(Mul, hn::Mul(a, b));
CAMBRIAN_FUNCTION(Div, hn::Div(a, hn::Add(b, num(kEpsilon))));
// A NaN in either argument is passed on.
CAMBRIAN_FUNCTION(Max, hn::IfThenElse(hn::IsNaN(a), a, hn::IfThenElse(hn::Gt(a, b), a, b)));
CAMBRIAN_FUNCTION(Min, hn::IfThenElse(hn::IsNaN(a), a, hn::IfThenElse(hn::Lt(a, b), a, b)));
CAMBRIAN_FUNCTION(Power, power_of(a, b));
CAMBRIAN_FUNCTION(Interp, hn::Add(hn::Mul(hn::Sub(num(1), c), a), hn::Mul(c, b)));
CAMBRIAN_FUNCTION(AbsF, hn::Abs(a));
CAMBRIAN_FUNCTION(Negative, hn::Neg(a));
CAMBRIAN_FUNCTION(Reciprocal, hn::Div(num(1), hn::Add(a, num(kEpsilon))));
CAMBRIAN_FUNCTION(Square, hn::Mul(a, a));
CAMBRIAN_FUNCTION(Cube, hn::Mul(hn::Mul(a, a), a));
CAMBRIAN_FUNCTION(SqrtF, hn::Sqrt(hn::Abs(a)));
CAMBRIAN_FUNCTION(Cbrt, cbrt_of(a));
CAMBRIAN_FUNCTION(Sign, sign_of(a));
CAMBRIAN_FUNCTION(Exp, exp_of(a));
CAMBRIAN_FUNCTION(Exp2, exp_of(hn::Mul(a, num(0.69314718F))));
CAMBRIAN_FUNCTION(Exp10, exp_of(hn::Mul(a, num(2.30258509F))));
CAMBRIAN_FUNCTION(Expm1, expm1_of(a));
CAMBRIAN_FUNCTION(Log, log_of(a));
CAMBRIAN_FUNCTION(Log2, hn::Mul(log_of(a), num(1.44269504F)));
CAMBRIAN_FUNCTION(Log10, hn::Mul(log_of(a), num(0.43429448F)));
CAMBRIAN_FUNCTION(Log1p, log_of(hn::Add(num(1), a)));
CAMBRIAN_FUNCTION(Sin, sin_of(a));
CAMBRIAN_FUNCTION(Cos, cos_of(a));
CAMBRIAN_FUNCTION(Tan, hn::Div(sin_of(a), cos_of(a)));
CAMBRIAN_FUNCTION(Arcsin, arcsin_of(a));
CAMBRIAN_FUNCTION(Arccos, arccos_of(a));
CAMBRIAN_FUNCTION(Arctan, hn::IfThenElse(hn::IsNaN(a), a, hn::Atan(D(), a)));
CAMBRIAN_FUNCTION(Sinh, sinh_of(a));
CAMBRIAN_FUNCTION(Cosh, cosh_of(a));
CAMBRIAN_FUNCTION(Tanh, tanh_of(a));
CAMBRIAN_FUNCTION(Arcsinh, arcsinh_of(a));
CAMBRIAN_FUNCTION(Arccosh, arccosh_of(a));
CAMBRIAN_FUNCTION(Arctanh, arctanh_of(a));
#undef CAMBRIAN_FUNCTION

template <class F, int arity>
void elementwise(float* out, const float* a, const float* b, const float* c, std::size_t count) {
  const D d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const V x = hn::LoadU(d, a + i);
    V y = x;
    V z = x;
    if constexpr (arity >= 2) y = hn::LoadU(d, b + i);
    if constexpr (arity >= 3) z = hn::LoadU(d, c + i);
    hn::StoreU(F::apply(x, y, z), d, out + i);
  }
}

// kGrain sums side by side, added up in one order.
template <bool squared>
double products(const float* a, const float* b, std::size_t count) {
  const D d;
  alignas(64) float parts[kGrain] = {};
  const std::size_t whole = count / kGrain * kGrain;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t k = 0; k < kGrain; k += lanes) {
    V sum = hn::Zero(d);
    for (std::size_t i = k; i < whole; i += kGrain) {
      const V x = hn::LoadU(d, a + i);
      sum = squared ? hn::Add(sum, hn::Mul(x, hn::LoadU(d, b + i))) : hn::Add(sum, x);
    }
    hn::Store(sum, d, parts + k);
  }
  for (std::size_t i = whole; i < count; ++i) parts[i - whole] += squared ? a[i] * b[i] : a[i];
  double total = 0;
  for (const float part : parts) total += part;
  return total;
}

double dot(const float* a, const float* b, std::size_t count) {
  return products<true>(a, b, count);
}
double sum(const float* a, std::size_t count) { return products<false>(a, a, count); }

void subtract(float* w, const float* update, std::size_t count) {
  const D d;
  std::size_t i = 0;
  for (; i + kGrain <= count; i += kGrain) {
    for (std::size_t k = i; k < i + kGrain; k += hn::Lanes(d))
      hn::StoreU(hn::Sub(hn::LoadU(d, w + k), hn::LoadU(d, update + k)), d, w + k);
  }
  for (; i < count; ++i) w[i] -= update[i];
}

Kernels table() {
  Kernels all;
  const auto put = [&all](Function function, Elementwise kernel) {
    all.elementwise[static_cast<std::size_t>(function)] = kernel;
  };
  put(Function::add, elementwise<Add, 2>);
  put(Function::sub, elementwise<Sub, 2>);
  put(Function::mul, elementwise<Mul, 2>);
  put(Function::div, elementwise<Div, 2>);
  put(Function::max, elementwise<Max, 2>);
  put(Function::min, elementwise<Min, 2>);
  put(Function::power, elementwise<Power, 2>);
  put(Function::interp, elementwise<Interp, 3>);
  put(Function::abs, elementwise<AbsF, 1>);
  put(Function::negative, elementwise<Negative, 1>);
  put(Function::reciprocal, elementwise<Reciprocal, 1>);
  put(Function::square, elementwise<Square, 1>);
  put(Function::cube, elementwise<Cube, 1>);
  put(Function::sqrt, elementwise<SqrtF, 1>);
  put(Function::cbrt, elementwise<Cbrt, 1>);
  put(Function::sign, elementwise<Sign, 1>);
  put(Function::exp, elementwise<Exp, 1>);
  put(Function::exp2, elementwise<Exp2, 1>);
  put(Function::exp10, elementwise<Exp10, 1>);
  put(Function::expm1, elementwise<Expm1, 1>);
  put(Function::log, elementwise<Log, 1>);
  put(Function::log2, elementwise<Log2, 1>);
  put(Function::log10, elementwise<Log10, 1>);
  put(Function::log1p, elementwise<Log1p, 1>);
  put(Function::sin, elementwise<Sin, 1>);
  put(Function::cos, elementwise<Cos, 1>);
  put(Function::tan, elementwise<Tan, 1>);
  put(Function::arcsin, elementwise<Arcsin, 1>);
  put(Function::arccos, elementwise<Arccos, 1>);
  put(Function::arctan, elementwise<Arctan, 1>);
  put(Function::sinh, elementwise<Sinh, 1>);
  put(Function::cosh, elementwise<Cosh, 1>);
  put(Function::tanh, elementwise<Tanh, 1>);
  put(Function::arcsinh, elementwise<Arcsinh, 1>);
  put(Function::arccosh, elementwise<Arccosh, 1>);
  put(Function::arctanh, elementwise<Arctanh, 1>);
  all.dot = dot;
  all.sum = sum;
  all.subtract = subtract;
  return all;
}

}  // namespace cambrian::optimizer::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::optimizer {

HWY_EXPORT(table);

const Kernels& kernels() {
  static const Kernels all = HWY_DYNAMIC_DISPATCH(table)();
  return all;
}

}  // namespace cambrian::optimizer
#endif
