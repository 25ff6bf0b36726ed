#include "operators/program/fit/lane_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "engine/core/assert.hpp"

// The instruction sets the fitter is compiled for. The baseline is what the compiler may assume.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4)

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/program/fit/lane_fit.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"

#ifndef CAMBRIAN_LANE_FIT_ONCE
#define CAMBRIAN_LANE_FIT_ONCE
namespace cambrian::program {

// Points that pass through an instruction together.
inline constexpr std::size_t kBlock = 4;
inline constexpr std::size_t kWidest = 8;  // lanes of a vector of doubles at most

// An instruction with places in the buffer of values in the place of operands: first the
// constants, then the input, then the values.
struct TapeStep {
  Op op;
  std::uint16_t a, b, c, to;
  bool needs_a, needs_b, needs_c;  // whether a constant is below, so that a derivative is wanted
};

struct Tape {
  std::vector<TapeStep> steps;
  std::size_t parameters = 0;
  std::size_t slots = 0;
  std::size_t result = 0;
};

struct LaneFit::Scratch {
  Tape tape;
  std::vector<double> memory;

  double* reserve(std::size_t doubles) {
    constexpr std::size_t kAlign = 8;  // doubles in 64 bytes
    if (memory.size() < doubles + kAlign) memory.resize(doubles + kAlign);
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    return memory.data() + (64 - address % 64) % 64 / sizeof(double);
  }
};

}  // namespace cambrian::program
#endif

HWY_BEFORE_NAMESPACE();
namespace cambrian::program::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, kWidest>;
using V = hn::Vec<D>;
using M = hn::Mask<D>;
constexpr std::size_t kN = hn::MaxLanes(D());

// One group of starts: as many as a vector has lanes.
class Group {
 public:
  Group(const Tape& tape, const FitPoints& points, double* memory)
      : tape_(tape), points_(points), count_(tape.parameters), size_(points.size()) {
    const auto take = [&](std::size_t vectors) {
      double* const place = memory;
      memory += vectors * kN;
      return place;
    };
    values_ = take(tape.slots * kBlock);
    slopes_ = take(tape.slots * kBlock);
    inverses_ = take(tape.slots * kBlock);
    constants_ = take(count_);
    trial_ = take(count_);
    step_ = take(count_);
    rest_ = take(count_);
    scale_ = take(count_);
    gradient_ = take(count_);
    normal_ = take(count_ * count_);
    new_gradient_ = take(count_);
    new_normal_ = take(count_ * count_);
    factor_ = take(count_ * count_);
    residuals_ = take(size_);
    work_ = take(size_);
    jacobian_ = take(size_ * count_);
    basis_ = take(size_ * count_);
  }

  static std::size_t doubles(const Tape& tape, std::size_t points) {
    const std::size_t p = tape.parameters;
    return (3 * tape.slots * kBlock + 7 * p + 3 * p * p + 2 * points + 2 * points * p) * kWidest;
  }

  double* constants() { return constants_; }

  // From the first `of` points.
  HWY_ATTR void damped(int steps, std::size_t of) {
    coarse_ = of;
    const V infinite = hn::Set(d_, std::numeric_limits<double>::infinity());
    V cost = normal_equations(constants_, normal_, gradient_);
    V damping = hn::Set(d_, 1e-2);
    for (int step = 0; step < steps && count_ > 0; ++step) {
      solve_damped(damping);
      for (std::size_t p = 0; p < count_; ++p) {
        hn::Store(hn::Sub(at(constants_, p), at(step_, p)), d_, trial_ + p * kN);
      }
      const V next = normal_equations(trial_, new_normal_, new_gradient_);
      const M better = hn::Lt(next, cost);
      const M gained = hn::Lt(next, hn::Mul(cost, hn::Set(d_, 1 - 1e-5)));
      cost = hn::IfThenElse(better, next, cost);
      keep(better, trial_, constants_, count_);
      keep(better, new_gradient_, gradient_, count_);
      keep(better, new_normal_, normal_, count_ * count_);
      damping = hn::IfThenElse(better, hn::Mul(damping, hn::Set(d_, 0.15)),
                               hn::Mul(damping, hn::Set(d_, 6.0)));
      damping = hn::Max(damping, hn::Set(d_, 1e-14));
      const M hopeless = hn::Or(hn::Gt(damping, hn::Set(d_, 1e6)), hn::Not(hn::Lt(cost, infinite)));
      if (hn::AllTrue(d_, hn::Or(hopeless, hn::And(better, hn::Not(gained))))) break;
    }
  }

