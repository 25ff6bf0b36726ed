#include "problems/neuroevolution/box2d/lunar_lander.hpp"

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
constexpr double kPad = kHeight / 4;
constexpr double kMainPower = 13;
constexpr double kSidePower = 0.6;
constexpr double kFirstForce = 1000;
constexpr double kLegAway = 20 / kScale;
constexpr double kLegDown = 18 / kScale;
constexpr double kSideAway = 12 / kScale;
constexpr double kSideHeight = 14 / kScale;
constexpr double kSideArm = 17 / kScale;
constexpr double kMainBelow = 4 / kScale;

constexpr JointLimits kLimits[] = {{0.4f, 0.9f}, {-0.9f, -0.4f}};  // of the legs

constexpr std::uint16_t kGroundBits = 0x0001;
constexpr std::uint16_t kLanderBits = 0x0010;
constexpr std::uint16_t kLegBits = 0x0020;

constexpr double kHull[6][2] = {{-14, 17}, {-17, 0}, {-17, -10}, {17, -10}, {17, 0}, {14, 17}};
constexpr double kLegWide = 2 / kScale;  // half of it
constexpr double kLegHigh = 8 / kScale;

}  // namespace

LunarLander::LunarLander(const double* start)
    : seed_(start[kState - 1]),
      random_({.seed = static_cast<std::uint64_t>(seed_), .purpose = Purpose::evaluate}),
      world_(b2Vec2(0, -10)) {
  make_ground();
  make_lander();
  for (const int side : {-1, 1}) make_leg(side);
  world_.SetContactListener(this);
  step(Engines{});  // one step before anything is seen
}

void LunarLander::start(Random& random, double* state) {
  std::fill(state, state + kState, 0.0);
  state[kState - 1] = static_cast<double>(random.bits64() >> 12);
}

// Random heights, level around the flags, each the mean of three.
void LunarLander::make_ground() {
  std::array<double, kGround + 1> rough;
  for (double& height : rough) height = random_.uniform(0, kHeight / 2);
  constexpr std::size_t kMiddle = kGround / 2;
  for (std::size_t i = kMiddle - 2; i <= kMiddle + 2; ++i) rough[i] = kPad;
  for (std::size_t i = 0; i < kGround; ++i) {
    const double before = rough[i == 0 ? kGround : i - 1];
    heights_[i] = 0.33 * (before + rough[i] + rough[i + 1]);
  }
  const b2BodyDef still;
  ground_ = world_.CreateBody(&still);
  b2FixtureDef fixture;
  fixture.filter.categoryBits = kGroundBits;
  b2EdgeShape edge;
  edge.SetTwoSided(point(0, 0), point(kWidth, 0));
  fixture.shape = &edge;
  ground_->CreateFixture(&fixture);
  fixture.friction = 0.1f;
  constexpr double kChunk = kWidth / (kGround - 1);
  for (std::size_t i = 0; i + 1 < kGround; ++i) {
    const auto x = static_cast<double>(i);
    edge.SetTwoSided(point(x * kChunk, heights_[i]), point((x + 1) * kChunk, heights_[i + 1]));
    ground_->CreateFixture(&fixture);
  }
}

void LunarLander::make_lander() {
  b2BodyDef body;
  body.type = b2_dynamicBody;
  body.position = point(kWidth / 2, kHeight);
  lander_ = world_.CreateBody(&body);
  std::array<b2Vec2, 6> hull;
  for (std::size_t i = 0; i < hull.size(); ++i)
    hull[i] = point(kHull[i][0] / kScale, kHull[i][1] / kScale);
  b2PolygonShape shape;
  shape.Set(hull.data(), static_cast<int>(hull.size()));
  b2FixtureDef fixture;
  fixture.shape = &shape;
  fixture.density = 5;
  fixture.friction = 0.1f;
  fixture.filter.categoryBits = kLanderBits;
  fixture.filter.maskBits = kGroundBits;
  lander_->CreateFixture(&fixture);
  const double x = random_.uniform(-kFirstForce, kFirstForce);
  const double y = random_.uniform(-kFirstForce, kFirstForce);
  lander_->ApplyForceToCenter(point(x, y), true);
}

