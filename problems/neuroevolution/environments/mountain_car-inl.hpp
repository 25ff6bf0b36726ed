// MountainCar: a car too weak for its hill must rock (Moore 1990).
#if defined(CAMBRIAN_MOUNTAIN_CAR_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_MOUNTAIN_CAR_INL_HPP
#undef CAMBRIAN_MOUNTAIN_CAR_INL_HPP
#else
#define CAMBRIAN_MOUNTAIN_CAR_INL_HPP
#endif

#include "engine/core/random.hpp"
#include "problems/neuroevolution/environments/looks.hpp"
#include "problems/neuroevolution/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

/// State: position, velocity.
struct Hill {
  static constexpr std::size_t kState = 2;
  static constexpr std::size_t kObservations = 2;
  static constexpr std::size_t kBehaviour = 2;
  static constexpr double kSeconds = 0.03;
  static constexpr bool kHasChance = true;

  static void start(Random& random, double* state) {
    state[0] = random.uniform(-0.6, -0.4);
    state[1] = 0;
  }
  template <class D>
  static HWY_INLINE void observe(D, const Vec<D>* state, Vec<D>* seen) {
    seen[0] = state[0];
    seen[1] = state[1];
  }
  template <class D>
  static HWY_INLINE void roll(D d, Vec<D>* state, Vec<D> push) {
    const auto slope = sine_cosine(d, hn::Mul(hn::Set(d, 3.0), state[0])).cosine;
    state[1] = hn::Add(state[1], hn::Sub(push, hn::Mul(slope, hn::Set(d, 0.0025))));
    state[1] = clip(d, state[1], -0.07, 0.07);
    state[0] = clip(d, hn::Add(state[0], state[1]), -1.2, 0.6);
    const auto stopped = hn::And(hn::Eq(state[0], hn::Set(d, -1.2)), hn::Lt(state[1], hn::Zero(d)));
    state[1] = hn::IfThenElse(stopped, hn::Zero(d), state[1]);
  }
  template <class D>
  static HWY_INLINE hn::Mask<D> above(D d, const Vec<D>* state, double goal) {
    return hn::And(hn::Ge(state[0], hn::Set(d, goal)), hn::Ge(state[1], hn::Zero(d)));
  }
};

/// As Gymnasium 1.0's MountainCar-v0.
struct MountainCar : Hill {
  static constexpr const char* kName = "mountain_car";
  static constexpr const char* kSummary = "rock a weak car up a hill";
  static constexpr std::size_t kOutputs = 3;
  static constexpr std::uint32_t kLimit = 200;
  static constexpr double kBest = -1;
  static constexpr auto kDraw = draw_mountain_car;

  template <class D>
  static HWY_INLINE Step<D> step(D d, Vec<D>* state, const Vec<D>* outputs) {
    const auto push = hn::Sub(choice(d, outputs, kOutputs), hn::Set(d, 1.0));
    roll(d, state, hn::Mul(push, hn::Set(d, 0.001)));
    return {hn::Set(d, -1.0), above(d, state, 0.5)};
  }
};

/// As Gymnasium 1.0's MountainCarContinuous-v0, with the output clipped to [-1, 1] before it is
/// paid for.
struct MountainCarContinuous : Hill {
  static constexpr const char* kName = "mountain_car_continuous";
  static constexpr const char* kSummary = "the same with any force, which costs";
  static constexpr std::size_t kOutputs = 1;
  static constexpr std::uint32_t kLimit = 999;
  static constexpr double kBest = 100;
  static constexpr auto kDraw = draw_mountain_car_continuous;

  template <class D>
  static HWY_INLINE Step<D> step(D d, Vec<D>* state, const Vec<D>* outputs) {
    const auto push = clip(d, outputs[0], -1.0, 1.0);
    roll(d, state, hn::Mul(push, hn::Set(d, 0.0015)));
    const auto done = above(d, state, 0.45);
    const auto price = hn::Mul(hn::Mul(push, push), hn::Set(d, 0.1));
    return {hn::Sub(hn::IfThenElseZero(done, hn::Set(d, 100.0)), price), done};
  }
};

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
