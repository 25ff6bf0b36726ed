#include "operators/program/fit/double_double_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/assert.hpp"

// The instruction sets the fitter is compiled for. The baseline is what the compiler may assume.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4)

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/program/fit/double_double_fit.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "operators/program/fit/double_double_curve-inl.hpp"

#ifndef CAMBRIAN_DOUBLE_DOUBLE_FIT_ONCE
#define CAMBRIAN_DOUBLE_DOUBLE_FIT_ONCE
namespace cambrian::program {

// A column whose square is less than this part of what it was depends on those before it.
inline constexpr double kDependent = 1e-58;
// The part of the residual that a step could still remove, when it is not worth taking.
inline constexpr double kOffset = 1e-6;
// Steps after which a promising error must be in sight, as it must be before the first.
inline constexpr int kTrialSteps = 6;
// Relative to the constants: steps so short are also taken for smaller squares, since what would
// follow them may be rounding.
inline constexpr double kShort = 1e-3;
inline constexpr double kLeastDamping = 1e-4;
// Steps at all points after those at every other one, if these came to a promising error.
inline constexpr int kLastSteps = 3;

}  // namespace cambrian::program
#endif

HWY_BEFORE_NAMESPACE();
namespace cambrian::program::HWY_NAMESPACE {

using One = hn::CappedTag<double, 1>;
using Scalar = Pair<hn::Vec<One>>;

// Gauss-Newton from one start.
class Descent : public Curve {
 public:
  Descent(const Tape& tape, const PaddedPoints& points, double* memory)
      : Curve(tape, points, memory + extra_doubles(tape, points.size())), count_(tape.parameters) {
    const auto take = [&](std::size_t doubles) {
      double* const place = memory;
      memory += doubles;
      return place;
    };
    residual_ = {take(stride_), take(stride_)};
    work_ = {take(stride_), take(stride_)};
    factor_ = {take(count_ * count_), take(count_ * count_)};
    along_ = {take(count_), take(count_)};
    step_ = {take(count_), take(count_)};
    rest_ = {take(count_), take(count_)};
    constants_ = {take(count_), take(count_)};
    trial_ = {take(count_), take(count_)};
  }

  static std::size_t all_doubles(const Tape& tape, std::size_t points) {
    return extra_doubles(tape, points) + doubles(tape, points);
  }

  HWY_ATTR void set(const DoubleDouble* constants) {
    for (std::size_t p = 0; p < count_; ++p) {
      constants_.hi[p] = constants[p].hi;
      constants_.lo[p] = constants[p].lo;
    }
  }
  HWY_ATTR void get(DoubleDouble* constants) const {
    for (std::size_t p = 0; p < count_; ++p) constants[p] = {constants_.hi[p], constants_.lo[p]};
  }

  HWY_ATTR void run(int steps, double promising) {
    if (count_ == 0) return;
    forward(constants_);
    residuals(residual_);
    double least = square(residual_);
    double offset = new_step();
    double length = length_of(step_);
    double damping = 1;
    for (int step = 0; step < steps; ++step) {
      if ((step == 0 || step == kTrialSteps) && !(left_ < promising)) return;
      if (!(offset > kOffset) || !(length > 0) || !(damping > kLeastDamping)) return;
      for (std::size_t p = 0; p < count_; ++p) {
        const Scalar change = mul(number(step_, p), hn::Set(one_, -damping));
        put_number(add(number(constants_, p), change), trial_, p);
      }
      forward(trial_);
      residuals(residual_);
      const double squares = square(residual_);
      const double allowed = 1 - damping / 4;
      if (!(length < kShort && squares < least * allowed * allowed)) {
        // The correction that would follow, seen from the same place.
        project();
        substitute(rest_);
        if (!(length_of(rest_) < length * allowed)) {
          damping /= 3;
          continue;
        }
      }
      least = squares;
      std::swap(constants_, trial_);
      offset = new_step();
      length = length_of(step_);
      damping = std::min(1.0, damping * 3);
    }
  }

  // The residuals of the constants, and the largest of them.
  HWY_ATTR double errors() {
    forward(constants_);
    residuals(residual_);
    double worst = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const double r = std::fabs(residual_.hi[i]);
      if (!(r < std::numeric_limits<double>::infinity())) {
        return std::numeric_limits<double>::infinity();
      }
      worst = std::max(worst, r);
    }
    return worst;
  }
  DoubleDouble residual(std::size_t i) const { return {residual_.hi[i], residual_.lo[i]}; }