void LunarLander::make_leg(int side) {
  b2BodyDef body;
  body.type = b2_dynamicBody;
  body.position = point(kWidth / 2 - side * kLegAway, kHeight);
  body.angle = static_cast<float>(side * 0.05);
  b2Body*& leg = legs_[side < 0 ? 0 : 1];
  leg = world_.CreateBody(&body);
  b2PolygonShape shape;
  shape.SetAsBox(static_cast<float>(kLegWide), static_cast<float>(kLegHigh));
  b2FixtureDef fixture;
  fixture.shape = &shape;
  fixture.density = 1;
  fixture.filter.categoryBits = kLegBits;
  fixture.filter.maskBits = kGroundBits;
  leg->CreateFixture(&fixture);
  b2RevoluteJointDef joint;
  joint.bodyA = lander_;
  joint.bodyB = leg;
  joint.localAnchorA = point(0, 0);
  joint.localAnchorB = point(side * kLegAway, kLegDown);
  joint.referenceAngle = body.angle;  // limits are from the angle at the start on, as in pybox2d
  joint.enableMotor = true;
  joint.enableLimit = true;
  joint.maxMotorTorque = 40;
  joint.motorSpeed = static_cast<float>(0.3 * side);
  joints_[side < 0 ? 0 : 1] = static_cast<b2RevoluteJoint*>(world_.CreateJoint(&joint));
}

void LunarLander::touch(b2Contact* contact, bool touches) {
  for (const b2Fixture* fixture : {contact->GetFixtureA(), contact->GetFixtureB()}) {
    if (fixture->GetBody() == lander_ && touches) crashed_ = true;
    for (std::size_t i = 0; i < legs_.size(); ++i)
      if (fixture->GetBody() == legs_[i]) stands_[i] = touches;
  }
}

// Impulses at places that vary a little.
void LunarLander::fire(const Engines& engines) {
  const double sine = std::sin(lander_->GetAngle());
  const double cosine = std::cos(lander_->GetAngle());
  const double spread[2] = {random_.uniform(-1, 1) / kScale, random_.uniform(-1, 1) / kScale};
  const b2Vec2 position = lander_->GetPosition();
  if (engines.main > 0) {
    const double away = kMainBelow + 2 * spread[0];
    const double x = sine * away - cosine * spread[1];
    const double y = -cosine * away - sine * spread[1];
    lander_->ApplyLinearImpulse(
        point(-x * kMainPower * engines.main, -y * kMainPower * engines.main),
        point(position.x + x, position.y + y), true);
  }
  if (engines.side != 0) {
    const double direction = engines.side > 0 ? 1 : -1;
    const double power = kSidePower * std::abs(engines.side);
    const double away = 3 * spread[1] + direction * kSideAway;
    const double x = sine * spread[0] - cosine * away;
    const double y = -cosine * spread[0] - sine * away;
    lander_->ApplyLinearImpulse(
        point(-x * power, -y * power),
        point(position.x + x - sine * kSideArm, position.y + y + cosine * kSideHeight), true);
  }
}

void LunarLander::observe(double* seen) const {
  const b2Vec2 position = lander_->GetPosition();
  const b2Vec2 velocity = lander_->GetLinearVelocity();
  seen[0] = (position.x - kWidth / 2) / (kWidth / 2);
  seen[1] = (position.y - (kPad + kLegDown)) / (kHeight / 2);
  seen[2] = velocity.x * (kWidth / 2) / kRate;
  seen[3] = velocity.y * (kHeight / 2) / kRate;
  seen[4] = lander_->GetAngle();
  seen[5] = 20 * lander_->GetAngularVelocity() / kRate;
  seen[6] = stands_[0] ? 1 : 0;
  seen[7] = stands_[1] ? 1 : 0;
}

double LunarLander::shaping() const {
  double seen[kObservations];
  observe(seen);
  return -100 * std::sqrt(seen[0] * seen[0] + seen[1] * seen[1]) -
         100 * std::sqrt(seen[2] * seen[2] + seen[3] * seen[3]) - 100 * std::abs(seen[4]) +
         10 * seen[6] + 10 * seen[7];
}