  // Gauss-Newton. A step is taken when the correction that would follow it, seen from the same
  // place, is shorter than it: this lets the residual rise on the way through a bent valley.
  HWY_ATTR void newton(int steps) {
    if (count_ == 0) return;
    residuals_and_jacobian(constants_);
    orthogonalise(hn::Eq(hn::Zero(d_), hn::Zero(d_)));
    direction(step_);
    V length = norm(step_);
    V damping = hn::Set(d_, 1.0);
    for (int step = 0; step < steps; ++step) {
      for (std::size_t p = 0; p < count_; ++p) {
        hn::Store(hn::NegMulAdd(damping, at(step_, p), at(constants_, p)), d_, trial_ + p * kN);
      }
      residuals_and_jacobian(trial_);
      direction(rest_);
      const V left = norm(rest_);
      const V allowed =
          hn::Mul(length, hn::NegMulAdd(damping, hn::Set(d_, 0.25), hn::Set(d_, 1.0)));
      const M taken = hn::Lt(left, allowed);
      keep(taken, trial_, constants_, count_);
      if (hn::AllFalse(d_, taken)) {
        damping = hn::Mul(damping, hn::Set(d_, 0.4));
      } else {
        orthogonalise(taken);
        new_direction(taken);
        length = hn::IfThenElse(taken, norm(step_), length);
        damping =
            hn::IfThenElse(taken, hn::Min(hn::Set(d_, 1.0), hn::Mul(damping, hn::Set(d_, 2.5))),
                           hn::Mul(damping, hn::Set(d_, 0.4)));
      }
      const M done = hn::Or(hn::Not(hn::Ge(damping, hn::Set(d_, 1e-5))),
                            hn::Not(hn::Ge(length, hn::Set(d_, 1e-11))));
      if (hn::AllTrue(d_, done)) break;
    }
  }

  // The largest residual of each start.
  HWY_ATTR void errors(double* out) {
    V worst = hn::Zero(d_);
    const V infinite = hn::Set(d_, std::numeric_limits<double>::infinity());
    set_constants(constants_);
    for (std::size_t point = 0; point < size_; point += kBlock) {
      forward(point);
      for (std::size_t k = 0; k < kBlock; ++k) {
        const V r = hn::Abs(residual(point, k));
        worst = hn::IfThenElse(hn::Lt(r, infinite), hn::Max(worst, r), infinite);
      }
    }
    hn::StoreU(worst, d_, out);
  }