 private:
  static std::size_t extra_doubles(const Tape& tape, std::size_t points) {
    const std::size_t p = tape.parameters;
    const std::size_t all = 4 * points + 2 * (p * p + 5 * p);
    return (all + kPointLanes - 1) / kPointLanes * kPointLanes;
  }
  HWY_ATTR Scalar number(Column c, std::size_t i) const {
    return {hn::Set(one_, c.hi[i]), hn::Set(one_, c.lo[i])};
  }
  HWY_ATTR void put_number(Scalar v, Column c, std::size_t i) const {
    c.hi[i] = hn::GetLane(v.hi);
    c.lo[i] = hn::GetLane(v.lo);
  }
  HWY_ATTR Vector all_lanes(Scalar v) const {
    return {hn::Set(d_, hn::GetLane(v.hi)), hn::Set(d_, hn::GetLane(v.lo))};
  }

  HWY_ATTR Scalar dot(Column a, Column b) const {
    Vector sum{hn::Zero(d_), hn::Zero(d_)};
    for (std::size_t i = 0; i < size_; i += kN) sum = mul_add(at(a, i), at(b, i), sum);
    HWY_ALIGN double hi[kN], lo[kN];
    hn::Store(sum.hi, d_, hi);
    hn::Store(sum.lo, d_, lo);
    Scalar total{hn::Set(one_, hi[0]), hn::Set(one_, lo[0])};
    for (std::size_t k = 1; k < kN; ++k) {
      total = add(total, Scalar{hn::Set(one_, hi[k]), hn::Set(one_, lo[k])});
    }
    return total;
  }
  // By first halves only.
  HWY_ATTR double square(Column a) const {
    auto sum = hn::Zero(d_);
    for (std::size_t i = 0; i < size_; i += kN) {
      const auto v = hn::Load(d_, a.hi + i);
      sum = hn::MulAdd(v, v, sum);
    }
    return hn::GetLane(hn::SumOfLanes(d_, sum));
  }
  // Takes the part along the unit out of the column, and gives its length.
  HWY_ATTR Scalar take_out(Column unit, Column from) const {
    const Scalar along = dot(unit, from);
    const Vector less = all_lanes(negative(along));
    each(from, [&](std::size_t i) HWY_ATTR {
      const Vector left = mul_add(less, at(unit, i), at(from, i));
      return quick_two_sum(left.hi, left.lo);
    });
    return along;
  }

  // At what forward() computed: the slopes of the constants become an orthonormal basis, by
  // modified Gram-Schmidt, and factor_ the triangle that makes them from it, its diagonal inverted.
  // A column that depends on those before it gets zero there. Then step_ is the whole step. Gives
  // the part that it takes out of the residual, relative to what is left.
  HWY_ATTR double new_step() {
    backward();
    for (std::size_t p = 0; p < count_; ++p) rest_.hi[p] = square(slope(p));
    copy(residual_, work_);
    double taken = 0;
    for (std::size_t p = 0; p < count_; ++p) {
      const Column unit = slope(p);
      const Scalar after = dot(unit, unit);
      Scalar scale{hn::Zero(one_), hn::Zero(one_)};
      if (hn::GetLane(after.hi) > rest_.hi[p] * kDependent) scale = inverse(square_root(after));
      put_number(scale, factor_, p * count_ + p);
      const Vector factor = all_lanes(scale);
      each(unit, [&](std::size_t i) HWY_ATTR { return mul(at(unit, i), factor); });
      for (std::size_t q = p + 1; q < count_; ++q) {
        put_number(take_out(unit, slope(q)), factor_, p * count_ + q);
      }
      put_number(take_out(unit, work_), along_, p);
      taken += along_.hi[p] * along_.hi[p];
    }
    substitute(step_);
    const double left = square(work_);
    left_ = std::sqrt(left / static_cast<double>(size_));
    return std::sqrt(taken / left);
  }
  HWY_ATTR void copy(Column from, Column to) const {
    each(to, [&](std::size_t i) HWY_ATTR { return at(from, i); });
  }

  // along_ = the residual in the basis.
  HWY_ATTR void project() {
    copy(residual_, work_);
    for (std::size_t p = 0; p < count_; ++p) put_number(take_out(slope(p), work_), along_, p);
  }

  // to = factor_^-1 along_.
  HWY_ATTR void substitute(Column to) const {
    for (std::size_t p = count_; p-- > 0;) {
      Scalar sum = number(along_, p);
      for (std::size_t q = p + 1; q < count_; ++q) {
        sum = sub(sum, mul(number(factor_, p * count_ + q), number(to, q)));
      }
      put_number(mul(sum, number(factor_, p * count_ + p)), to, p);
    }
  }

