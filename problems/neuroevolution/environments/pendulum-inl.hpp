// Pendulum: swing a pendulum up and hold it there, with little torque.
#if defined(CAMBRIAN_PENDULUM_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_PENDULUM_INL_HPP
#undef CAMBRIAN_PENDULUM_INL_HPP
#else
#define CAMBRIAN_PENDULUM_INL_HPP
#endif

#include <numbers>

#include "engine/core/random.hpp"
#include "problems/neuroevolution/environments/looks.hpp"
#include "problems/neuroevolution/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

/// As Gymnasium 1.0's Pendulum-v1; the output is the torque, clipped to [-2, 2].
/// State: angle, angular velocity.
struct Pendulum {
  static constexpr const char* kName = "pendulum";
  static constexpr const char* kSummary = "swing a pendulum up and hold it there";
  static constexpr std::size_t kState = 2;
  static constexpr std::size_t kObservations = 3;
  static constexpr std::size_t kOutputs = 1;
  static constexpr std::size_t kBehaviour = 2;
  static constexpr std::uint32_t kLimit = 200;
  static constexpr double kSeconds = 0.05;
  static constexpr auto kDraw = draw_pendulum;
  static constexpr bool kHasChance = true;
  static constexpr double kBest = 0;

  static void start(Random& random, double* state) {
    state[0] = random.uniform(-std::numbers::pi, std::numbers::pi);
    state[1] = random.uniform(-1, 1);
  }
  template <class D>
  static HWY_INLINE void observe(D d, const Vec<D>* state, Vec<D>* seen) {
    const auto angle = sine_cosine(d, state[0]);
    seen[0] = angle.cosine;
    seen[1] = angle.sine;
    seen[2] = state[1];
  }
  template <class D>
  static HWY_INLINE Step<D> step(D d, Vec<D>* state, const Vec<D>* outputs) {
    constexpr double kPi = std::numbers::pi;
    const auto set = [&](double x) HWY_ATTR { return hn::Set(d, x); };
    const auto torque = clip(d, outputs[0], -2.0, 2.0);
    const auto lifted = hn::Add(state[0], set(kPi));
    const auto turns = hn::Floor(hn::Div(lifted, set(2 * kPi)));
    const auto angle = hn::Sub(hn::Sub(lifted, hn::Mul(turns, set(2 * kPi))), set(kPi));
    auto cost = hn::Mul(angle, angle);
    cost = hn::Add(cost, hn::Mul(set(0.1), hn::Mul(state[1], state[1])));
    cost = hn::Add(cost, hn::Mul(set(0.001), hn::Mul(torque, torque)));
    const auto sine = sine_cosine(d, state[0]).sine;
    const auto turn = hn::Add(hn::Mul(set(15.0), sine), hn::Mul(set(3.0), torque));
    state[1] = clip(d, hn::Add(state[1], hn::Mul(turn, set(0.05))), -8.0, 8.0);
    state[0] = hn::Add(state[0], hn::Mul(state[1], set(0.05)));
    return {hn::Neg(cost), hn::MaskFromVec(hn::Zero(d))};
  }
};

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