 private:
  HWY_ATTR V at(const double* array, std::size_t i) const { return hn::Load(d_, array + i * kN); }
  HWY_ATTR void keep(M mask, const double* from, double* to, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      hn::Store(hn::IfThenElse(mask, at(from, i), at(to, i)), d_, to + i * kN);
    }
  }
  HWY_ATTR double* value(std::size_t slot) { return values_ + slot * kBlock * kN; }
  HWY_ATTR double* slope(std::size_t slot) { return slopes_ + slot * kBlock * kN; }

  HWY_ATTR void set_constants(const double* constants) {
    for (std::size_t p = 0; p < count_; ++p) {
      const V c = at(constants, p);
      for (std::size_t k = 0; k < kBlock; ++k) hn::Store(c, d_, value(p) + k * kN);
    }
  }

  HWY_ATTR void forward(std::size_t point) {
    double* const input = value(count_);
    for (std::size_t k = 0; k < kBlock; ++k) {
      hn::Store(hn::Set(d_, points_.x[point + k]), d_, input + k * kN);
    }
    for (const TapeStep& s : tape_.steps) {
      const double* HWY_RESTRICT a = value(s.a);
      const double* HWY_RESTRICT b = value(s.b);
      const double* HWY_RESTRICT c = value(s.c);
      double* HWY_RESTRICT to = value(s.to);
      switch (s.op) {
        case Op::add:
          for (std::size_t k = 0; k < kBlock; ++k)
            hn::Store(hn::Add(at(a, k), at(b, k)), d_, to + k * kN);
          break;
        case Op::sub:
          for (std::size_t k = 0; k < kBlock; ++k)
            hn::Store(hn::Sub(at(a, k), at(b, k)), d_, to + k * kN);
          break;
        case Op::mul:
          for (std::size_t k = 0; k < kBlock; ++k)
            hn::Store(hn::Mul(at(a, k), at(b, k)), d_, to + k * kN);
          break;
        case Op::div:
          for (std::size_t k = 0; k < kBlock; ++k) {
            const V inverse = hn::Div(hn::Set(d_, 1.0), at(b, k));
            hn::Store(inverse, d_, inverses_ + (s.to * kBlock + k) * kN);
            hn::Store(hn::Mul(at(a, k), inverse), d_, to + k * kN);
          }
          break;
        case Op::sqrt:
          for (std::size_t k = 0; k < kBlock; ++k) hn::Store(hn::Sqrt(at(a, k)), d_, to + k * kN);
          break;
        case Op::fma:
          for (std::size_t k = 0; k < kBlock; ++k)
            hn::Store(hn::MulAdd(at(a, k), at(b, k), at(c, k)), d_, to + k * kN);
          break;
        default:
          break;
      }
    }
  }

  HWY_ATTR V residual(std::size_t point, std::size_t k) {
    const V error = hn::Sub(at(value(tape_.result), k), hn::Set(d_, points_.y[point + k]));
    return hn::Mul(error, hn::Set(d_, points_.weight[point + k]));
  }

  template <class Amount>
  HWY_ATTR void add_slopes(std::size_t slot, Amount amount) {
    double* const place = slope(slot);
    for (std::size_t k = 0; k < kBlock; ++k) {
      hn::Store(hn::Add(at(place, k), amount(k)), d_, place + k * kN);
    }
  }

  // Derivatives of the weighted value with respect to every slot.
  HWY_ATTR void backward(std::size_t point) {
    std::fill_n(slopes_, tape_.slots * kBlock * kN, 0.0);
    for (std::size_t k = 0; k < kBlock; ++k) {
      hn::Store(hn::Set(d_, points_.weight[point + k]), d_, slope(tape_.result) + k * kN);
    }
    for (std::size_t i = tape_.steps.size(); i-- > 0;) {
      const TapeStep& s = tape_.steps[i];
      const double* const g = slope(s.to);
      const auto times = [&](std::size_t slot) HWY_ATTR {
        return [this, g, other = value(slot)](std::size_t k)
                   HWY_ATTR { return hn::Mul(at(g, k), at(other, k)); };
      };
      const auto same = [&](std::size_t k) HWY_ATTR { return at(g, k); };
      switch (s.op) {
        case Op::add:
          if (s.needs_a) add_slopes(s.a, same);
          if (s.needs_b) add_slopes(s.b, same);
          break;
        case Op::sub:
          if (s.needs_a) add_slopes(s.a, same);
          if (s.needs_b) add_slopes(s.b, [&](std::size_t k) HWY_ATTR { return hn::Neg(at(g, k)); });
          break;
        case Op::mul:
          if (s.needs_a) add_slopes(s.a, times(s.b));
          if (s.needs_b) add_slopes(s.b, times(s.a));
          break;
        case Op::div: {
          const double* const inverse = inverses_ + s.to * kBlock * kN;
          const double* const out = value(s.to);
          if (s.needs_a) {
            add_slopes(s.a,
                       [&](std::size_t k) HWY_ATTR { return hn::Mul(at(g, k), at(inverse, k)); });
          }
          if (s.needs_b) {
            add_slopes(s.b, [&](std::size_t k) HWY_ATTR {
              return hn::Neg(hn::Mul(hn::Mul(at(g, k), at(inverse, k)), at(out, k)));
            });
          }
          break;
        }
        case Op::sqrt: {
          const double* const out = value(s.to);
          if (s.needs_a) {
            add_slopes(s.a, [&](std::size_t k) HWY_ATTR {
              return hn::Div(hn::Mul(at(g, k), hn::Set(d_, 0.5)), at(out, k));
            });
          }
          break;
        }
        case Op::fma:
          if (s.needs_a) add_slopes(s.a, times(s.b));
          if (s.needs_b) add_slopes(s.b, times(s.a));
          if (s.needs_c) add_slopes(s.c, same);
          break;
        default:
          break;
      }
    }
  }

  // J'J and J'r, lower triangle by rows; gives r'r, infinite where that is not finite.
  HWY_ATTR V normal_equations(const double* constants, double* normal, double* gradient) {
    std::fill_n(gradient, count_ * kN, 0.0);
    std::fill_n(normal, count_ * count_ * kN, 0.0);
    V cost = hn::Zero(d_);
    set_constants(constants);
    for (std::size_t point = 0; point < coarse_; point += kBlock) {
      forward(point);
      backward(point);
      V r[kBlock];
      for (std::size_t k = 0; k < kBlock; ++k) {
        r[k] = residual(point, k);
        cost = hn::MulAdd(r[k], r[k], cost);
      }
      for (std::size_t i = 0; i < count_; ++i) {
        V row[kBlock];
        V g = at(gradient, i);
        for (std::size_t k = 0; k < kBlock; ++k) {
          row[k] = at(slope(i), k);
          g = hn::MulAdd(row[k], r[k], g);
        }
        hn::Store(g, d_, gradient + i * kN);
        for (std::size_t j = 0; j <= i; ++j) {
          double* const place = normal + (i * count_ + j) * kN;
          V sum = hn::Load(d_, place);
          for (std::size_t k = 0; k < kBlock; ++k) sum = hn::MulAdd(row[k], at(slope(j), k), sum);
          hn::Store(sum, d_, place);
        }
      }
    }
    const V infinite = hn::Set(d_, std::numeric_limits<double>::infinity());
    return hn::IfThenElse(hn::Lt(cost, infinite), cost, infinite);
  }

  // step_ = (A + damping * diag(A))^-1 g by Cholesky.
  HWY_ATTR void solve_damped(V damping) {
    const V tiny = hn::Set(d_, 1e-290);
    const V grown = hn::Add(damping, hn::Set(d_, 1.0));
    for (std::size_t i = 0; i < count_; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        V sum = at(normal_, i * count_ + j);
        if (i == j) sum = hn::MulAdd(sum, grown, tiny);
        for (std::size_t k = 0; k < j; ++k) {
          sum = hn::NegMulAdd(at(factor_, i * count_ + k), at(factor_, j * count_ + k), sum);
        }
        double* const place = factor_ + (i * count_ + j) * kN;
        if (i == j) {
          // The diagonal is kept inverted.
          hn::Store(hn::Div(hn::Set(d_, 1.0), hn::Sqrt(hn::Max(sum, tiny))), d_, place);
        } else {
          hn::Store(hn::Mul(sum, at(factor_, j * count_ + j)), d_, place);
        }
      }
    }
    for (std::size_t i = 0; i < count_; ++i) {
      V sum = at(gradient_, i);
      for (std::size_t k = 0; k < i; ++k) {
        sum = hn::NegMulAdd(at(factor_, i * count_ + k), at(step_, k), sum);
      }
      hn::Store(hn::Mul(sum, at(factor_, i * count_ + i)), d_, step_ + i * kN);
    }
    for (std::size_t i = count_; i-- > 0;) {
      V sum = at(step_, i);
      for (std::size_t k = i + 1; k < count_; ++k) {
        sum = hn::NegMulAdd(at(factor_, k * count_ + i), at(step_, k), sum);
      }
      hn::Store(hn::Mul(sum, at(factor_, i * count_ + i)), d_, step_ + i * kN);
    }
  }

  HWY_ATTR void residuals_and_jacobian(const double* constants) {
    set_constants(constants);
    for (std::size_t point = 0; point < size_; point += kBlock) {
      forward(point);
      backward(point);
      for (std::size_t k = 0; k < kBlock; ++k) {
        hn::Store(residual(point, k), d_, residuals_ + (point + k) * kN);
      }
      for (std::size_t p = 0; p < count_; ++p) {
        for (std::size_t k = 0; k < kBlock; ++k) {
          hn::Store(at(slope(p), k), d_, jacobian_ + (p * size_ + point + k) * kN);
        }
      }
    }
  }

  // Four sums, so that none waits for another.
  HWY_ATTR V dot(const double* a, const double* b) const {
    V sums[kBlock];
    for (V& sum : sums) sum = hn::Zero(d_);
    for (std::size_t i = 0; i < size_; i += kBlock) {
      for (std::size_t k = 0; k < kBlock; ++k) {
        sums[k] = hn::MulAdd(at(a, i + k), at(b, i + k), sums[k]);
      }
    }
    return hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]));
  }

  // basis_ * factor_ = jacobian_ where `mask`, by modified Gram-Schmidt; factor_ is an upper
  // triangle with its diagonal inverted. A column that depends on those before it gets zero there.
  HWY_ATTR void orthogonalise(M mask) {
    const V one = hn::Set(d_, 1.0);
    for (std::size_t p = 0; p < count_; ++p) {
      double* const column = jacobian_ + p * size_ * kN;
      const V before = dot(column, column);
      for (std::size_t q = 0; q < p; ++q) {
        const double* const other = jacobian_ + q * size_ * kN;
        const V along = dot(other, column);
        for (std::size_t i = 0; i < size_; ++i) {
          hn::Store(hn::NegMulAdd(along, at(other, i), at(column, i)), d_, column + i * kN);
        }
        put(mask, along, factor_ + (q * count_ + p) * kN);
      }
      const V after = dot(column, column);
      const M independent = hn::Gt(after, hn::Mul(before, hn::Set(d_, 1e-26)));
      const V inverse = hn::IfThenElseZero(independent, hn::Div(one, hn::Sqrt(after)));
      put(mask, inverse, factor_ + (p * count_ + p) * kN);
      for (std::size_t i = 0; i < size_; ++i) {
        const V unit = hn::Mul(at(column, i), inverse);
        hn::Store(unit, d_, column + i * kN);
        put(mask, unit, basis_ + (p * size_ + i) * kN);
      }
    }
  }
  HWY_ATTR void put(M mask, V value, double* place) {
    hn::Store(hn::IfThenElse(mask, value, hn::Load(d_, place)), d_, place);
  }

  // to = factor_^-1 * basis_' * residuals_ (residuals_ stays).
  HWY_ATTR void direction(double* to) {
    for (std::size_t i = 0; i < size_; ++i) {
      hn::Store(at(residuals_, i), d_, work_ + i * kN);
    }
    for (std::size_t p = 0; p < count_; ++p) {
      const double* const unit = basis_ + p * size_ * kN;
      const V along = dot(unit, work_);
      for (std::size_t i = 0; i < size_; ++i) {
        hn::Store(hn::NegMulAdd(along, at(unit, i), at(work_, i)), d_, work_ + i * kN);
      }
      hn::Store(along, d_, to + p * kN);
    }
    for (std::size_t p = count_; p-- > 0;) {
      V sum = at(to, p);
      for (std::size_t q = p + 1; q < count_; ++q) {
        sum = hn::NegMulAdd(at(factor_, p * count_ + q), at(to, q), sum);
      }
      hn::Store(hn::Mul(sum, at(factor_, p * count_ + p)), d_, to + p * kN);
    }
  }
  HWY_ATTR void new_direction(M taken) {
    direction(rest_);
    keep(taken, rest_, step_, count_);
  }

  // Length relative to the constants.
  HWY_ATTR V norm(const double* step) {
    V sum = hn::Zero(d_);
    for (std::size_t p = 0; p < count_; ++p) {
      const V size = hn::Max(hn::Abs(at(constants_, p)), hn::Set(d_, 1e-6));
      const V part = hn::Div(at(step, p), size);
      sum = hn::MulAdd(part, part, sum);
    }
    return hn::Sqrt(sum);
  }

  D d_;
  const Tape& tape_;
  const FitPoints& points_;
  std::size_t count_, size_;
  std::size_t coarse_ = 0;  // points from which damped steps are computed
  double *values_, *slopes_, *inverses_, *constants_, *trial_, *step_, *rest_, *scale_, *gradient_,
      *normal_, *new_gradient_, *new_normal_, *factor_, *residuals_, *work_, *jacobian_, *basis_;
};

