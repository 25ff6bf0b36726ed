#include "operators/expression/evaluation/kernel_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/expression/evaluation/kernels_pairs.cpp"
#include "hwy/foreach_target.h"
//
#include "operators/expression/evaluation/arithmetic-inl.hpp"
#include "operators/expression/evaluation/kernel_loops-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

CAMBRIAN_BINARY(ReversedSub, hn::Sub(b, a));
CAMBRIAN_BINARY(ReversedDiv, hn::Div(b, a));

template <class FirstOp, class SecondOp, class Real, int constants>
void pair_kernel(const Instruction<Real>& in, std::uint32_t row, std::uint32_t count) {
  const Tag<Real> d;
  const Elements<(constants & 1) != 0, Real> a(in.a, row);
  const Elements<(constants & 2) != 0, Real> b(in.b, row);
  const Elements<(constants & 4) != 0, Real> c(in.c, row);
  const std::uint32_t end = whole_blocks(count);
  Real* out = in.out;
  for (std::uint32_t i = 0; i < end; i += static_cast<std::uint32_t>(hn::Lanes(d))) {
    hn::StoreU(SecondOp::apply(d, FirstOp::apply(d, a[i], b[i]), c[i]), d, out + i);
  }
}

template <class FirstOp, class SecondOp, class Real>
void add_pair(KernelTable<Real>& table, std::size_t first, Second second) {
  auto& entry = table.pair[first][static_cast<std::size_t>(second)];
  entry = {&pair_kernel<FirstOp, SecondOp, Real, 0>, &pair_kernel<FirstOp, SecondOp, Real, 1>,
           &pair_kernel<FirstOp, SecondOp, Real, 2>, nullptr,
           &pair_kernel<FirstOp, SecondOp, Real, 4>, &pair_kernel<FirstOp, SecondOp, Real, 5>,
           &pair_kernel<FirstOp, SecondOp, Real, 6>};
}

template <class FirstOp, class Real>
void add_pairs_of(KernelTable<Real>& table, Op op) {
  const std::size_t first = binary_index(op);
  add_pair<FirstOp, AddOf>(table, first, Second::add);
  add_pair<FirstOp, SubOf>(table, first, Second::sub);
  add_pair<FirstOp, MulOf>(table, first, Second::mul);
  add_pair<FirstOp, DivOf>(table, first, Second::div);
  add_pair<FirstOp, ReversedSub>(table, first, Second::reversed_sub);
  add_pair<FirstOp, ReversedDiv>(table, first, Second::reversed_div);
}

template <class Real>
void add_pair_kernels(KernelTable<Real>& table) {
  add_pairs_of<AddOf>(table, Op::add);
  add_pairs_of<SubOf>(table, Op::sub);
  add_pairs_of<MulOf>(table, Op::mul);
  add_pairs_of<DivOf>(table, Op::div);
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::expression {
CAMBRIAN_DISPATCH_KERNELS(add_pair_kernels);
}  // namespace cambrian::expression
#endif
