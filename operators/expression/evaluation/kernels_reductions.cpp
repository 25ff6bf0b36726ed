#include "operators/expression/evaluation/kernel_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/expression/evaluation/kernels_reductions.cpp"
#include "hwy/foreach_target.h"
//
#include "operators/expression/evaluation/kernel_loops-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::expression::HWY_NAMESPACE {

/// Sums run in this many parts, whatever the vector length, and are added up in one order: so
/// rounding is the same on every instruction set.
template <class Real>
inline constexpr std::uint32_t kParts = 128 / sizeof(Real);

template <class Real>
class Sum {
 public:
  using D = Tag<Real>;
  static constexpr std::uint32_t kLanes = static_cast<std::uint32_t>(hn::MaxLanes(D()));
  static constexpr std::uint32_t kVectors = kParts<Real> / kLanes;

  HWY_INLINE Sum() {
    for (auto& part : parts_) part = hn::Zero(D());
  }
  HWY_INLINE void add(std::uint32_t k, Vec<D> v) { parts_[k] = hn::Add(parts_[k], v); }
  HWY_INLINE void add_product(std::uint32_t k, Vec<D> a, Vec<D> b) {
    parts_[k] = fma(D(), a, b, parts_[k]);
  }
  HWY_INLINE double total() const {
    alignas(64) Real stored[kParts<Real>];
    for (std::uint32_t k = 0; k < kVectors; ++k) hn::Store(parts_[k], D(), stored + k * kLanes);
    double sums[kParts<Real>];
    for (std::uint32_t i = 0; i < kParts<Real>; ++i) sums[i] = stored[i];
    for (std::uint32_t half = kParts<Real> / 2; half > 0; half /= 2) {
      for (std::uint32_t i = 0; i < half; ++i) sums[i] += sums[i + half];
    }
    return sums[0];
  }

 private:
  Vec<D> parts_[kVectors];
};

/// Calls body(k, i, used) for each vector of rows: i its first row, k the part of the sums it
/// belongs to; `used` selects the lanes that are rows.
template <class Real, class Body>
HWY_INLINE void for_vectors(std::uint32_t count, Body body) {
  const Tag<Real> d;
  using S = Sum<Real>;
  std::uint32_t i = 0;
  const auto all = hn::FirstN(d, S::kLanes);
  for (; i + kParts<Real> <= count; i += kParts<Real>) {
    for (std::uint32_t k = 0; k < S::kVectors; ++k) body(k, i + k * S::kLanes, all, false);
  }
  for (std::uint32_t k = 0; i < count; ++k, i += S::kLanes) {
    body(k, i, hn::FirstN(d, std::min<std::uint32_t>(S::kLanes, count - i)), true);
  }
}

struct SquareLoss {
  template <class D>
  static HWY_INLINE Vec<D> apply(D, Vec<D> p, Vec<D> t, Vec<D>) {
    const auto r = hn::Sub(p, t);
    return hn::Mul(r, r);
  }
};
struct AbsoluteLoss {
  template <class D>
  static HWY_INLINE Vec<D> apply(D, Vec<D> p, Vec<D> t, Vec<D>) {
    return hn::Abs(hn::Sub(p, t));
  }
};
struct HuberLoss {
  template <class D>
  static HWY_INLINE Vec<D> apply(D d, Vec<D> p, Vec<D> t, Vec<D> delta) {
    const auto r = hn::Abs(hn::Sub(p, t));
    const auto inner = hn::IfThenElse(hn::Lt(delta, r), delta, r);
    return hn::Mul(inner, fnma(d, num(d, 0.5), inner, r));
  }
};
struct QuantileLoss {
  template <class D>
  static HWY_INLINE Vec<D> apply(D d, Vec<D> p, Vec<D> t, Vec<D> tau) {
    const auto u = hn::Sub(t, p);
    const auto factor = hn::IfThenElse(hn::Lt(u, hn::Zero(d)), hn::Sub(tau, num(d, 1)), tau);
    return hn::Mul(factor, u);
  }
};

template <class LossOf, bool weighted, class Real>
LossSums sum_losses(const Judged<Real>& in, double parameter) {
  const Tag<Real> d;
  const Real* prediction = in.prediction.at(in.row);
  const std::uint32_t lane_mask = in.prediction.lane_mask();
  const Real* target = in.target + in.row;
  const Real* weight = weighted ? in.weight + in.row : nullptr;
  const auto p = num(d, parameter);
  Sum<Real> loss;
  Sum<Real> weights;
  for_vectors<Real>(in.count, [&](std::uint32_t k, std::uint32_t i, auto used, bool tail) HWY_ATTR {
    auto l =
        LossOf::apply(d, hn::LoadU(d, prediction + (i & lane_mask)), hn::LoadU(d, target + i), p);
    if (tail) l = hn::IfThenElseZero(used, l);
    if constexpr (weighted) {
      auto w = hn::LoadU(d, weight + i);
      if (tail) w = hn::IfThenElseZero(used, w);
      loss.add_product(k, l, w);
      weights.add(k, w);
    } else {
      loss.add(k, l);
    }
  });
  return {loss.total(), weighted ? weights.total() : static_cast<double>(in.count)};
}

template <class LossOf, class Real>
LossSums sum_losses_of(const Judged<Real>& in, double parameter) {
  return in.weight == nullptr ? sum_losses<LossOf, false>(in, parameter)
                              : sum_losses<LossOf, true>(in, parameter);
}

