// The values of a program at points and their derivatives, in double-doubles, compiled once per
// instruction set.
#if defined(CAMBRIAN_DOUBLE_DOUBLE_CURVE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_DOUBLE_DOUBLE_CURVE_INL_HPP
#undef CAMBRIAN_DOUBLE_DOUBLE_CURVE_INL_HPP
#else
#define CAMBRIAN_DOUBLE_DOUBLE_CURVE_INL_HPP
#endif

#include <algorithm>
#include <cstddef>
#include <span>

#include "hwy/highway.h"
#include "operators/program/fit/double_double-inl.hpp"
#include "operators/program/fit/double_double_points.hpp"
#include "operators/program/fit/jumps-inl.hpp"
#include "operators/program/fit/tape.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::program::HWY_NAMESPACE {

using D = hn::CappedTag<double, kPointLanes>;
constexpr std::size_t kN = hn::MaxLanes(D());
using Vector = Pair<hn::Vec<D>>;

/// Holds the values of every slot of a tape at every point.
class Curve {
 public:
  /// `memory`: doubles() of them, aligned for vectors.
  Curve(const Tape& tape, const PaddedPoints& points, double* memory)
      : tape_(tape), points_(points), stride_(points.size()), size_(stride_), memory_(memory) {}

  static std::size_t doubles(const Tape& tape, std::size_t points) {
    return 6 * tape.slots * points;
  }

  /// Points that count, from the first on: whole vectors.
  void look_at(std::size_t points) { size_ = points; }

  HWY_ATTR void forward(Column constants) {
    for (std::size_t p = 0; p < tape_.parameters; ++p) {
      const Vector c{hn::Set(d_, constants.hi[p]), hn::Set(d_, constants.lo[p])};
      each(value(p), [&](std::size_t) HWY_ATTR { return c; });
    }
    each(value(tape_.parameters), [&](std::size_t i) HWY_ATTR {
      return Vector{hn::LoadU(d_, &points_.x[i]), hn::Zero(d_)};
    });
    for (const TapeStep& s : tape_.steps) {
      const Column a = value(s.a), b = value(s.b), c = value(s.c), to = value(s.to);
      switch (s.op) {
        case Op::add:
          each(to, [&](std::size_t i) HWY_ATTR { return add(at(a, i), at(b, i)); });
          break;
        case Op::sub:
          each(to, [&](std::size_t i) HWY_ATTR { return sub(at(a, i), at(b, i)); });
          break;
        case Op::mul:
          each(to, [&](std::size_t i) HWY_ATTR { return mul(at(a, i), at(b, i)); });
          break;
        case Op::div: {
          const Column under = column(inverses_, s.to);
          each(under, [&](std::size_t i) HWY_ATTR { return inverse(at(b, i)); });
          each(to, [&](std::size_t i) HWY_ATTR { return mul(at(a, i), at(under, i)); });
          break;
        }
        case Op::sqrt:
          each(to, [&](std::size_t i) HWY_ATTR { return square_root(at(a, i)); });
          break;
        case Op::fma:
          each(to, [&](std::size_t i) HWY_ATTR { return add(mul(at(a, i), at(b, i)), at(c, i)); });
          break;
        // What jumps does so where the first half of its operand does.
        case Op::round:
          each(to, [&](std::size_t i) HWY_ATTR { return whole(hn::Round(at(a, i).hi)); });
          break;
        case Op::exponent:
          each(to, [&](std::size_t i) HWY_ATTR { return whole(exponent_of(at(a, i).hi)); });
          break;
        case Op::scale:
        case Op::significand: {
          const Column factor = column(inverses_, s.to);
          each(factor, [&](std::size_t i) HWY_ATTR {
            const auto n = s.op == Op::scale ? at(b, i).hi : hn::Neg(exponent_of(at(a, i).hi));
            return whole(power_of_two(n));
          });
          each(to, [&](std::size_t i) HWY_ATTR { return scaled(at(a, i), at(factor, i).hi); });
          break;
        }
        default:
          break;
      }
    }
  }

  HWY_ATTR void residuals(Column to) const {
    const Column result = value(tape_.result);
    each(to, [&](std::size_t i) HWY_ATTR {
      const Vector y{hn::LoadU(d_, &points_.high[i]), hn::LoadU(d_, &points_.low[i])};
      return mul(sub(at(result, i), y), hn::LoadU(d_, &points_.weight[i]));
    });
  }

