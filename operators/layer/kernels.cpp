#include "operators/layer/kernels.hpp"

#include <cmath>
#include <cstring>
#include <utility>

// What is compiled for each set takes long, so there are as few as are of use.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/layer/kernels.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace cambrian::layer::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// At most kGrain lanes, so that blocks are whole vectors.
using D = hn::CappedTag<float, kGrain>;
using V = hn::Vec<D>;

HWY_INLINE V num(float value) { return hn::Set(D(), value); }

// The library's functions hold within limits; beyond them and for NaN, what IEEE says.
HWY_INLINE V exp_of(V a) {
  constexpr float kLargest = 88.02969F;  // the library's limit; exp of it is 1.7e38
  const V y = hn::Exp(D(), hn::Min(hn::Max(a, num(-104)), num(kLargest)));
  const V all = hn::IfThenElse(hn::Gt(a, num(kLargest)), num(HUGE_VALF), y);
  return hn::IfThenElse(hn::IsNaN(a), a, all);
}
HWY_INLINE V sigmoid_of(V a) { return hn::Div(num(1), hn::Add(num(1), exp_of(hn::Neg(a)))); }
// tanh(m) = 1 - 2 / (exp(2 m) + 1), and its series where that cancels.
HWY_INLINE V tanh_of(V a) {
  const V m = hn::Abs(a);
  const V y = hn::Sub(num(1), hn::Div(num(2), hn::Add(exp_of(hn::Add(m, m)), num(1))));
  const V s = hn::Mul(m, m);
  V series = hn::MulAdd(s, num(-17.0F / 315), num(2.0F / 15));
  series = hn::MulAdd(s, series, num(-1.0F / 3));
  series = hn::MulAdd(hn::Mul(s, m), series, m);
  return hn::CopySign(hn::IfThenElse(hn::Lt(m, num(0.25F)), series, y), a);
}
HWY_INLINE V sign_of(V a) {
  return hn::IfThenElse(hn::Eq(a, num(0)), num(0), hn::CopySign(num(1), a));
}
HWY_INLINE V log_of(V a) {
  const V m = hn::Add(hn::Abs(a), num(kEpsilon));
  const V y = hn::IfThenElse(hn::Eq(m, num(HUGE_VALF)), m, hn::Log(D(), m));
  return hn::IfThenElse(hn::IsNaN(a), a, hn::Mul(sign_of(a), y));
}
HWY_INLINE V root_of(V a) { return hn::Sqrt(hn::Add(hn::Abs(a), num(kEpsilon))); }

template <Primitive primitive>
HWY_INLINE V value(V a, V b) {
  using enum Primitive;
  if constexpr (primitive == add) return hn::Add(a, b);
  if constexpr (primitive == mul) return hn::Mul(a, b);
  if constexpr (primitive == div) return hn::Div(a, b);
  if constexpr (primitive == max) return hn::IfThenElse(hn::Lt(a, b), b, a);
  if constexpr (primitive == neg) return hn::Neg(a);
  if constexpr (primitive == sigmoid) return sigmoid_of(a);
  if constexpr (primitive == tanh) return tanh_of(a);
  if constexpr (primitive == exp) return exp_of(a);
  if constexpr (primitive == log) return log_of(a);
  if constexpr (primitive == abs) return hn::Abs(a);
  if constexpr (primitive == square) return hn::Mul(a, a);
  if constexpr (primitive == sqrt) return hn::Div(a, root_of(a));
}

template <Primitive primitive>
void forward(const Operands& in, float* y, std::size_t count) {
  const D d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const V a = hn::LoadU(d, in.a + i);
    V b = a;
    if constexpr (primitive <= Primitive::max) b = hn::LoadU(d, in.b + i);
    hn::StoreU(value<primitive>(a, b), d, y + i);
  }
}

/// The slope of y in a, for primitives of one argument.
template <Primitive primitive>
HWY_INLINE V derivative(V a, V y) {
  using enum Primitive;
  if constexpr (primitive == neg) return num(-1);
  if constexpr (primitive == sigmoid) return hn::Mul(y, hn::Sub(num(1), y));
  if constexpr (primitive == tanh) return hn::NegMulAdd(y, y, num(1));
  if constexpr (primitive == exp) return y;
  if constexpr (primitive == log) return hn::Div(num(1), hn::Add(hn::Abs(a), num(kEpsilon)));
  if constexpr (primitive == abs) return sign_of(a);
  if constexpr (primitive == square) return hn::Add(a, a);
  if constexpr (primitive == sqrt) {
    const V root = root_of(a);
    return hn::Div(hn::MulAdd(hn::Abs(a), num(0.5F), num(kEpsilon)),
                   hn::Mul(root, hn::Mul(root, root)));
  }
}

HWY_INLINE void accumulate(V value, float* to) {
  hn::StoreU(hn::Add(hn::LoadU(D(), to), value), D(), to);
}

