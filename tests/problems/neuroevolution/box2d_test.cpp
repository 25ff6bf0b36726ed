#ifdef CAMBRIAN_BOX2D
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "problems/neuroevolution/box2d/bipedal_walker.hpp"
#include "problems/neuroevolution/box2d/lunar_lander.hpp"

namespace cambrian::neuroevolution {
namespace {

std::vector<double> start_of(std::uint64_t seed) {
  Random random({.seed = seed});
  std::vector<double> state(LunarLander::kState);
  LunarLander::start(random, state.data());
  return state;
}

struct Landing {
  double score = 0;
  int steps = 0;
  double last_reward = 0;
  std::vector<double> end;
};

/// Up to 1000 steps of engines that `pilot` chooses by what it sees.
template <class Pilot>
Landing fly(std::uint64_t seed, const Pilot& pilot) {
  LunarLander lander(start_of(seed).data());
  Landing landing;
  for (bool done = false; !done && landing.steps < 1000; ++landing.steps) {
    double seen[LunarLander::kObservations];
    lander.observe(seen);
    const Answer answer = lander.step(pilot(seen));
    landing.score += answer.reward;
    landing.last_reward = answer.reward;
    done = answer.done;
  }
  landing.end.resize(LunarLander::kState);
  lander.state(landing.end.data());
  return landing;
}

/// Tilts towards the middle and brakes, as Gymnasium's demonstration does.
LunarLander::Engines careful(const double* seen) {
  const double tilt = std::clamp(0.5 * seen[0] + seen[2], -0.4, 0.4);
  double turn = 0.5 * (tilt - seen[4]) - seen[5];
  double lift = 0.5 * (0.55 * std::abs(seen[0]) - seen[1]) - 0.5 * seen[3];
  if (seen[6] != 0 || seen[7] != 0) {
    turn = 0;
    lift = -0.5 * seen[3];
  }
  if (lift > std::abs(turn) && lift > 0.05) return {.main = 1};
  if (turn < -0.05) return {.side = 1};
  if (turn > 0.05) return {.side = -1};
  return {};
}

LunarLander::Engines idle(const double*) { return {}; }

TEST(LunarLander, ACarefulPilotScoresWhatItScoresInGymnasium) {
  double sum = 0;
  int landed = 0;
  constexpr int kEpisodes = 60;
  for (int seed = 0; seed < kEpisodes; ++seed) {
    const Landing landing = fly(static_cast<std::uint64_t>(seed), careful);
    sum += landing.score;
    landed += landing.last_reward == 100 ? 1 : 0;
  }
  // 300 episodes in Gymnasium: 242 with a standard error of 6, 92 % of them landed.
  EXPECT_NEAR(sum / kEpisodes, 242, 30);
  EXPECT_GE(landed, 48);
}

TEST(LunarLander, WithoutEnginesItCrashesAsInGymnasium) {
  std::vector<double> scores;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Landing landing = fly(seed, idle);
    EXPECT_EQ(landing.last_reward, -100);
    EXPECT_LT(landing.steps, 250);
    scores.push_back(landing.score);
  }
  std::sort(scores.begin(), scores.end());
  // Quartiles of 8,000 episodes in Gymnasium.
  EXPECT_NEAR(scores[50], -152, 8);
  EXPECT_NEAR(scores[100], -134, 7);
  EXPECT_NEAR(scores[150], -115, 8);
}

TEST(LunarLander, InFlightItsLegsComeToRestWhereTheyDoInGymnasium) {
  LunarLander lander(start_of(1).data());
  for (int i = 0; i < 50; ++i) lander.step(LunarLander::Engines{});
  std::vector<double> state(LunarLander::kState);
  lander.state(state.data());
  EXPECT_NEAR(state[LunarLander::kFirstLeg + 2] - state[4], 0.35, 0.01);
  EXPECT_NEAR(state[LunarLander::kFirstLeg + 5] - state[4], -0.35, 0.01);
}

TEST(LunarLander, AnEpisodeFollowsFromItsStart) {
  const Landing first = fly(7, careful);
  const Landing again = fly(7, careful);
  EXPECT_EQ(first.score, again.score);
  EXPECT_EQ(first.end, again.end);
  EXPECT_NE(first.end, fly(8, careful).end);
}

TEST(LunarLander, BeginsAboveTheMiddleOfTheFlags) {
  LunarLander lander(start_of(1).data());
  std::vector<double> state(LunarLander::kState);
  lander.state(state.data());
  EXPECT_NEAR(state[0], 0, 0.02);
  EXPECT_NEAR(state[1], 1.41, 0.02);
  EXPECT_EQ(state[6] + state[7], 0);
  // The ground is level between the flags.
  for (std::size_t i = 4; i <= 6; ++i)
    EXPECT_NEAR(state[LunarLander::kFirstHeight + i], 0.99 * 400 / 30.0 / 4, 1e-9);
}

TEST(LunarLander, LeavingTheSceneEndsTheEpisode) {
  const Landing landing = fly(3, [](const double* seen) {
    return LunarLander::Engines{.main = seen[1] < 1 ? 1.0 : 0.0,
                                .side = seen[4] < 0.5 ? -1.0 : 0.0};
  });
  EXPECT_EQ(landing.last_reward, -100);
}

TEST(LunarLander, EnginesCostFuel) {
  LunarLander burning(start_of(5).data());
  LunarLander drifting(start_of(5).data());
  std::vector<double> a(8), b(8);
  burning.observe(a.data());
  burning.step({.main = 1});
  drifting.step({});
  burning.observe(a.data());
  drifting.observe(b.data());
  EXPECT_GT(a[3], b[3]);
}

TEST(LunarLander, ContinuousEnginesWorkFromTheirThresholdsOn) {
  const auto engines_of = [](float main, float side) {
    ContinuousLunarLander lander(start_of(5).data());
    const float outputs[2] = {main, side};
    lander.step(outputs);
    std::vector<double> state(LunarLander::kState);
    lander.state(state.data());
    return std::pair(state[8], state[9]);
  };
  EXPECT_EQ(engines_of(-0.1f, 0.5f), std::pair(0.0, 0.0));
  EXPECT_EQ(engines_of(0.5f, -0.75f), std::pair(0.75, -0.75));
  EXPECT_EQ(engines_of(9.0f, 9.0f), std::pair(1.0, 1.0));
}

TEST(LunarLander, TheLargestOfFourOutputsChoosesAnEngine) {
  for (int choice = 0; choice < 4; ++choice) {
    DiscreteLunarLander lander(start_of(5).data());
    float outputs[4] = {};
    outputs[choice] = 1;
    lander.step(outputs);
    std::vector<double> state(LunarLander::kState);
    lander.state(state.data());
    EXPECT_EQ(state[8], choice == 2 ? 1 : 0);
    EXPECT_EQ(state[9], choice == 1 ? -1 : choice == 3 ? 1 : 0);
  }
}

std::vector<double> walk_of(std::uint64_t seed) {
  Random random({.seed = seed});
  std::vector<double> state(BipedalWalker::kState);
  BipedalWalker::start(random, state.data());
  return state;
}

TEST(BipedalWalker, StepsAsGymnasiumDoes) {
  // The same torques in Gymnasium 1.0.0 with Box2D 2.3.10: what is seen of hull and legs.
  const std::pair<int, std::vector<double>> seen_there[] = {
      {0,
       {0.003, 0, -0.002, -0.016, 0.093, 0.004, 0.860, -0.002, 1, 0.033, 0.004, 0.854, -0.003, 1}},
      {1,
       {0.006, -0.002, -0.003, 0.031, 0.393, 0.608, 0.167, -1, 1, -0.382, -0.739, 1.752, 0.998, 1}},
      {2, {-0.003, -0.008, -0.015, 0.006, 0.447, 0.810, 0.117, -1, 0, 0.102, 0.068, 1.283, 0, 1}},
      {10, {0.017, 0.022, -0.016, -0.001, 1.011, 1, -0.631, -1, 0, -0.046, -0.141, 0.935, 0.001}}};
  BipedalWalker walker(walk_of(1).data());
  const float torques[4] = {0.3f, -0.5f, -0.2f, 0.8f};
  int step = 0;
  for (const auto& [when, there] : seen_there) {
    for (; step < when; ++step) walker.step(torques);
    double seen[BipedalWalker::kObservations];
    walker.observe(seen);
    for (std::size_t i = 0; i < there.size(); ++i)
      EXPECT_NEAR(seen[i], there[i], 0.03) << step << " " << i;
  }
}

TEST(BipedalWalker, WithoutTorqueItFallsAsInGymnasium) {
  const float nothing[4] = {};
  double sum = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    BipedalWalker walker(walk_of(seed).data());
    Answer answer;
    for (int step = 0; step < 400 && !answer.done; ++step) {
      answer = walker.step(nothing);
      sum += answer.reward / 20;
    }
    EXPECT_EQ(answer.reward, -100);
  }
  EXPECT_NEAR(sum, -91.94, 0.2);
}

