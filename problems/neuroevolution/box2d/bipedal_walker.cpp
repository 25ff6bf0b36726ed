#include "problems/neuroevolution/box2d/bipedal_walker.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "problems/neuroevolution/box2d/joint_limits.hpp"
#include "problems/neuroevolution/box2d/place.hpp"

namespace cambrian::neuroevolution {
namespace {

constexpr double kScale = 30;  // of the published lengths, which are pixels, to metres
constexpr double kRate = 50;   // steps per second
constexpr double kWidth = 600 / kScale;
constexpr double kHeight = 400 / kScale;
constexpr double kLevel = kHeight / 4;
constexpr double kPiece = 14 / kScale;  // of the ground
constexpr std::uint32_t kRunUp = 20;    // pieces that are smooth
constexpr std::uint32_t kGrass = 10;
constexpr double kTorque = 80;
constexpr double kHipSpeed = 4;
constexpr double kKneeSpeed = 6;
constexpr double kSight = 160 / kScale;
constexpr double kFirstForce = 5;
constexpr double kHip = -8 / kScale;
constexpr double kLegWide = 8 / kScale;
constexpr double kLegHigh = 34 / kScale;
constexpr double kHull[5][2] = {{-30, 9}, {6, 9}, {34, 1}, {34, -8}, {-30, -8}};
constexpr double kFirstX = kPiece * kRunUp / 2;
constexpr double kFirstY = kLevel + 2 * kLegHigh;

constexpr JointLimits kHipLimits = {-0.8f, 1.1f};
constexpr JointLimits kKneeLimits = {-1.6f, -0.1f};

constexpr std::uint16_t kGroundBits = 0x0001;
constexpr std::uint16_t kWalkerBits = 0x0020;

/// Half the width of a part of a leg: 1 is the upper one.
double half_width(std::size_t part) { return (part % 2 == 1 ? 1 : 0.8) * kLegWide / 2; }

/// How far the ground is on a ray, as a part of it.
class Sight : public b2RayCastCallback {
 public:
  float ReportFixture(b2Fixture* fixture, const b2Vec2&, const b2Vec2&, float fraction) override {
    if ((fixture->GetFilterData().categoryBits & kGroundBits) == 0) return -1;
    nearest = fraction;
    return fraction;
  }
  float nearest = 1;
};

}  // namespace

BipedalWalker::BipedalWalker(const double* start)
    : seed_(start[kState - 1]),
      random_({.seed = static_cast<std::uint64_t>(seed_), .purpose = Purpose::evaluate}),
      world_(b2Vec2(0, -10)) {
  make_ground();
  make_hull();
  for (const std::size_t leg : {0, 1}) make_leg(leg);
  world_.SetContactListener(this);
  const float outputs[kOutputs] = {};
  step(outputs);  // one step before anything is seen
}

void BipedalWalker::start(Random& random, double* state) {
  std::fill(state, state + kState, 0.0);
  state[kState - 1] = static_cast<double>(random.bits64() >> 12);
}

// Slopes that wander, pulled back to the level, with a level piece now and then.
void BipedalWalker::make_ground() {
  double slope = 0;
  double y = kLevel;
  std::uint32_t left = kRunUp;
  bool level = false;
  for (std::size_t i = 0; i < kGround; ++i) {
    if (!level) {
      slope = 0.8 * slope + 0.01 * (y < kLevel ? 1 : y > kLevel ? -1 : 0);
      if (i > kRunUp) slope += random_.uniform(-1, 1) / kScale;
      y += slope;
    }
    level = false;
    heights_[i] = y;
    if (--left > 0) continue;
    left = kGrass / 2 + random_.below(kGrass / 2);
    level = true;
  }
  const b2BodyDef still;
  b2Body* const ground = world_.CreateBody(&still);
  b2FixtureDef fixture;
  fixture.friction = 2.5f;
  fixture.filter.categoryBits = kGroundBits;
  b2EdgeShape edge;
  fixture.shape = &edge;
  // In this order Box2D meets the two pieces under a foot as it does in Gymnasium's first episode.
  for (std::size_t i = kGround - 1; i-- > 0;) {
    const auto x = static_cast<double>(i);
    edge.SetTwoSided(point(x * kPiece, heights_[i]), point((x + 1) * kPiece, heights_[i + 1]));
    ground->CreateFixture(&fixture);
  }
}

void BipedalWalker::make_hull() {
  b2BodyDef body;
  body.type = b2_dynamicBody;
  body.position = point(kFirstX, kFirstY);
  parts_[0] = world_.CreateBody(&body);
  std::array<b2Vec2, 5> corners;
  for (std::size_t i = 0; i < corners.size(); ++i)
    corners[i] = point(kHull[i][0] / kScale, kHull[i][1] / kScale);
  b2PolygonShape shape;
  shape.Set(corners.data(), static_cast<int>(corners.size()));
  b2FixtureDef fixture;
  fixture.shape = &shape;
  fixture.density = 5;
  fixture.friction = 0.1f;
  fixture.filter.categoryBits = kWalkerBits;
  fixture.filter.maskBits = kGroundBits;
  parts_[0]->CreateFixture(&fixture);
  parts_[0]->ApplyForceToCenter(point(random_.uniform(-kFirstForce, kFirstForce), 0), true);
}

void BipedalWalker::make_leg(std::size_t leg) {
  b2FixtureDef fixture;
  fixture.density = 1;
  fixture.filter.categoryBits = kWalkerBits;
  fixture.filter.maskBits = kGroundBits;
  for (const std::size_t part : {2 * leg + 1, 2 * leg + 2}) {
    const bool upper = part % 2 == 1;
    b2BodyDef body;
    body.type = b2_dynamicBody;
    body.position = point(kFirstX, kFirstY - kLegHigh * (upper ? 0.5 : 1.5) - kHip);
    body.angle = leg == 0 ? -0.05f : 0.05f;
    parts_[part] = world_.CreateBody(&body);
    b2PolygonShape shape;
    shape.SetAsBox(static_cast<float>(half_width(part)), static_cast<float>(kLegHigh / 2));
    fixture.shape = &shape;
    parts_[part]->CreateFixture(&fixture);
    b2RevoluteJointDef joint;
    joint.bodyA = upper ? parts_[0] : parts_[part - 1];
    joint.bodyB = parts_[part];
    joint.localAnchorA = upper ? point(0, kHip) : point(0, -kLegHigh / 2);
    joint.localAnchorB = point(0, kLegHigh / 2);
    // Angles are from those at the start on, as in pybox2d.
    joint.referenceAngle = joint.bodyB->GetAngle() - joint.bodyA->GetAngle();
    joint.enableMotor = true;
    joint.enableLimit = true;
    joint.maxMotorTorque = static_cast<float>(kTorque);
    joints_[part - 1] = static_cast<b2RevoluteJoint*>(world_.CreateJoint(&joint));
  }
}

void BipedalWalker::touch(b2Contact* contact, bool touches) {
  for (const b2Fixture* fixture : {contact->GetFixtureA(), contact->GetFixtureB()}) {
    if (fixture->GetBody() == parts_[0] && touches) fell_ = true;
    for (std::size_t leg = 0; leg < stands_.size(); ++leg)
      if (fixture->GetBody() == parts_[2 * leg + 2]) stands_[leg] = touches;
  }
}

void BipedalWalker::observe(double* seen) const {
  const b2Body& hull = *parts_[0];
  const b2Vec2 velocity = hull.GetLinearVelocity();
  seen[0] = hull.GetAngle();
  seen[1] = 2 * hull.GetAngularVelocity() / kRate;
  seen[2] = 0.3 * velocity.x * kWidth / kRate;
  seen[3] = 0.3 * velocity.y * kHeight / kRate;
  for (std::size_t leg = 0; leg < stands_.size(); ++leg) {
    const b2RevoluteJoint& hip = *joints_[2 * leg];
    const b2RevoluteJoint& knee = *joints_[2 * leg + 1];
    double* const own = seen + 4 + 5 * leg;
    own[0] = hip.GetJointAngle();
    own[1] = hip.GetJointSpeed() / kHipSpeed;
    own[2] = knee.GetJointAngle() + 1;
    own[3] = knee.GetJointSpeed() / kKneeSpeed;
    own[4] = stands_[leg] ? 1 : 0;
  }
  const b2Vec2 eye = hull.GetPosition();
  for (std::size_t i = 0; i < kRays; ++i) {
    const double angle = 1.5 * static_cast<double>(i) / kRays;
    Sight sight;
    world_.RayCast(&sight, eye,
                   point(eye.x + std::sin(angle) * kSight, eye.y - std::cos(angle) * kSight));
    seen[14 + i] = sight.nearest;
  }
}

double BipedalWalker::shaping() const {
  return 130 * parts_[0]->GetPosition().x / kScale - 5 * std::abs(parts_[0]->GetAngle());
}

Answer BipedalWalker::step(const float* outputs) {
  double cost = 0;
  for (std::size_t i = 0; i < kOutputs; ++i) {
    const double strength = std::min(std::abs(static_cast<double>(outputs[i])), 1.0);
    const double speed = i % 2 == 0 ? kHipSpeed : kKneeSpeed;
    const double direction = outputs[i] > 0 ? 1 : outputs[i] < 0 ? -1 : 0;
    joints_[i]->SetMotorSpeed(static_cast<float>(speed * direction));
    joints_[i]->SetMaxMotorTorque(static_cast<float>(kTorque * strength));
    cost += 0.00035 * kTorque * strength;
  }
  for (std::size_t i = 0; i < joints_.size(); ++i)
    (i % 2 == 0 ? kHipLimits : kKneeLimits).act(*joints_[i]);
  world_.Step(static_cast<float>(1 / kRate), 6 * 30, 2 * 30);
  const double now = shaping();
  const double reward = now - last_shaping_ - cost;
  last_shaping_ = now;
  const double x = parts_[0]->GetPosition().x;
  if (fell_ || x < 0) return {-100, true};
  return {reward, x > (kGround - kGrass) * kPiece};
}

void BipedalWalker::state(double* state) const {
  for (std::size_t part = 0; part < kParts; ++part) {
    state[3 * part] = parts_[part]->GetPosition().x;
    state[3 * part + 1] = parts_[part]->GetPosition().y;
    state[3 * part + 2] = parts_[part]->GetAngle();
  }
  for (std::size_t leg = 0; leg < stands_.size(); ++leg)
    state[3 * kParts + leg] = stands_[leg] ? 1 : 0;
  std::copy(heights_.begin(), heights_.end(), state + kFirstHeight);
  state[kState - 1] = seed_;
}

Frame BipedalWalker::draw(const double* state) {
  const Place hull{state[0], state[1], state[2]};
  const double left = std::max(0.0, hull.x - kWidth / 5);
  Frame frame{left, 0, left + kWidth, kHeight, {}};
  constexpr double kOverlap = 0.03;  // so that no light comes through
  const auto first = static_cast<std::size_t>(left / kPiece);
  const auto last = std::min(kGround - 1, static_cast<std::size_t>((left + kWidth) / kPiece) + 1);
  for (std::size_t i = first; i < last; ++i) {
    const double x = static_cast<double>(i) * kPiece;
    frame.shapes.push_back({{{x, 0},
                             {x, state[kFirstHeight + i]},
                             {x + kPiece + kOverlap, state[kFirstHeight + i + 1]},
                             {x + kPiece + kOverlap, 0}},
                            0,
                            Paint::ground});
  }
  const auto leg = [&](std::size_t part, Paint paint) {
    const double* const place = state + 3 * part;
    frame.shapes.push_back(
        Place{place[0], place[1], place[2]}.box(half_width(part), kLegHigh / 2, paint));
  };
  leg(1, Paint::goal);
  leg(2, Paint::goal);
  Shape trunk;
  for (const auto& [x, y] : kHull) trunk.points.push_back(hull.at(x / kScale, y / kScale));
  frame.shapes.push_back(std::move(trunk));
  leg(3, Paint::limb);
  leg(4, Paint::limb);
  return frame;
}

}  // namespace cambrian::neuroevolution