  // Derivatives of the weighted value with respect to every slot that a constant is in or below.
  HWY_ATTR void backward() {
    std::fill_n(touched_, tape_.slots, false);
    add_slopes(tape_.result, [&](std::size_t i) HWY_ATTR {
      return Vector{hn::LoadU(d_, &points_.weight[i]), hn::Zero(d_)};
    });
    for (std::size_t k = tape_.steps.size(); k-- > 0;) {
      const TapeStep& s = tape_.steps[k];
      if (!touched_[s.to]) continue;
      const Column g = slope(s.to);
      const auto same = [&](std::size_t i) HWY_ATTR { return at(g, i); };
      const auto times = [&](std::size_t slot) HWY_ATTR {
        return [this, g, other = value(slot)](std::size_t i)
                   HWY_ATTR { return mul(at(g, i), at(other, i)); };
      };
      switch (s.op) {
        case Op::add:
          if (s.needs_a) add_slopes(s.a, same);
          if (s.needs_b) add_slopes(s.b, same);
          break;
        case Op::sub:
          if (s.needs_a) add_slopes(s.a, same);
          if (s.needs_b) {
            add_slopes(s.b, [&](std::size_t i) HWY_ATTR { return negative(at(g, i)); });
          }
          break;
        case Op::mul:
          if (s.needs_a) add_slopes(s.a, times(s.b));
          if (s.needs_b) add_slopes(s.b, times(s.a));
          break;
        case Op::div: {
          const Column under = column(inverses_, s.to), out = value(s.to);
          each(g, [&](std::size_t i) HWY_ATTR { return mul(at(g, i), at(under, i)); });
          if (s.needs_a) add_slopes(s.a, same);
          if (s.needs_b) {
            add_slopes(s.b,
                       [&](std::size_t i) HWY_ATTR { return negative(mul(at(g, i), at(out, i))); });
          }
          break;
        }
        case Op::sqrt: {
          const Column out = value(s.to);
          if (s.needs_a) {
            add_slopes(s.a, [&](std::size_t i) HWY_ATTR {
              return mul(mul(at(g, i), hn::Set(d_, 0.5)), inverse(at(out, i)));
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
          const Column factor = column(inverses_, s.to);
          if (s.needs_a) {
            add_slopes(s.a,
                       [&](std::size_t i) HWY_ATTR { return scaled(at(g, i), at(factor, i).hi); });
          }
          break;
        }
        default:
          break;
      }
    }
    for (std::size_t p = 0; p < tape_.parameters; ++p) {
      if (touched_[p]) continue;
      each(slope(p), [&](std::size_t) HWY_ATTR { return Vector{hn::Zero(d_), hn::Zero(d_)}; });
    }
  }

 protected:
  HWY_ATTR Vector whole(hn::Vec<D> value) const { return {value, hn::Zero(d_)}; }
  // By a power of two.
  HWY_ATTR static Vector scaled(Vector a, hn::Vec<D> factor) {
    return {hn::Mul(a.hi, factor), hn::Mul(a.lo, factor)};
  }
  Column value(std::size_t slot) const { return column(values_, slot); }
  Column slope(std::size_t slot) const { return column(slopes_, slot); }
  Column column(double* block, std::size_t k) const {
    return {block + 2 * k * stride_, block + (2 * k + 1) * stride_};
  }
  HWY_ATTR Vector at(Column c, std::size_t i) const {
    return {hn::Load(d_, c.hi + i), hn::Load(d_, c.lo + i)};
  }
  HWY_ATTR void put(Vector v, Column c, std::size_t i) const {
    hn::Store(v.hi, d_, c.hi + i);
    hn::Store(v.lo, d_, c.lo + i);
  }
  template <class Function>
  HWY_ATTR void each(Column to, Function function) const {
    for (std::size_t i = 0; i < size_; i += kN) put(function(i), to, i);
  }

  D d_;
  const Tape& tape_;
  const PaddedPoints& points_;
  std::size_t stride_, size_;
  double* memory_;

 private:
  template <class Amount>
  HWY_ATTR void add_slopes(std::size_t slot, Amount amount) {
    const Column place = slope(slot);
    if (!touched_[slot]) {
      touched_[slot] = true;
      each(place, amount);
    } else {
      each(place, [&](std::size_t i) HWY_ATTR { return add(at(place, i), amount(i)); });
    }
  }

  double* values_ = memory_;
  double* slopes_ = values_ + 2 * tape_.slots * stride_;
  double* inverses_ = slopes_ + 2 * tape_.slots * stride_;
  // Whether a slope has been written since the last call of backward().
  bool touched_[Program::kMaxConstants + 1 + Program::kMaxInstructions];
};

}  // namespace cambrian::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // CAMBRIAN_DOUBLE_DOUBLE_CURVE_INL_HPP
