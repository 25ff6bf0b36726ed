// Vector functions of one or two instructions.
#if defined(CAMBRIAN_ARITHMETIC_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_ARITHMETIC_INL_HPP
#undef CAMBRIAN_ARITHMETIC_INL_HPP
#else
#define CAMBRIAN_ARITHMETIC_INL_HPP
#endif

#include "operators/expression/evaluation/vector_basics-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

#define CAMBRIAN_UNARY(NAME, ...)                   \
  struct NAME {                                     \
    template <class D>                              \
    static HWY_INLINE Vec<D> apply(D d, Vec<D> x) { \
      (void)d;                                      \
      return __VA_ARGS__;                           \
    }                                               \
  }
#define CAMBRIAN_BINARY(NAME, ...)                            \
  struct NAME {                                               \
    template <class D>                                        \
    static HWY_INLINE Vec<D> apply(D d, Vec<D> a, Vec<D> b) { \
      (void)d;                                                \
      return __VA_ARGS__;                                     \
    }                                                         \
  }

CAMBRIAN_BINARY(AddOf, hn::Add(a, b));
CAMBRIAN_BINARY(SubOf, hn::Sub(a, b));
CAMBRIAN_BINARY(MulOf, hn::Mul(a, b));
CAMBRIAN_BINARY(DivOf, hn::Div(a, b));
CAMBRIAN_BINARY(MinOf, hn::IfThenElse(hn::Or(hn::IsNaN(a), hn::IsNaN(b)), hn::Add(a, b),
                                      hn::IfThenElse(hn::Lt(b, a), b, a)));
CAMBRIAN_BINARY(MaxOf, hn::IfThenElse(hn::Or(hn::IsNaN(a), hn::IsNaN(b)), hn::Add(a, b),
                                      hn::IfThenElse(hn::Lt(a, b), b, a)));
CAMBRIAN_BINARY(ModOf, hn::Sub(a, hn::Mul(b, hn::Floor(hn::Div(a, b)))));
CAMBRIAN_BINARY(GreaterOf, hn::IfThenElseZero(hn::Gt(a, b), num(d, 1)));
CAMBRIAN_BINARY(GreaterEqualOf, hn::IfThenElseZero(hn::Ge(a, b), num(d, 1)));
CAMBRIAN_BINARY(LessOf, hn::IfThenElseZero(hn::Lt(a, b), num(d, 1)));
CAMBRIAN_BINARY(LessEqualOf, hn::IfThenElseZero(hn::Le(a, b), num(d, 1)));
CAMBRIAN_BINARY(CondOf, hn::IfThenElseZero(hn::Gt(a, hn::Zero(d)), b));

CAMBRIAN_UNARY(NegOf, hn::Neg(x));
CAMBRIAN_UNARY(InvOf, hn::Div(num(d, 1), x));
CAMBRIAN_UNARY(SquareOf, hn::Mul(x, x));
CAMBRIAN_UNARY(CubeOf, hn::Mul(hn::Mul(x, x), x));
CAMBRIAN_UNARY(SqrtOf, hn::Sqrt(x));
CAMBRIAN_UNARY(AbsOf, hn::Abs(x));
CAMBRIAN_UNARY(SignOf, hn::IfThenElse(hn::Or(hn::Gt(x, hn::Zero(d)), hn::Lt(x, hn::Zero(d))),
                                      hn::CopySign(num(d, 1), x), x));
// A NaN is not below zero and stays.
CAMBRIAN_UNARY(ReluOf, hn::IfThenZeroElse(hn::Lt(x, hn::Zero(d)), x));
CAMBRIAN_UNARY(FloorOf, hn::Floor(x));
CAMBRIAN_UNARY(CeilOf, hn::Ceil(x));
CAMBRIAN_UNARY(RoundOf, hn::Round(x));

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