  // Relative to the constants.
  HWY_ATTR double length_of(Column step) const {
    double sum = 0;
    for (std::size_t p = 0; p < count_; ++p) {
      const double part = step.hi[p] / std::max(std::fabs(constants_.hi[p]), 1e-6);
      sum += part * part;
    }
    return std::sqrt(sum);
  }

  One one_;
  double left_ = 0;  // root mean square of what the whole step should leave
  std::size_t count_;
  Column residual_, work_, factor_, along_, step_, rest_, constants_, trial_;
};

HWY_ATTR double fit_constants(const Tape& tape, const PaddedPoints& points, double* memory,
                              DoubleDouble* constants, DoubleDoubleFitOptions options) {
  Descent descent(tape, points, memory);
  descent.set(constants);
  const std::size_t half = (points.size() / 2 + kPointLanes - 1) / kPointLanes * kPointLanes;
  const bool coarse = options.coarse && half >= 2 * tape.parameters;
  if (coarse) {
    descent.look_at(half);
    descent.run(options.steps, options.promising);
    descent.look_at(points.size());
  }
  double worst = coarse ? descent.errors() : options.promising;
  if (!coarse || worst < options.promising) {
    descent.run(coarse ? kLastSteps : options.steps, options.promising);
    worst = descent.errors();
  }
  descent.get(constants);
  return worst;
}

HWY_ATTR void fill_residuals(const Tape& tape, const PaddedPoints& points, double* memory,
                             const DoubleDouble* constants, DoubleDouble* to) {
  Descent descent(tape, points, memory);
  descent.set(constants);
  descent.errors();
  for (std::size_t i = 0; i < points.size(); ++i) to[i] = descent.residual(i);
}

HWY_ATTR std::size_t doubles_for(const Tape& tape, std::size_t points) {
  return Descent::all_doubles(tape, points);
}

}  // namespace cambrian::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::program {
namespace {

HWY_EXPORT(fit_constants);
HWY_EXPORT(fill_residuals);
HWY_EXPORT(doubles_for);

}  // namespace

DoubleDoubleFit::DoubleDoubleFit(DoubleDoublePoints points) : size_(points.size()) {
  CAMBRIAN_ASSERT(size_ > 0 && points.y.size() == size_ && points.weight.size() == size_);
  const auto add = [&](std::size_t i, double weight) {
    points_.x.push_back(points.x[i]);
    points_.high.push_back(points.y[i].hi);
    points_.low.push_back(points.y[i].lo);
    points_.weight.push_back(weight);
  };
  for (const std::size_t begin : {0, 1}) {
    for (std::size_t i = begin; i < size_; i += 2) add(i, points.weight[i]);
  }
  while (points_.size() % kPointLanes != 0) add(0, 0);
}

double* DoubleDoubleFit::reserve(const Program& program) {
  tape_.compile(program);
  constexpr std::size_t kAlign = 8;  // doubles in 64 bytes
  const std::size_t doubles = HWY_DYNAMIC_DISPATCH(doubles_for)(tape_, points_.size());
  if (memory_.size() < doubles + kAlign) memory_.resize(doubles + kAlign);
  const auto address = reinterpret_cast<std::uintptr_t>(memory_.data());
  return memory_.data() + (64 - address % 64) % 64 / sizeof(double);
}

double DoubleDoubleFit::fit(const Program& program, std::span<DoubleDouble> constants,
                            const DoubleDoubleFitOptions& options) {
  CAMBRIAN_ASSERT(constants.size() == program.constants.size());
  double* const memory = reserve(program);
  return HWY_DYNAMIC_DISPATCH(fit_constants)(tape_, points_, memory, constants.data(), options);
}

std::vector<DoubleDouble> DoubleDoubleFit::residuals(const Program& program,
                                                     std::span<const DoubleDouble> constants) {
  CAMBRIAN_ASSERT(constants.size() == program.constants.size());
  double* const memory = reserve(program);
  std::vector<DoubleDouble> padded(points_.size()), result(size_);
  HWY_DYNAMIC_DISPATCH(fill_residuals)(tape_, points_, memory, constants.data(), padded.data());
  const std::size_t half = (size_ + 1) / 2;
  for (std::size_t i = 0; i < size_; ++i) result[i] = padded[i % 2 == 0 ? i / 2 : half + i / 2];
  return result;
}

}  // namespace cambrian::program
#endif