Answer LunarLander::step(const Engines& engines) {
  engines_ = engines;
  fire(engines);
  for (std::size_t i = 0; i < kLegs; ++i) kLimits[i].act(*joints_[i]);
  world_.Step(static_cast<float>(1 / kRate), 6 * 30, 2 * 30);
  const double now = shaping();
  Answer answer;
  answer.reward = now - last_shaping_ - 0.3 * engines.main - 0.03 * std::abs(engines.side);
  last_shaping_ = now;
  const double x = (lander_->GetPosition().x - kWidth / 2) / (kWidth / 2);
  if (!lander_->IsAwake()) return {100, true};
  if (crashed_ || std::abs(x) >= 1) return {-100, true};
  return answer;
}

void LunarLander::state(double* state) const {
  observe(state);
  state[kObservations] = engines_.main;
  state[kObservations + 1] = engines_.side;
  for (std::size_t i = 0; i < kLegs; ++i) {
    double* const leg = state + kFirstLeg + 3 * i;
    leg[0] = legs_[i]->GetPosition().x;
    leg[1] = legs_[i]->GetPosition().y;
    leg[2] = legs_[i]->GetAngle();
  }
  std::copy(heights_.begin(), heights_.end(), state + kFirstHeight);
  state[kState - 1] = seed_;
}

Frame LunarLander::draw(const double* state) {
  Frame frame{0, 0, kWidth, kHeight, {}};
  Shape ground{{{0, 0}}, 0, Paint::ground};
  constexpr double kChunk = kWidth / (kGround - 1);
  for (std::size_t i = 0; i < kGround; ++i)
    ground.points.push_back({static_cast<double>(i) * kChunk, state[kFirstHeight + i]});
  ground.points.push_back({kWidth, 0});
  frame.shapes.push_back(std::move(ground));
  for (const std::size_t i : {kGround / 2 - 1, kGround / 2 + 1}) {
    const double x = static_cast<double>(i) * kChunk;
    const double y = state[kFirstHeight + i];
    frame.shapes.push_back({{{x, y}, {x, y + 1.6}}, 0.06, Paint::limb});
    frame.shapes.push_back({{{x, y + 1.6}, {x + 0.8, y + 1.3}, {x, y + 1}}, 0, Paint::goal});
  }
  const Place lander{state[0] * (kWidth / 2) + kWidth / 2,
                     state[1] * (kHeight / 2) + kPad + kLegDown, state[4]};
  const double main = state[kObservations];
  const double side = state[kObservations + 1];
  if (main > 0) {
    frame.shapes.push_back({{lander.at(-0.25, -10 / kScale), lander.at(0.25, -10 / kScale),
                             lander.at(0, -10 / kScale - 1.2 * main)},
                            0,
                            Paint::signal});
  }
  if (side != 0) {
    const double x = side > 0 ? -17 / kScale : 17 / kScale;
    frame.shapes.push_back(
        {{lander.at(x, 0.35), lander.at(x, 0.1), lander.at(x - 0.8 * side, 0.225)},
         0,
         Paint::signal});
  }
  for (std::size_t i = 0; i < kLegs; ++i) {
    const double* const leg = state + kFirstLeg + 3 * i;
    frame.shapes.push_back(Place{leg[0], leg[1], leg[2]}.box(kLegWide, kLegHigh, Paint::limb));
  }
  Shape hull;
  for (const auto& [x, y] : kHull) hull.points.push_back(lander.at(x / kScale, y / kScale));
  frame.shapes.push_back(std::move(hull));
  return frame;
}

Answer DiscreteLunarLander::step(const float* outputs) {
  const auto choice = std::max_element(outputs, outputs + kOutputs) - outputs;
  Engines engines;
  if (choice == 2) engines.main = 1;
  if (choice == 1) engines.side = -1;
  if (choice == 3) engines.side = 1;
  return step(engines);
}

Answer ContinuousLunarLander::step(const float* outputs) {
  const double main = std::clamp<double>(outputs[0], -1, 1);
  const double side = std::clamp<double>(outputs[1], -1, 1);
  return step({.main = main > 0 ? 0.5 + 0.5 * main : 0, .side = std::abs(side) > 0.5 ? side : 0});
}

}  // namespace cambrian::neuroevolution
