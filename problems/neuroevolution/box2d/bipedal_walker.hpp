// BipedalWalker: walk over rough ground on two legs.
#pragma once

#include <box2d/box2d.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/core/random.hpp"
#include "problems/neuroevolution/play_each.hpp"

namespace cambrian::neuroevolution {

/// As Gymnasium 1.0's BipedalWalker-v3 (without obstacles), on Box2D 2.4; four outputs, clipped to
/// [-1, 1]: torques of the first leg's hip and knee and of the second one's. The state: position
/// and angle of the hull and of upper and lower part of either leg, contact of either foot, heights
/// of the ground, and the seed from which all chance of the episode is drawn.
class BipedalWalker : private b2ContactListener {
 public:
  static constexpr const char* kName = "bipedal_walker";
  static constexpr const char* kSummary = "walk over rough ground on two legs";
  static constexpr std::size_t kGround = 200;
  static constexpr std::size_t kParts = 5;
  static constexpr std::size_t kFirstHeight = 3 * kParts + 2;
  static constexpr std::size_t kState = kFirstHeight + kGround + 1;
  static constexpr std::size_t kRays = 10;
  static constexpr std::size_t kObservations = 14 + kRays;
  static constexpr std::size_t kOutputs = 4;
  static constexpr std::size_t kBehaviour = 3;
  static constexpr std::uint32_t kLimit = 1600;
  static constexpr double kBest = 370;
  static constexpr double kSeconds = 0.02;

  explicit BipedalWalker(const double* start);
  BipedalWalker(const BipedalWalker&) = delete;
  BipedalWalker& operator=(const BipedalWalker&) = delete;

  static void start(Random& random, double* state);
  void observe(double* seen) const;
  Answer step(const float* outputs);
  void state(double* state) const;
  static Frame draw(const double* state);

 private:
  void make_ground();
  void make_hull();
  void make_leg(std::size_t leg);
  double shaping() const;
  void BeginContact(b2Contact* contact) override { touch(contact, true); }
  void EndContact(b2Contact* contact) override { touch(contact, false); }
  void touch(b2Contact* contact, bool touches);

  double seed_;
  Random random_;
  b2World world_;
  std::array<double, kGround> heights_ = {};
  std::array<b2Body*, kParts> parts_ = {};  // hull; upper and lower leg, twice
  std::array<b2RevoluteJoint*, 4> joints_ = {};
  std::array<bool, 2> stands_ = {};  // feet
  bool fell_ = false;
  double last_shaping_ = 0;
};

}  // namespace cambrian::neuroevolution
