#include "operators/expression/library/correlate_lanes.hpp"

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/expression/library/correlate_lanes.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using F = hn::CappedTag<float, 16>;
using Vector = hn::Vec<F>;
constexpr F kFloats;
constexpr std::size_t kMostDirections = 15;

// The number of directions is known to the compiler, so that all sums stay in registers.
template <std::size_t kDirections>
void correlate(const WeightedTarget& target, const float* values, float* residual) {
  const std::size_t count = target.count;
  const float* const w = target.rows;
  const float* const wr = w + count;
  const float* const wq = wr + count;
  const Vector one = hn::Set(kFloats, 1.0f);
  for (std::size_t i = 0; i < kSampleLanes; i += hn::Lanes(kFloats)) {
    Vector squares = hn::Zero(kFloats), along = hn::Zero(kFloats);
    Vector free[kDirections];
    for (std::size_t k = 0; k < kDirections; ++k) free[k] = hn::Zero(kFloats);
    for (std::size_t r = 0; r < count; ++r) {
      const Vector u = hn::LoadU(kFloats, values + r * kSampleLanes + i);
      squares = hn::MulAdd(hn::Mul(hn::Set(kFloats, w[r]), u), u, squares);
      along = hn::MulAdd(hn::Set(kFloats, wr[r]), u, along);
      for (std::size_t k = 0; k < kDirections; ++k) {
        free[k] = hn::MulAdd(hn::Set(kFloats, wq[k * count + r]), u, free[k]);
      }
    }
    Vector left = squares;
    for (std::size_t k = 0; k < kDirections; ++k) left = hn::NegMulAdd(free[k], free[k], left);
    // What cancellation leaves of single precision means nothing. NaN compares false.
    const auto valid = hn::Gt(left, hn::Mul(squares, hn::Set(kFloats, 1e-4f)));
    const Vector share =
        hn::Div(hn::Mul(along, along), hn::Mul(left, hn::Set(kFloats, target.size)));
    hn::StoreU(hn::IfThenElse(valid, hn::Sub(one, share), one), kFloats, residual + i);
  }
}

template <std::size_t kDirections>
void dispatch(const WeightedTarget& target, const float* values, float* residual) {
  if (target.directions == kDirections) {
    correlate<kDirections>(target, values, residual);
  } else if constexpr (kDirections > 1) {
    dispatch<kDirections - 1>(target, values, residual);
  }
}

void Correlate(const WeightedTarget& target, const float* values, float* residual) {
  dispatch<kMostDirections>(target, values, residual);
}

}  // namespace HWY_NAMESPACE
}  // namespace cambrian::expression
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::expression {
HWY_EXPORT(Correlate);
void correlate_lanes(const WeightedTarget& target, const float* values, float* residual) {
  HWY_DYNAMIC_DISPATCH(Correlate)(target, values, residual);
}
}  // namespace cambrian::expression
#endif  // HWY_ONCE
