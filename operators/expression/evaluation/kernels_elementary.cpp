#include "operators/expression/evaluation/kernel_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/expression/evaluation/kernels_elementary.cpp"
#include "hwy/foreach_target.h"
//
#include "operators/expression/evaluation/arithmetic-inl.hpp"
#include "operators/expression/evaluation/kernel_loops-inl.hpp"
#include "operators/expression/evaluation/vector_trigonometry-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

CAMBRIAN_UNARY(ExpOf, exp(d, x));
CAMBRIAN_UNARY(LogOf, log(d, x));
CAMBRIAN_UNARY(SigmoidOf, hn::Div(num(d, 1), hn::Add(num(d, 1), exp(d, hn::Neg(x)))));
CAMBRIAN_UNARY(Log2Of, log_with<LogBaseCore<Base2>>(d, x));
CAMBRIAN_UNARY(Log10Of, log_with<LogBaseCore<Base10>>(d, x));
CAMBRIAN_UNARY(Log1pOf, log1p(d, x));
CAMBRIAN_UNARY(AsinOf, asin(d, x));
CAMBRIAN_UNARY(AcosOf, acos(d, x));
CAMBRIAN_UNARY(AtanOf, atan(d, x));
CAMBRIAN_UNARY(SinhOf, sinh(d, x));
CAMBRIAN_UNARY(CoshOf, cosh(d, x));
CAMBRIAN_UNARY(TanhOf, tanh(d, x));
CAMBRIAN_UNARY(AsinhOf, asinh(d, x));
CAMBRIAN_UNARY(AcoshOf, acosh(d, x));
CAMBRIAN_UNARY(AtanhOf, atanh(d, x));

/// A double function for both precisions.
template <class Function>
struct Wide {
  template <class D>
  static HWY_INLINE Vec<D> apply(D d, Vec<D> x) {
    if constexpr (kDouble<D>) {
      return Function::apply(d, x);
    } else {
      return via_double(
          d, [](auto dd, auto v) HWY_ATTR { return Function::apply(dd, v); }, x);
    }
  }
};

template <class Real>
void add_elementary_kernels(KernelTable<Real>& table) {
  add_unary<ExpOf>(table, Op::exp);
  add_unary<LogOf>(table, Op::log);
  add_unary<SigmoidOf>(table, Op::sigmoid);
  add_unary<Sin>(table, Op::sin);
  add_unary<Cos>(table, Op::cos);
  add_unary<Wide<Tan>>(table, Op::tan);
  add_unary<Wide<Log2Of>>(table, Op::log2);
  add_unary<Wide<Log10Of>>(table, Op::log10);
  add_unary<Wide<Log1pOf>>(table, Op::log1p);
  add_unary<Wide<AsinOf>>(table, Op::asin);
  add_unary<Wide<AcosOf>>(table, Op::acos);
  add_unary<Wide<AtanOf>>(table, Op::atan);
  add_unary<Wide<SinhOf>>(table, Op::sinh);
  add_unary<Wide<CoshOf>>(table, Op::cosh);
  add_unary<Wide<TanhOf>>(table, Op::tanh);
  add_unary<Wide<AsinhOf>>(table, Op::asinh);
  add_unary<Wide<AcoshOf>>(table, Op::acosh);
  add_unary<Wide<AtanhOf>>(table, Op::atanh);
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::expression {
CAMBRIAN_DISPATCH_KERNELS(add_elementary_kernels);
}  // namespace cambrian::expression
#endif
