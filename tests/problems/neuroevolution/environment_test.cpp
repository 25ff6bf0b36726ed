#include "problems/neuroevolution/environment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <numbers>
#include <span>

#include "hwy/aligned_allocator.h"
#include "operators/seeds/rebuilder.hpp"

namespace cambrian::neuroevolution {
namespace {

struct Played {
  std::vector<Episode> episodes;
  std::vector<double> endings;
};

Played play(const Environment& environment, const PackedNetwork& network,
            const std::vector<double>& starts, std::uint32_t limit) {
  Played played;
  played.episodes.resize(starts.size() / environment.state);
  played.endings.resize(starts.size());
  environment.play({network, starts, limit, played.episodes, played.endings});
  return played;
}

NetworkShape shape_of(const Environment& environment, std::vector<std::size_t> hidden,
                      Activation activation = Activation::tanh) {
  NetworkShape shape{{environment.observations}, activation};
  shape.widths.insert(shape.widths.end(), hidden.begin(), hidden.end());
  shape.widths.push_back(environment.outputs);
  return shape;
}

PackedNetwork random_network(const NetworkShape& shape, std::uint64_t seed) {
  const seeds::Rebuilder rebuilder({.groups = shape.groups(1, 1)});
  return {shape, *rebuilder.weights({seed, 1, 2, 3})};
}

std::vector<double> random_starts(const Environment& environment, std::size_t episodes) {
  Random random({.seed = 11});
  std::vector<double> starts(episodes * environment.state);
  for (std::size_t i = 0; i < episodes; ++i)
    environment.start(random, &starts[i * environment.state]);
  return starts;
}

TEST(Environment, DoesWhatGymnasiumDoes) {
  std::ifstream file("tests/problems/neuroevolution/gymnasium_vectors.json");
  const auto vectors = nlohmann::json::parse(file).at("tasks");
  EXPECT_EQ(vectors.size(), 5u);
  for (const auto& [name, cases] : vectors.items()) {
    const Environment environment = neuroevolution::environment(name).value();
    const NetworkShape shape = shape_of(environment, {});
    for (const auto& one : cases) {
      const auto weights = one.at("weights").get<std::vector<float>>();
      ASSERT_EQ(weights.size(), shape.weights());
      for (const auto& run : one.at("runs")) {
        const auto limit = std::min(run.at("limit").get<std::uint32_t>(), environment.limit);
        const Played played = play(environment, {shape, weights}, one.at("start"), limit);
        EXPECT_EQ(played.episodes[0].steps, run.at("steps").get<std::uint32_t>()) << name;
        const double score = run.at("score");
        EXPECT_NEAR(played.episodes[0].score, score, 1e-4 * (1 + std::fabs(score))) << name;
        // Networks see single precision, and what acrobot does with small differences is chaos.
        const double tolerance = played.episodes[0].steps <= 50 ? 1e-5 : 1e-2;
        for (std::size_t k = 0; k < environment.state; ++k)
          EXPECT_NEAR(played.endings[k], run.at("state").at(k).get<double>(), tolerance) << name;
      }
    }
  }
}

void expect_equal(const Played& a, const Played& b, const std::string& name) {
  EXPECT_EQ(a.endings, b.endings) << name;
  for (std::size_t i = 0; i < a.episodes.size(); ++i) {
    EXPECT_EQ(a.episodes[i].score, b.episodes[i].score) << name << " " << i;
    EXPECT_EQ(a.episodes[i].steps, b.episodes[i].steps) << name << " " << i;
  }
}

TEST(Environment, IsTheSameInEveryBitOnAllInstructionSets) {
  const auto baseline = environments(InstructionSet::baseline);
  for (const InstructionSet set : instruction_sets()) {
    const auto fast = environments(set);
    for (std::size_t e = 0; e < fast.size(); ++e) {
      const auto network = random_network(shape_of(fast[e], {13, 7}), 3);
      const auto starts = random_starts(fast[e], 7);
      const std::uint32_t limit = fast[e].state <= 6 ? 100 : 20;  // others are played one by one
      expect_equal(play(fast[e], network, starts, limit), play(baseline[e], network, starts, limit),
                   fast[e].name);
    }
  }
}

TEST(Environment, PlaysAnEpisodeTheSameWayAloneAndAmongOthers) {
  for (const Environment& environment : environments(instruction_sets().front())) {
    const bool in_lanes = environment.state <= 6;  // others are played one by one
    const std::uint32_t limit = in_lanes ? std::min(environment.limit, 200u) : 30;
    const std::size_t count = in_lanes ? 37 : 10;
    for (const Activation activation : {Activation::tanh, Activation::relu}) {
      NetworkShape shape = shape_of(environment, {33, 8}, activation);
      shape.recurrent = activation == Activation::tanh;
      const auto network = random_network(shape, 5);
      const auto starts = random_starts(environment, count);
      const Played all = play(environment, network, starts, limit);
      for (std::size_t i = 0; i < count; i += 9) {
        const auto first = starts.begin() + static_cast<std::ptrdiff_t>(i * environment.state);
        const std::vector<double> own(first,
                                      first + static_cast<std::ptrdiff_t>(environment.state));
        const Played alone = play(environment, network, own, limit);
        EXPECT_EQ(alone.episodes[0].score, all.episodes[i].score) << environment.name;
        EXPECT_EQ(alone.episodes[0].steps, all.episodes[i].steps) << environment.name;
      }
    }
  }
}

TEST(Environment, BreaksAnEpisodeOfNumbersThatAreNone) {
  const Environment environment = neuroevolution::environment("pendulum").value();
  const auto network = random_network(shape_of(environment, {4}), 1);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Played played = play(environment, network, {0, 1, nan, 1, 0, INFINITY}, 200);
  EXPECT_FALSE(played.episodes[0].broken);
  EXPECT_TRUE(played.episodes[1].broken);
  EXPECT_TRUE(played.episodes[2].broken);
  EXPECT_EQ(played.episodes[1].steps, 0u);
}

// What the kernels must compute, neuron by neuron; takes the layer's weights from the front.
std::vector<float> layer_slowly(std::span<const float>& weights, const std::vector<float>& seen,
                                std::size_t outputs, bool hidden) {
  const auto first = weights.begin() + static_cast<std::ptrdiff_t>(seen.size() * outputs);
  std::vector<float> next(first, first + static_cast<std::ptrdiff_t>(outputs));
  for (std::size_t i = 0; i < seen.size(); ++i)
    for (std::size_t j = 0; j < outputs; ++j) next[j] += seen[i] * weights[i * outputs + j];
  if (hidden)
    for (float& value : next) value = std::tanh(value);
  weights = weights.subspan((seen.size() + 1) * outputs);
  return next;
}

std::vector<float> slowly(const NetworkShape& shape, std::span<const float> weights,
                          std::vector<float> seen) {
  for (std::size_t l = 0; l < shape.layers(); ++l)
    seen = layer_slowly(weights, seen, shape.widths[l + 1], l + 1 < shape.layers());
  return seen;
}

TEST(Environment, LetsTheNetworkChooseWhatItComputes) {
  const Environment environment = neuroevolution::environment("mountain_car_continuous").value();
  const NetworkShape shape = shape_of(environment, {9, 5});
  const seeds::Rebuilder rebuilder({.groups = shape.groups(1, 1)});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto weights = rebuilder.weights({seed, 4});
    const float output = slowly(shape, *weights, {-0.5f, 0.01f}).front();
    const double push = std::fmin(std::fmax(output, -1.0f), 1.0f);
    const Played played = play(environment, {shape, *weights}, {-0.5, 0.01}, 1);
    EXPECT_NEAR(played.episodes[0].score, -0.1 * push * push, 1e-6);
    EXPECT_NEAR(played.endings[1], 0.01 + 0.0015 * push - 0.0025 * std::cos(-1.5), 1e-8);
  }
}

TEST(Network, RecurrentLayersSeeTheirOwnOutputsOfTheStepBefore) {
  const NetworkShape shape{.widths = {2, 9, 5, 1}, .recurrent = true};
  EXPECT_EQ(shape.weights(), (2u + 9 + 1) * 9 + (9 + 5 + 1) * 5 + (5 + 1) * 1);
  const seeds::Rebuilder rebuilder({.groups = shape.groups(1, 1)});
  const auto weights = rebuilder.weights({7, 4});
  const PackedNetwork network(shape, *weights);
  ASSERT_EQ(network.memory(), 9u + 5);
  for (const InstructionSet set : instruction_sets()) {
    std::vector<float> memory(network.memory());
    std::vector<std::vector<float>> before = {std::vector<float>(9), std::vector<float>(5)};
    for (float step = 0; step < 4; ++step) {
      const auto front = hwy::AllocateAligned<float>(network.widest());
      const auto back = hwy::AllocateAligned<float>(network.widest());
      std::vector<float> seen = {0.3f - step, 0.2f * step};
      std::copy(seen.begin(), seen.end(), front.get());
      const float output = *forward_pass(set)(network, {front.get(), back.get(), memory.data()});
      std::span<const float> left = *weights;
      for (std::size_t l = 0; l < 2; ++l) {
        seen.insert(seen.end(), before[l].begin(), before[l].end());
        seen = before[l] = layer_slowly(left, seen, shape.widths[l + 1], true);
      }
      EXPECT_NEAR(output, layer_slowly(left, seen, 1, false).front(), 1e-5f);
    }
  }
}

TEST(HardMaze, StopsARobotAtTheWallAndPaysItsDistance) {
  const Environment maze = neuroevolution::environment("hard_maze").value();
  // No turning, full speed: along the corridor to the wall at x = 56..57 between y = 157 and 54.
  const NetworkShape shape = shape_of(maze, {});
  std::vector<float> weights(shape.weights(), 0.0f);
  weights.back() = 0.5f;
  const std::vector<double> start = {20, 65, 0, 0, 0, 0};
  const Played played = play(maze, {shape, weights}, start, maze.limit);
  EXPECT_EQ(played.episodes[0].steps, 400u);
  EXPECT_NEAR(played.endings[0], 47, 2);  // a radius of 8 from the wall, in steps of 3
  EXPECT_EQ(played.endings[1], 65);
  const double distance = std::hypot(31 - played.endings[0], 20 - 65);
  EXPECT_NEAR(played.episodes[0].score, -distance, 1e-9);
}

TEST(HardMaze, IsOverWhenTheGoalIsReached) {
  const Environment maze = neuroevolution::environment("hard_maze").value();
  const NetworkShape shape = shape_of(maze, {});
  const std::vector<float> weights(shape.weights(), 0.0f);
  const Played played = play(maze, {shape, weights}, {34, 20, 0, 0, 0, 0}, maze.limit);
  EXPECT_EQ(played.episodes[0].steps, 1u);
  EXPECT_EQ(played.episodes[0].score, 0);
}

TEST(Environments, HaveNamesThatErrorsSuggest) {
  const auto found = neuroevolution::environment("cartpole");
  ASSERT_FALSE(found.ok());
  EXPECT_NE(found.error().hint.find("cart_pole"), std::string::npos);
}

TEST(Environment, TellsTheStatesOfOneEpisode) {
  for (const InstructionSet set : instruction_sets()) {
    for (const Environment& environment : environments(set)) {
      const PackedNetwork network = random_network(shape_of(environment, {4}), 3);
      const std::vector<double> start = random_starts(environment, 1);
      constexpr std::uint32_t kSteps = 20;
      std::vector<double> path(kSteps * environment.state);
      std::vector<double> ending(environment.state);
      Episode episode;
      environment.play({network, start, kSteps, {&episode, 1}, ending, {}, path});
      ASSERT_GT(episode.steps, 5u) << environment.name;
      for (std::uint32_t step = 0; step < episode.steps; ++step) {
        // Its states are where shorter episodes end.
        const auto state = std::span(path).subspan(step * environment.state, environment.state);
        if (step == 0) continue;  // of simulations a start is but a seed
        const auto shorter = play(environment, network, start, step).endings;
        EXPECT_TRUE(std::equal(state.begin(), state.end(), shorter.begin()))
            << environment.name << " " << step;
      }
    }
  }
}

TEST(Environment, StatesHaveLooksInTheFrame) {
  for (const Environment& environment : environments(InstructionSet::baseline)) {
    if (environment.draw == nullptr) continue;
    EXPECT_GT(environment.seconds, 0);
    const PackedNetwork network = random_network(shape_of(environment, {4}), 3);
    const auto played = play(environment, network, random_starts(environment, 1), 3);
    const Frame frame = environment.draw(played.endings.data());
    ASSERT_FALSE(frame.shapes.empty());
    for (const Shape& shape : frame.shapes) {
      ASSERT_FALSE(shape.points.empty());
      for (const auto& [x, y] : shape.points) {
        // Parts may stand out of it.
        EXPECT_TRUE(frame.left - 1.1 <= x && x <= frame.right + 1.1)
            << environment.name << " " << x;
        EXPECT_TRUE(frame.bottom - 1.1 <= y && y <= frame.top + 1.1)
            << environment.name << " " << y;
      }
    }
  }
}

TEST(Environment, ATurnedPoleIsDrawnTurned) {
  const Environment environment = neuroevolution::environment("cart_pole").value();
  const double state[4] = {1.5, 0, std::numbers::pi / 2, 0};
  const Shape pole = environment.draw(state).shapes.back();
  EXPECT_DOUBLE_EQ(pole.points[0][0], 1.5);
  EXPECT_DOUBLE_EQ(pole.points[1][0], 2.5);
  EXPECT_NEAR(pole.points[1][1], 0, 1e-12);
}

}  // namespace
}  // namespace cambrian::neuroevolution
