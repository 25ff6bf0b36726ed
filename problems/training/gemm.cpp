#include "problems/training/gemm.hpp"

// What is compiled for each set takes long, so there are as few as are of use.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "problems/training/gemm.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace cambrian::training::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using F = hn::ScalableTag<float>;

constexpr std::size_t kRows = 4;
// So many that the sums fill half of the registers.
constexpr std::size_t kVectors = HWY_TARGET <= HWY_AVX3 ? 4 : 2;

/// A tile of C, `rows` x `vectors` lanes, stays in registers. The last vector may be cut off.
template <std::size_t rows, std::size_t vectors, bool cut>
HWY_INLINE void tile(Factor a, const float* b, float* c, Sizes sizes) {
  const F d;
  const std::size_t lanes = hn::Lanes(d);
  const auto mask = hn::FirstN(d, sizes.columns % lanes);
  const auto load = [&](const float* from) {
    if constexpr (cut)
      return hn::MaskedLoad(mask, d, from);
    else
      return hn::LoadU(d, from);
  };
  hn::Vec<F> sum[rows][vectors];
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t v = 0; v < vectors; ++v) sum[r][v] = load(c + r * sizes.columns + v * lanes);
  for (std::size_t p = 0; p < sizes.inner; ++p) {
    hn::Vec<F> row[vectors];
    for (std::size_t v = 0; v < vectors; ++v) row[v] = load(b + p * sizes.columns + v * lanes);
    const float* const column = a.data + p * a.inner_stride;
    for (std::size_t r = 0; r < rows; ++r) {
      const auto factor = hn::Set(d, column[r * a.row_stride]);
      for (std::size_t v = 0; v < vectors; ++v) sum[r][v] = hn::MulAdd(factor, row[v], sum[r][v]);
    }
  }
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t v = 0; v < vectors; ++v) {
      float* const to = c + r * sizes.columns + v * lanes;
      if constexpr (cut)
        hn::BlendedStore(sum[r][v], mask, d, to);
      else
        hn::StoreU(sum[r][v], d, to);
    }
  }
}

/// All columns of `rows` rows of C.
template <std::size_t rows>
void band(Factor a, const float* b, float* c, Sizes sizes) {
  const std::size_t lanes = hn::Lanes(F());
  std::size_t j = 0;
  for (; j + kVectors * lanes <= sizes.columns; j += kVectors * lanes)
    tile<rows, kVectors, false>(a, b + j, c + j, sizes);
  for (; j + lanes <= sizes.columns; j += lanes) tile<rows, 1, false>(a, b + j, c + j, sizes);
  if (j < sizes.columns) tile<rows, 1, true>(a, b + j, c + j, sizes);
}

void multiply_add(Factor a, const float* b, float* c, Sizes sizes) {
  std::size_t i = 0;
  const auto at = [&](std::size_t row) {
    return Factor{a.data + row * a.row_stride, a.row_stride, a.inner_stride};
  };
  for (; i + kRows <= sizes.rows; i += kRows) band<kRows>(at(i), b, c + i * sizes.columns, sizes);
  for (; i < sizes.rows; ++i) band<1>(at(i), b, c + i * sizes.columns, sizes);
}

}  // namespace cambrian::training::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::training {

HWY_EXPORT(multiply_add);

void multiply_add(Factor a, const float* b, float* c, Sizes sizes) {
  HWY_DYNAMIC_DISPATCH(multiply_add)(a, b, c, sizes);
}

void transpose(const float* in, float* out, std::size_t rows, std::size_t columns) {
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = in[i * columns + j];
}

}  // namespace cambrian::training
#endif
