// LunarLander: land on two legs between two flags.
#pragma once

#include <box2d/box2d.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/core/random.hpp"
#include "problems/neuroevolution/play_each.hpp"

namespace cambrian::neuroevolution {

/// As Gymnasium 1.0's LunarLander-v3 without wind, on Box2D 2.4. The state: what is observed
/// (position, velocity, angle, angular velocity, contact of either leg), powers of the main and of
/// the side engine (left of it: negative), position and angle of either leg, heights of the ground,
/// and the seed from which all chance of the episode is drawn.
class LunarLander : private b2ContactListener {
 public:
  static constexpr std::size_t kGround = 11;
  static constexpr std::size_t kObservations = 8;
  static constexpr std::size_t kLegs = 2;
  static constexpr std::size_t kFirstLeg = kObservations + 2;
  static constexpr std::size_t kFirstHeight = kFirstLeg + 3 * kLegs;
  static constexpr std::size_t kState = kFirstHeight + kGround + 1;
  static constexpr std::size_t kBehaviour = 2;
  static constexpr std::uint32_t kLimit = 1000;
  static constexpr double kBest = 500;
  static constexpr double kSeconds = 0.02;

  struct Engines {
    double main = 0;  ///< power, 0 to 1
    double side = 0;  ///< -1 to 1
  };

  explicit LunarLander(const double* start);
  LunarLander(const LunarLander&) = delete;
  LunarLander& operator=(const LunarLander&) = delete;

  static void start(Random& random, double* state);
  void observe(double* seen) const;
  Answer step(const Engines& engines);
  void state(double* state) const;
  static Frame draw(const double* state);

 private:
  void make_ground();
  void make_lander();
  void make_leg(int side);
  void fire(const Engines& engines);
  double shaping() const;
  void BeginContact(b2Contact* contact) override { touch(contact, true); }
  void EndContact(b2Contact* contact) override { touch(contact, false); }
  void touch(b2Contact* contact, bool touches);

  double seed_;
  Random random_;
  b2World world_;
  b2Body* ground_ = nullptr;
  b2Body* lander_ = nullptr;
  std::array<b2Body*, kLegs> legs_ = {};
  std::array<b2RevoluteJoint*, kLegs> joints_ = {};
  std::array<double, kGround> heights_ = {};
  std::array<bool, kLegs> stands_ = {};  // legs
  bool crashed_ = false;
  double last_shaping_ = 0;
  Engines engines_;  // of the last step
};

/// The largest of four outputs: nothing, left engine, main engine, right engine.
class DiscreteLunarLander : public LunarLander {
 public:
  static constexpr const char* kName = "lunar_lander";
  static constexpr const char* kSummary = "land between two flags, engines on or off";
  static constexpr std::size_t kOutputs = 4;
  using LunarLander::LunarLander;
  using LunarLander::step;
  Answer step(const float* outputs);
};

/// Two outputs, clipped to [-1, 1]: main engine, which works from 0 on at half its power, and side
/// engines, which work beyond 1/2.
class ContinuousLunarLander : public LunarLander {
 public:
  static constexpr const char* kName = "lunar_lander_continuous";
  static constexpr const char* kSummary = "land between two flags, with engines of any power";
  static constexpr std::size_t kOutputs = 2;
  using LunarLander::LunarLander;
  using LunarLander::step;
  Answer step(const float* outputs);
};

}  // namespace cambrian::neuroevolution
