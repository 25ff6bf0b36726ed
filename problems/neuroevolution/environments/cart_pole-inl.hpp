// CartPole: a cart keeps a pole upright (Barto, Sutton and Anderson 1983).
#if defined(CAMBRIAN_CART_POLE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_CART_POLE_INL_HPP
#undef CAMBRIAN_CART_POLE_INL_HPP
#else
#define CAMBRIAN_CART_POLE_INL_HPP
#endif

#include <array>
#include <numbers>

#include "engine/core/random.hpp"
#include "problems/neuroevolution/environments/looks.hpp"
#include "problems/neuroevolution/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

/// As Gymnasium 1.0's CartPole-v1. State: position, velocity, angle, angular velocity. An episode
/// is over before the angle gets large: |angle| <= pi/4 at every step's begin.
struct CartPole {
  static constexpr const char* kName = "cart_pole";
  static constexpr const char* kSummary = "keep a pole on a cart upright for 500 steps";
  static constexpr std::size_t kState = 4;
  static constexpr std::size_t kObservations = 4;
  static constexpr std::size_t kOutputs = 2;
  static constexpr std::size_t kBehaviour = 4;
  static constexpr std::uint32_t kLimit = 500;
  static constexpr double kSeconds = 0.02;
  static constexpr auto kDraw = draw_cart_pole;
  static constexpr bool kHasChance = true;
  static constexpr double kBest = 500;

  static void start(Random& random, double* state) {
    for (std::size_t i = 0; i < kState; ++i) state[i] = random.uniform(-0.05, 0.05);
  }
  template <class D>
  static HWY_INLINE void observe(D, const Vec<D>* state, Vec<D>* seen) {
    for (std::size_t i = 0; i < kState; ++i) seen[i] = state[i];
  }
  template <class D>
  static HWY_INLINE Step<D> step(D d, Vec<D>* state, const Vec<D>* outputs) {
    constexpr double kLength = 0.5;  // half the pole's
    constexpr double kPoleMass = 0.1;
    constexpr double kLightness = 1 / 1.1;  // 1 / mass of both
    constexpr double kTick = 0.02;
    constexpr double kAngle = 12 * 2 * std::numbers::pi / 360;
    const auto right = hn::Gt(outputs[1], outputs[0]);
    const auto force = hn::IfThenElse(right, hn::Set(d, 10.0), hn::Set(d, -10.0));
    const auto [sine, cosine] = sine_cosine_of_small(d, state[2]);
    const auto pull =
        hn::Mul(hn::Mul(hn::Set(d, kPoleMass * kLength), state[3]), hn::Mul(state[3], sine));
    const auto temp = hn::Mul(hn::Add(force, pull), hn::Set(d, kLightness));
    const auto turn = hn::Div(
        hn::Sub(hn::Mul(hn::Set(d, 9.8), sine), hn::Mul(cosine, temp)),
        hn::Mul(hn::Set(d, kLength),
                hn::Sub(hn::Set(d, 4.0 / 3.0),
                        hn::Mul(hn::Set(d, kPoleMass * kLightness), hn::Mul(cosine, cosine)))));
    const auto speedup =
        hn::Sub(temp, hn::Mul(hn::Set(d, kPoleMass * kLength * kLightness), hn::Mul(turn, cosine)));
    const auto tick = hn::Set(d, kTick);
    state[0] = hn::Add(state[0], hn::Mul(tick, state[1]));
    state[1] = hn::Add(state[1], hn::Mul(tick, speedup));
    state[2] = hn::Add(state[2], hn::Mul(tick, state[3]));
    state[3] = hn::Add(state[3], hn::Mul(tick, turn));
    const auto off = hn::Gt(hn::Abs(state[0]), hn::Set(d, 2.4));
    const auto fallen = hn::Gt(hn::Abs(state[2]), hn::Set(d, kAngle));
    return {hn::Set(d, 1.0), hn::Or(off, fallen)};
  }
};

/// The same, of which a network sees only position and angle: it has to remember to know speeds.
struct CartPoleWithoutSpeeds : CartPole {
  static constexpr const char* kName = "cart_pole_without_speeds";
  static constexpr const char* kSummary = "the same without seeing how fast they move";
  static constexpr std::size_t kObservations = 2;
  template <class D>
  static HWY_INLINE void observe(D, const Vec<D>* state, Vec<D>* seen) {
    seen[0] = state[0];
    seen[1] = state[2];
  }
};

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
