#include "operators/program/fit/lane_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "engine/core/assert.hpp"
#include "operators/program/fit/tape.hpp"

// The instruction sets the fitter is compiled for. The baseline is what the compiler may assume.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4)

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "operators/program/fit/lane_fit.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "operators/program/fit/jumps-inl.hpp"

#ifndef CAMBRIAN_LANE_FIT_ONCE
#define CAMBRIAN_LANE_FIT_ONCE
namespace cambrian::program {

// Points that pass through an instruction together.
inline constexpr std::size_t kBlock = 4;
inline constexpr std::size_t kWidest = 8;  // lanes of a vector of doubles at most

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
    gradient_ = take(count_);
    normal_ = take(count_ * count_);
    new_gradient_ = take(count_);
    new_normal_ = take(count_ * count_);
    factor_ = take(count_ * count_);
  }

  static std::size_t doubles(const Tape& tape) {
    const std::size_t p = tape.parameters;
    return (3 * tape.slots * kBlock + 5 * p + 3 * p * p) * kWidest;
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
        case Op::round:
          for (std::size_t k = 0; k < kBlock; ++k) hn::Store(hn::Round(at(a, k)), d_, to + k * kN);
          break;
        case Op::exponent:
          for (std::size_t k = 0; k < kBlock; ++k)
            hn::Store(exponent_of(at(a, k)), d_, to + k * kN);
          break;
        case Op::scale:
        case Op::significand:
          for (std::size_t k = 0; k < kBlock; ++k) {
            const V factor =
                power_of_two(s.op == Op::scale ? at(b, k) : hn::Neg(exponent_of(at(a, k))));
            hn::Store(factor, d_, inverses_ + (s.to * kBlock + k) * kN);
            hn::Store(hn::Mul(at(a, k), factor), d_, to + k * kN);
          }
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
        case Op::scale:
        case Op::significand: {
          const double* const factor = inverses_ + s.to * kBlock * kN;
          if (s.needs_a) {
            add_slopes(s.a,
                       [&](std::size_t k) HWY_ATTR { return hn::Mul(at(g, k), at(factor, k)); });
          }
          break;
        }
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

  D d_;
  const Tape& tape_;
  const FitPoints& points_;
  std::size_t count_, size_;
  std::size_t coarse_ = 0;  // points from which damped steps are computed
  double *values_, *slopes_, *inverses_, *constants_, *trial_, *step_, *gradient_, *normal_,
      *new_gradient_, *new_normal_, *factor_;
};

HWY_ATTR void fit_lanes(const FitPoints& points, LaneFit::Scratch& scratch, LaneFitState& state,
                        const LaneFitOptions& options) {
  const Tape& tape = scratch.tape;
  const std::size_t count = tape.parameters;
  Group group(tape, points, scratch.reserve(Group::doubles(tape)));
  constexpr std::size_t lanes = kN;
  const std::size_t half = points.size() / (2 * kBlock) * kBlock;
  const std::size_t leading = options.coarse && half >= 2 * count ? half : points.size();
  for (std::size_t first = 0; first < kLanes; first += lanes) {
    for (std::size_t p = 0; p < count; ++p) {
      std::copy_n(&state.constants[p * kLanes + first], lanes, group.constants() + p * lanes);
    }
    group.damped(options.steps, leading);
    group.errors(state.errors + first);
    for (std::size_t p = 0; p < count; ++p) {
      std::copy_n(group.constants() + p * lanes, lanes, &state.constants[p * kLanes + first]);
    }
  }
}

}  // namespace cambrian::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::program {
namespace {

HWY_EXPORT(fit_lanes);

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
  scratch_->tape.compile(program);
  HWY_DYNAMIC_DISPATCH(fit_lanes)(points_, *scratch_, state, options);
}

}  // namespace cambrian::program
#endif
