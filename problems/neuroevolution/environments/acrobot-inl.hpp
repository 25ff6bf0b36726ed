// Acrobot: two links swing their end up by a torque at their joint (Sutton 1996).
#if defined(CAMBRIAN_ACROBOT_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_ACROBOT_INL_HPP
#undef CAMBRIAN_ACROBOT_INL_HPP
#else
#define CAMBRIAN_ACROBOT_INL_HPP
#endif

#include <numbers>

#include "engine/core/random.hpp"
#include "problems/neuroevolution/environments/looks.hpp"
#include "problems/neuroevolution/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

/// As Gymnasium 1.0's Acrobot-v1 (dynamics of Sutton and Barto's book). State: both angles, both
/// angular velocities.
struct Acrobot {
  static constexpr const char* kName = "acrobot";
  static constexpr const char* kSummary = "swing the end of two links above a line";
  static constexpr std::size_t kState = 4;
  static constexpr std::size_t kObservations = 6;
  static constexpr std::size_t kOutputs = 3;
  static constexpr std::size_t kBehaviour = 4;
  static constexpr std::uint32_t kLimit = 500;
  static constexpr double kSeconds = 0.2;
  static constexpr auto kDraw = draw_acrobot;
  static constexpr bool kHasChance = true;
  static constexpr double kBest = 0;

  static void start(Random& random, double* state) {
    for (std::size_t i = 0; i < kState; ++i) state[i] = random.uniform(-0.1, 0.1);
  }
  template <class D>
  static HWY_INLINE void observe(D d, const Vec<D>* state, Vec<D>* seen) {
    const auto first = sine_cosine(d, state[0]);
    const auto second = sine_cosine(d, state[1]);
    seen[0] = first.cosine;
    seen[1] = first.sine;
    seen[2] = second.cosine;
    seen[3] = second.sine;
    seen[4] = state[2];
    seen[5] = state[3];
  }
  template <class D>
  static HWY_INLINE Step<D> step(D d, Vec<D>* state, const Vec<D>* outputs) {
    constexpr double kTick = 0.2;
    const auto torque = hn::Sub(choice(d, outputs, kOutputs), hn::Set(d, 1.0));
    Vec<D> k1[4], k2[4], k3[4], k4[4], moved[4];
    const auto go = [&](const Vec<D>* slope, double time) HWY_ATTR {
      for (std::size_t i = 0; i < 4; ++i)
        moved[i] = hn::Add(state[i], hn::Mul(hn::Set(d, time), slope[i]));
    };
    slopes(d, state, torque, k1);
    go(k1, kTick / 2);
    slopes(d, moved, torque, k2);
    go(k2, kTick / 2);
    slopes(d, moved, torque, k3);
    go(k3, kTick);
    slopes(d, moved, torque, k4);
    const auto two = hn::Set(d, 2.0);
    for (std::size_t i = 0; i < 4; ++i) {
      const auto sum =
          hn::Add(hn::Add(k1[i], hn::Mul(two, k2[i])), hn::Add(hn::Mul(two, k3[i]), k4[i]));
      state[i] = hn::Add(state[i], hn::Mul(hn::Set(d, kTick / 6), sum));
    }
    state[0] = wrapped(d, state[0]);
    state[1] = wrapped(d, state[1]);
    state[2] = clip(d, state[2], -4 * std::numbers::pi, 4 * std::numbers::pi);
    state[3] = clip(d, state[3], -9 * std::numbers::pi, 9 * std::numbers::pi);
    const auto first = sine_cosine(d, state[0]);
    const auto both = sine_cosine(d, hn::Add(state[1], state[0]));
    const auto height = hn::Neg(hn::Add(first.cosine, both.cosine));
    const auto done = hn::Gt(height, hn::Set(d, 1.0));
    return {hn::IfThenElse(done, hn::Zero(d), hn::Set(d, -1.0)), done};
  }

 private:
  /// Into [-pi, pi]. A step turns by less than 9 pi / 5.
  template <class D>
  static HWY_INLINE Vec<D> wrapped(D d, Vec<D> x) {
    const auto pi = hn::Set(d, std::numbers::pi);
    const auto turn = hn::Set(d, 2 * std::numbers::pi);
    for (int i = 0; i < 2; ++i) {
      x = hn::IfThenElse(hn::Gt(x, pi), hn::Sub(x, turn), x);
      x = hn::IfThenElse(hn::Lt(x, hn::Neg(pi)), hn::Add(x, turn), x);
    }
    return x;
  }
  template <class D>
  static HWY_NOINLINE void slopes(D d, const Vec<D>* state, Vec<D> torque, Vec<D>* out) {
    // Masses, lengths and moments of inertia are 1, centres of mass in the middle.
    const auto set = [&](double x) HWY_ATTR { return hn::Set(d, x); };
    const auto second = sine_cosine(d, state[1]);
    const auto first_sine = sine_cosine(d, state[0]).sine;
    const auto both_sine = sine_cosine(d, hn::Add(state[0], state[1])).sine;
    const auto v1 = state[2];
    const auto v2 = state[3];
    const auto d1 = hn::Add(set(3.5), second.cosine);
    const auto d2 = hn::Add(set(1.25), hn::Mul(set(0.5), second.cosine));
    const auto phi2 = hn::Mul(set(0.5 * 9.8), both_sine);
    auto phi1 = hn::Mul(hn::Mul(set(-0.5), hn::Mul(v2, v2)), second.sine);
    phi1 = hn::Sub(phi1, hn::Mul(hn::Mul(v1, v2), second.sine));
    phi1 = hn::Add(phi1, hn::Add(hn::Mul(set(1.5 * 9.8), first_sine), phi2));
    const auto ratio = hn::Div(d2, d1);
    auto pull = hn::Add(torque, hn::Mul(ratio, phi1));
    pull = hn::Sub(pull, hn::Mul(hn::Mul(set(0.5), hn::Mul(v1, v1)), second.sine));
    pull = hn::Sub(pull, phi2);
    out[0] = v1;
    out[1] = v2;
    out[3] = hn::Div(pull, hn::Sub(set(1.25), hn::Mul(d2, ratio)));
    out[2] = hn::Neg(hn::Div(hn::Add(hn::Mul(d2, out[3]), phi1), d1));
  }
};

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
