#include "operators/expression/evaluation/kernel_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/expression/evaluation/kernels_arithmetic.cpp"
#include "hwy/foreach_target.h"
//
#include "operators/expression/evaluation/arithmetic-inl.hpp"
#include "operators/expression/evaluation/kernel_loops-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

template <class Real>
void add_arithmetic_kernels(KernelTable<Real>& table) {
  add_binary<AddOf>(table, Op::add);
  add_binary<SubOf>(table, Op::sub);
  add_binary<MulOf>(table, Op::mul);
  add_binary<DivOf>(table, Op::div);
  add_binary<MinOf>(table, Op::min);
  add_binary<MaxOf>(table, Op::max);
  add_binary<ModOf>(table, Op::mod);
  add_binary<GreaterOf>(table, Op::greater);
  add_binary<GreaterEqualOf>(table, Op::greater_equal);
  add_binary<LessOf>(table, Op::less);
  add_binary<LessEqualOf>(table, Op::less_equal);
  add_binary<CondOf>(table, Op::cond);
  add_unary<NegOf>(table, Op::neg);
  add_unary<InvOf>(table, Op::inv);
  add_unary<SquareOf>(table, Op::square);
  add_unary<CubeOf>(table, Op::cube);
  add_unary<SqrtOf>(table, Op::sqrt);
  add_unary<AbsOf>(table, Op::abs);
  add_unary<SignOf>(table, Op::sign);
  add_unary<ReluOf>(table, Op::relu);
  add_unary<FloorOf>(table, Op::floor);
  add_unary<CeilOf>(table, Op::ceil);
  add_unary<RoundOf>(table, Op::round);
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::expression {
CAMBRIAN_DISPATCH_KERNELS(add_arithmetic_kernels);
}  // namespace cambrian::expression
#endif