TEST(BipedalWalker, SeesTheGroundBelowAndPaysForTorque) {
  BipedalWalker walker(walk_of(4).data());
  double seen[BipedalWalker::kObservations];
  walker.observe(seen);
  EXPECT_NEAR(seen[14], 0.441, 0.01);  // straight down, as a part of 160 / 30 metres
  EXPECT_EQ(seen[23], 1);              // ahead is nothing
  BipedalWalker idler(walk_of(4).data());
  const float nothing[4] = {};
  const float beyond[4] = {9, 0, 0, 0};
  const float full[4] = {1, 0, 0, 0};
  BipedalWalker strong(walk_of(4).data());
  EXPECT_EQ(walker.step(full).reward, strong.step(beyond).reward);
  EXPECT_GT(idler.step(nothing).reward, walker.step(full).reward);
}

TEST(BipedalWalker, AnEpisodeFollowsFromItsStart) {
  const auto end_of = [](std::uint64_t seed) {
    BipedalWalker walker(walk_of(seed).data());
    const float torques[4] = {0.3f, -0.5f, -0.2f, 0.8f};
    for (int i = 0; i < 50; ++i) walker.step(torques);
    std::vector<double> state(BipedalWalker::kState);
    walker.state(state.data());
    return state;
  };
  EXPECT_EQ(end_of(1), end_of(1));
  EXPECT_NE(end_of(1), end_of(2));
}

}  // namespace
}  // namespace cambrian::neuroevolution
#endif