HWY_ATTR void fit_lanes(const FitPoints& points, LaneFit::Scratch& scratch, LaneFitState& state,
                        const LaneFitOptions& options) {
  const Tape& tape = scratch.tape;
  const std::size_t count = tape.parameters;
  Group group(tape, points, scratch.reserve(Group::doubles(tape, points.size())));
  constexpr std::size_t lanes = kN;
  const std::size_t half = points.size() / (2 * kBlock) * kBlock;
  const std::size_t leading = options.coarse && half >= 2 * count ? half : points.size();
  for (std::size_t first = 0; first < kLanes; first += lanes) {
    for (std::size_t p = 0; p < count; ++p) {
      std::copy_n(&state.constants[p * kLanes + first], lanes, group.constants() + p * lanes);
    }
    group.damped(options.damped_steps, leading);
    group.errors(state.errors + first);
    for (std::size_t p = 0; p < count; ++p) {
      std::copy_n(group.constants() + p * lanes, lanes, &state.constants[p * kLanes + first]);
    }
  }
  if (count == 0 || options.newton_steps == 0) return;
  // The better half goes on.
  constexpr std::size_t kChosen = kLanes / 2;
  std::size_t order[kLanes];
  for (std::size_t l = 0; l < kLanes; ++l) order[l] = l;
  std::stable_sort(order, order + kLanes,
                   [&](std::size_t a, std::size_t b) { return state.errors[a] < state.errors[b]; });
  if (!(state.errors[order[0]] <= options.promising)) return;
  for (std::size_t first = 0; first < kChosen; first += lanes) {
    for (std::size_t p = 0; p < count; ++p) {
      for (std::size_t l = 0; l < lanes; ++l) {
        group.constants()[p * lanes + l] =
            state.constants[p * kLanes + order[std::min(first + l, kChosen - 1)]];
      }
    }
    group.newton(options.newton_steps);
    double errors[kWidest];
    group.errors(errors);
    for (std::size_t l = 0; l < lanes && first + l < kChosen; ++l) {
      const std::size_t lane = order[first + l];
      if (!(errors[l] < state.errors[lane])) continue;
      state.errors[lane] = errors[l];
      for (std::size_t p = 0; p < count; ++p) {
        state.constants[p * kLanes + lane] = group.constants()[p * lanes + l];
      }
    }
  }
}

}  // namespace cambrian::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::program {
namespace {

HWY_EXPORT(fit_lanes);

void compile(const Program& program, Tape& tape) {
  const std::size_t count = program.constants.size();
  tape.steps.clear();
  tape.parameters = count;
  tape.slots = count + 1 + program.code.size();
  std::vector<bool> below(tape.slots, false);
  std::fill_n(below.begin(), count, true);
  const auto slot = [&](Operand o) -> std::uint16_t {
    if (o.is_constant()) return o.index;
    return static_cast<std::uint16_t>(count + (o.is_input() ? 0 : 1u + o.index));
  };
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    const Instruction& from = program.code[i];
    TapeStep step{};
    step.op = from.op;
    step.to = slot(Operand::value(i));
    step.a = slot(from.operands[0]);
    step.b = info(from.op).arity > 1 ? slot(from.operands[1]) : step.a;
    step.c = info(from.op).arity > 2 ? slot(from.operands[2]) : step.a;
    step.needs_a = below[step.a];
    step.needs_b = below[step.b];
    step.needs_c = below[step.c];
    below[step.to] = step.needs_a || step.needs_b || step.needs_c;
    tape.steps.push_back(step);
  }
  tape.result = slot(program.result);
}

}  // namespace

LaneFit::LaneFit(FitPoints points) : scratch_(std::make_unique<Scratch>()) {
  // Every other point first.
  for (const std::size_t begin : {0, 1}) {
    for (std::size_t i = begin; i < points.size(); i += 2) {
      points_.x.push_back(points.x[i]);
      points_.y.push_back(points.y[i]);
      points_.weight.push_back(points.weight[i]);
    }
  }
  CAMBRIAN_ASSERT(points_.size() > 0 && points_.size() % kBlock == 0);
  CAMBRIAN_ASSERT(points_.y.size() == points_.size() && points_.weight.size() == points_.size());
}

LaneFit::~LaneFit() = default;

void LaneFit::fit(const Program& program, LaneFitState& state, const LaneFitOptions& options) {
  CAMBRIAN_ASSERT(state.constants.size() == program.constants.size() * kLanes);
  compile(program, scratch_->tape);
  HWY_DYNAMIC_DISPATCH(fit_lanes)(points_, *scratch_, state, options);
}

}  // namespace cambrian::program
#endif