template <Primitive primitive>
void backward(const Operands& in, float* slope_a, float* slope_b, std::size_t count) {
  const D d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const V a = hn::LoadU(d, in.a + i);
    const V slope = hn::LoadU(d, in.slope + i);
    if constexpr (primitive > Primitive::max) {
      const V y = hn::LoadU(d, in.y + i);
      accumulate(hn::Mul(slope, derivative<primitive>(a, y)), slope_a + i);
    } else {
      const V b = hn::LoadU(d, in.b + i);
      V left = slope;
      V right = slope;
      if constexpr (primitive == Primitive::mul) {
        left = hn::Mul(slope, b);
        right = hn::Mul(slope, a);
      } else if constexpr (primitive == Primitive::div) {
        left = hn::Div(slope, b);
        right = hn::Neg(hn::Mul(left, hn::LoadU(d, in.y + i)));
      } else if constexpr (primitive == Primitive::max) {
        const auto second = hn::Lt(a, b);
        left = hn::IfThenElse(second, num(0), slope);
        right = hn::IfThenElse(second, slope, num(0));
      }
      accumulate(left, slope_a + i);
      accumulate(right, slope_b + i);
    }
  }
}

void column_moments(const float* block, Block size, float* means, float* squares) {
  const D d;
  const V share = num(1 / static_cast<float>(size.rows));
  for (std::size_t j = 0; j < size.columns; j += hn::Lanes(d)) {
    V sum = num(0);
    for (std::size_t i = 0; i < size.rows; ++i)
      sum = hn::Add(sum, hn::LoadU(d, block + i * size.columns + j));
    const V mean = hn::Mul(sum, share);
    V square = num(0);
    for (std::size_t i = 0; i < size.rows; ++i) {
      const V difference = hn::Sub(hn::LoadU(d, block + i * size.columns + j), mean);
      square = hn::MulAdd(difference, difference, square);
    }
    hn::StoreU(mean, d, means + j);
    hn::StoreU(square, d, squares + j);
  }
}

void add_columns(const float* block, Block size, float* sums) {
  const D d;
  for (std::size_t j = 0; j < size.columns; j += hn::Lanes(d)) {
    V sum = num(0);
    for (std::size_t i = 0; i < size.rows; ++i)
      sum = hn::Add(sum, hn::LoadU(d, block + i * size.columns + j));
    accumulate(sum, sums + j);
  }
}

void add_line(const float* block, Block size, Line line, float* slopes) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t whole = size.columns / lanes * lanes;
  const auto mask = hn::FirstN(d, size.columns - whole);
  for (std::size_t i = 0; i < size.rows; ++i) {
    const float* const from = block + i * size.columns;
    float* const to = slopes + i * size.columns;
    const auto more = [&](std::size_t j) {
      return hn::MulAdd(hn::LoadU(d, line.factors + j), hn::LoadU(d, from + j),
                        hn::LoadU(d, line.terms + j));
    };
    for (std::size_t j = 0; j < whole; j += lanes) accumulate(more(j), to + j);
    if (whole < size.columns) {
      const V sum = hn::Add(hn::LoadU(d, to + whole), more(whole));
      hn::BlendedStore(sum, mask, d, to + whole);
    }
  }
}

// Moments have none.
constexpr std::size_t kElementwise = 12;
static_assert(static_cast<std::size_t>(Primitive::mean_bwh) == kElementwise);

template <std::size_t... i>
Forward forward_of(Primitive primitive, std::index_sequence<i...>) {
  static constexpr Forward kAll[] = {forward<static_cast<Primitive>(i)>...};
  return kAll[static_cast<std::size_t>(primitive)];
}
template <std::size_t... i>
Backward backward_of(Primitive primitive, std::index_sequence<i...>) {
  static constexpr Backward kAll[] = {backward<static_cast<Primitive>(i)>...};
  return kAll[static_cast<std::size_t>(primitive)];
}

Forward forward_kernel(Primitive primitive) {
  return forward_of(primitive, std::make_index_sequence<kElementwise>());
}
Backward backward_kernel(Primitive primitive) {
  return backward_of(primitive, std::make_index_sequence<kElementwise>());
}

}  // namespace cambrian::layer::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::layer {

HWY_EXPORT(forward_kernel);
HWY_EXPORT(backward_kernel);
HWY_EXPORT(column_moments);
HWY_EXPORT(add_columns);
HWY_EXPORT(add_line);

Forward forward_kernel(Primitive primitive) {
  return HWY_DYNAMIC_DISPATCH(forward_kernel)(primitive);
}
Backward backward_kernel(Primitive primitive) {
  return HWY_DYNAMIC_DISPATCH(backward_kernel)(primitive);
}
void column_moments(const float* block, Block size, float* means, float* squares) {
  HWY_DYNAMIC_DISPATCH(column_moments)(block, size, means, squares);
}
void add_columns(const float* block, Block size, float* sums) {
  HWY_DYNAMIC_DISPATCH(add_columns)(block, size, sums);
}
void add_line(const float* block, Block size, Line line, float* slopes) {
  HWY_DYNAMIC_DISPATCH(add_line)(block, size, line, slopes);
}

void repeat_row(const float* row, Block size, float* block) {
  for (std::size_t i = 0; i < size.rows; ++i)
    std::memcpy(block + i * size.columns, row, size.columns * sizeof(float));
}

}  // namespace cambrian::layer
#endif
