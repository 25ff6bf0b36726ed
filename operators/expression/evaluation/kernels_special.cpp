#include "operators/expression/evaluation/kernel_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/expression/evaluation/kernels_special.cpp"
#include "hwy/foreach_target.h"
//
#include "operators/expression/evaluation/kernel_loops-inl.hpp"
#include "operators/expression/evaluation/vector_special-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

// The float variants compute in double, where rounding once at the end makes them exact to the last
// bit but for a few arguments.
#define CAMBRIAN_WIDE(NAME, FUNCTION)                                        \
  struct NAME {                                                              \
    template <class D>                                                       \
    static HWY_INLINE Vec<D> apply(D d, Vec<D> x) {                          \
      if constexpr (kDouble<D>) {                                            \
        return FUNCTION(d, x);                                               \
      } else {                                                               \
        return via_double(                                                   \
            d, [](auto dd, auto v) HWY_ATTR { return FUNCTION(dd, v); }, x); \
      }                                                                      \
    }                                                                        \
  }
CAMBRIAN_WIDE(CbrtOf, cbrt);
CAMBRIAN_WIDE(ErfOf, erf);
CAMBRIAN_WIDE(GammaOf, gamma);
CAMBRIAN_WIDE(DigammaOf, digamma);

struct PowOf {
  template <class D>
  static HWY_INLINE Vec<D> apply(D d, Vec<D> x, Vec<D> y) {
    if constexpr (kDouble<D>) {
      return pow<true>(d, x, y);
    } else {
      return via_double(
          d, [](auto dd, auto a, auto b) HWY_ATTR { return pow<false>(dd, a, b); }, x, y);
    }
  }
};

template <class Real>
void add_special_kernels(KernelTable<Real>& table) {
  add_binary<PowOf>(table, Op::pow);
  add_unary<CbrtOf>(table, Op::cbrt);
  add_unary<ErfOf>(table, Op::erf);
  add_unary<GammaOf>(table, Op::gamma);
  table.digamma = &unary_kernel<DigammaOf, Real>;
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::expression {
CAMBRIAN_DISPATCH_KERNELS(add_special_kernels);
}  // namespace cambrian::expression
#endif