/// Weighted sum of judge(predictions, first row).
template <class Real, class Judge>
HWY_INLINE LossSums sum_rows(const Judged<Real>& in, Judge judge) {
  const Tag<Real> d;
  const Real* prediction = in.prediction.at(in.row);
  Sum<Real> loss;
  Sum<Real> weights;
  for_vectors<Real>(in.count, [&](std::uint32_t k, std::uint32_t i, auto used, bool) HWY_ATTR {
    const auto f = hn::LoadU(d, prediction + (i & in.prediction.lane_mask()));
    auto w = in.weight == nullptr ? num(d, 1) : hn::LoadU(d, in.weight + in.row + i);
    w = hn::IfThenElseZero(used, w);
    loss.add_product(k, hn::IfThenElseZero(used, judge(f, i)), w);
    weights.add(k, w);
  });
  return {loss.total(), weights.total()};
}

template <class Real>
LossSums sum_values(const Judged<Real>& in) {
  return sum_rows(in, [](auto f, std::uint32_t) HWY_ATTR { return f; });
}

template <class Real>
LossSums scaled_mse(const Judged<Real>& in, double offset, double slope) {
  const Tag<Real> d;
  const Real* target = in.target + in.row;
  const auto a = num(d, offset);
  const auto b = num(d, slope);
  return sum_rows(in, [&](auto f, std::uint32_t i) HWY_ATTR {
    const auto r = fma(d, b, f, hn::Sub(a, hn::LoadU(d, target + i)));
    return hn::Mul(r, r);
  });
}

template <bool weighted, class Real>
LinearSums sum_linear(const Judged<Real>& in, double f0, double t0) {
  const Tag<Real> d;
  const Real* prediction = in.prediction.at(in.row);
  const std::uint32_t lane_mask = in.prediction.lane_mask();
  const Real* target = in.target + in.row;
  const Real* weight = weighted ? in.weight + in.row : nullptr;
  const auto f_shift = num(d, f0);
  const auto t_shift = num(d, t0);
  Sum<Real> w_sum, f_sum, t_sum, ff, ft, tt;
  for_vectors<Real>(in.count, [&](std::uint32_t k, std::uint32_t i, auto used, bool tail) HWY_ATTR {
    auto f = hn::Sub(hn::LoadU(d, prediction + (i & lane_mask)), f_shift);
    auto t = hn::Sub(hn::LoadU(d, target + i), t_shift);
    if (tail) {
      f = hn::IfThenElseZero(used, f);
      t = hn::IfThenElseZero(used, t);
    }
    auto wf = f;
    auto wt = t;
    if constexpr (weighted) {
      auto w = hn::LoadU(d, weight + i);
      if (tail) w = hn::IfThenElseZero(used, w);
      wf = hn::Mul(w, f);
      wt = hn::Mul(w, t);
      w_sum.add(k, w);
    }
    f_sum.add(k, wf);
    t_sum.add(k, wt);
    ff.add_product(k, wf, f);
    ft.add_product(k, wf, t);
    tt.add_product(k, wt, t);
  });
  return {weighted ? w_sum.total() : static_cast<double>(in.count),
          f_sum.total(),
          t_sum.total(),
          ff.total(),
          ft.total(),
          tt.total()};
}

template <class Real>
LinearSums linear_sums(const Judged<Real>& in, double f0, double t0) {
  return in.weight == nullptr ? sum_linear<false>(in, f0, t0) : sum_linear<true>(in, f0, t0);
}

template <class Real>
bool all_finite(const Operand<Real>& values, std::uint32_t row, std::uint32_t count) {
  const Tag<Real> d;
  const Real* data = values.at(row);
  // 0 x is 0 for finite x and NaN otherwise.
  Sum<Real> zeros;
  for_vectors<Real>(count, [&](std::uint32_t k, std::uint32_t i, auto used, bool) HWY_ATTR {
    const auto v = hn::LoadU(d, data + (i & values.lane_mask()));
    zeros.add(k, hn::Mul(hn::IfThenElseZero(used, v), hn::Zero(d)));
  });
  return zeros.total() == 0;
}

template <class Real>
double dot(const Operand<Real>& first, const Operand<Real>& second, std::uint32_t row,
           std::uint32_t count) {
  const Tag<Real> d;
  const Real* a = first.at(row);
  const Real* b = second.at(row);
  Sum<Real> sum;
  for_vectors<Real>(count, [&](std::uint32_t k, std::uint32_t i, auto used, bool tail) HWY_ATTR {
    auto x = hn::LoadU(d, a + (i & first.lane_mask()));
    auto y = hn::LoadU(d, b + (i & second.lane_mask()));
    if (tail) {
      x = hn::IfThenElseZero(used, x);
      y = hn::IfThenElseZero(used, y);
    }
    sum.add_product(k, x, y);
  });
  return sum.total();
}

template <class Real>
void add_reduction_kernels(KernelTable<Real>& table) {
  table.loss = {&sum_losses_of<SquareLoss, Real>, &sum_losses_of<AbsoluteLoss, Real>,
                &sum_losses_of<HuberLoss, Real>, &sum_losses_of<QuantileLoss, Real>};
  table.sum = &sum_values<Real>;
  table.scaled_mse = &scaled_mse<Real>;
  table.linear = &linear_sums<Real>;
  table.all_finite = &all_finite<Real>;
  table.dot = &dot<Real>;
}

}  // namespace cambrian::expression::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::expression {
CAMBRIAN_DISPATCH_KERNELS(add_reduction_kernels);
}  // namespace cambrian::expression
#endif
