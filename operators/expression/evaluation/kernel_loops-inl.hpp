// Loops that turn a vector function into a kernel, compiled once per instruction set.
#if defined(CAMBRIAN_KERNEL_LOOPS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_KERNEL_LOOPS_INL_HPP
#undef CAMBRIAN_KERNEL_LOOPS_INL_HPP
#else
#define CAMBRIAN_KERNEL_LOOPS_INL_HPP
#endif

#include "operators/expression/evaluation/kernels.hpp"
#include "operators/expression/evaluation/vector_basics-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

template <class Real>
using Tag = hn::ScalableTag<Real>;

HWY_INLINE std::uint32_t whole_blocks(std::uint32_t count) {
  return (count + kRowBlock - 1) / kRowBlock * kRowBlock;
}

/// Elements of an operand from one row on: a constant is loaded once, before the loop.
template <bool constant, class Real>
class Elements {
 public:
  HWY_INLINE Elements(const Operand<Real>& operand, std::uint32_t row)
      : data_(operand.at(row)), value_(hn::LoadU(Tag<Real>(), data_)) {}
  HWY_INLINE Vec<Tag<Real>> operator[](std::uint32_t i) const {
    if constexpr (constant) return value_;
    return hn::LoadU(Tag<Real>(), data_ + i);
  }

 private:
  const Real* data_;
  Vec<Tag<Real>> value_;
};

template <class Function, class Real>
void unary_kernel(const Instruction<Real>& in, std::uint32_t row, std::uint32_t count) {
  const Tag<Real> d;
  const Elements<false, Real> a(in.a, row);
  const std::uint32_t end = whole_blocks(count);
  Real* out = in.out;
  for (std::uint32_t i = 0; i < end; i += static_cast<std::uint32_t>(hn::Lanes(d))) {
    hn::StoreU(Function::apply(d, a[i]), d, out + i);
  }
}

template <class Function, class Real, int constants>
void binary_kernel(const Instruction<Real>& in, std::uint32_t row, std::uint32_t count) {
  const Tag<Real> d;
  const Elements<(constants & 1) != 0, Real> a(in.a, row);
  const Elements<(constants & 2) != 0, Real> b(in.b, row);
  const std::uint32_t end = whole_blocks(count);
  Real* out = in.out;
  for (std::uint32_t i = 0; i < end; i += static_cast<std::uint32_t>(hn::Lanes(d))) {
    hn::StoreU(Function::apply(d, a[i], b[i]), d, out + i);
  }
}

template <class Function, class Real>
void add_unary(KernelTable<Real>& table, Op op) {
  table.unary[unary_index(op)] = &unary_kernel<Function, Real>;
}

template <class Function, class Real>
void add_binary(KernelTable<Real>& table, Op op) {
  auto& entry = table.binary[binary_index(op)];
  entry[0] = &binary_kernel<Function, Real, 0>;
  entry[1] = &binary_kernel<Function, Real, 1>;
  entry[2] = &binary_kernel<Function, Real, 2>;
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
