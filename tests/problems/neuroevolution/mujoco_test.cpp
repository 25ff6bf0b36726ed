#ifdef CAMBRIAN_MUJOCO
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "problems/neuroevolution/environment.hpp"
#include "problems/neuroevolution/mujoco/load.hpp"
#include "problems/neuroevolution/mujoco/models.hpp"

namespace cambrian::neuroevolution {
namespace {

/// Weights without layers between: outputs are these biases, whatever is seen.
PackedNetwork constant(const Environment& environment, const std::vector<float>& outputs) {
  const NetworkShape shape{{environment.observations, environment.outputs}};
  std::vector<float> weights(shape.weights());
  std::copy(outputs.begin(), outputs.end(),
            weights.begin() + static_cast<std::ptrdiff_t>(weights.size() - outputs.size()));
  return {shape, weights};
}

struct Walk {
  Episode episode;
  std::vector<double> ending;
  double seen = 0;  // sum of all numbers that were observed
};

/// From where the model stands, at rest.
Walk walk(const Environment& environment, const std::vector<float>& outputs, std::uint32_t steps) {
  Walk walk;
  Random random({.seed = 1});
  std::vector<double> start(environment.state);
  environment.start(random, start.data());
  for (double& number : start) number = std::abs(number) < 0.5 ? 0 : std::round(4 * number) / 4;
  if (environment.name == "humanoid") start[2] = 1.4;
  walk.ending.resize(environment.state);
  std::vector<double> sums(2 * environment.observations);
  environment.play(
      {constant(environment, outputs), start, steps, {&walk.episode, 1}, walk.ending, sums});
  for (std::size_t i = 0; i < environment.observations; ++i) walk.seen += sums[i];
  return walk;
}

std::vector<float> alternating(std::size_t count) {
  std::vector<float> outputs;
  for (std::size_t i = 0; i < count; ++i) outputs.push_back(i % 2 == 0 ? 0.3f : -0.2f);
  return outputs;
}

TEST(Mujoco, StepsAsGymnasiumDoes) {
  // The same outputs in tasks of version 4 of Gymnasium 1.0.0 on MuJoCo 2.3.2: the sum of rewards
  // and that of all that is seen, before each of so many steps.
  const struct {
    const char* name;
    std::uint32_t steps;
    double score, seen;
  } there[] = {
      {"hopper", 1, 0.99362965, 1.25},
      {"hopper", 5, 4.7925866, 5.7975184},
      {"hopper", 15, 13.981743, 4.5292043},
      {"half_cheetah", 1, 0.026927362, 0},
      {"half_cheetah", 5, -0.006871982, -4.0507733},
      {"half_cheetah", 15, -0.50101087, -4.607504},
      {"half_cheetah", 30, -1.1295124, -8.1710143},
      {"walker2d", 1, 0.9463838, 1.25},
      {"walker2d", 5, 3.2434323, -19.914422},
      {"walker2d", 15, 3.4165942, -186.1687},
      {"swimmer", 1, 1.5885887e-05, 0},
      {"swimmer", 5, 0.0042184426, 0.51443448},
      {"swimmer", 15, -0.31834145, -1.198859},
      {"swimmer", 30, -3.9636365, -15.171406},
      {"ant", 1, 0.73680911, 1.75},
      {"ant", 5, 3.6532724, 51.338991},
      {"ant", 15, 11.89545, 46.276383},
      {"ant", 30, 22.995398, 77.473341},
      {"humanoid", 1, 4.8870015, 61.565051},
      {"humanoid", 5, 24.434962, 387.49763},
      {"humanoid", 15, 72.532914, 5733.0738},
  };
  for (const auto& [name, steps, score, seen] : there) {
    const Environment environment = neuroevolution::environment(name).value();
    const Walk here = walk(environment, alternating(environment.outputs), steps);
    EXPECT_EQ(here.episode.steps, steps) << name;
    EXPECT_NEAR(here.episode.score, score, 1e-3 * std::abs(score)) << name << " " << steps;
    EXPECT_NEAR(here.seen, seen, 1e-3 * std::abs(seen) + 1e-3) << name << " " << steps;
  }
}

struct Motion {
  std::vector<double> positions;
  int contacts = 0;
};

/// So many steps of physics, all motors on.
Motion move(const mjModel& model, int steps) {
  const std::unique_ptr<mjData, void (*)(mjData*)> data(mj_makeData(&model), mj_deleteData);
  Motion motion;
  for (int step = 0; step < steps; ++step) {
    for (int i = 0; i < model.nu; ++i) data->ctrl[i] = (step / 20 + i) % 3 == 0 ? 0.4 : -0.3;
    mj_step(&model, data.get());
    motion.contacts += data->ncon;
  }
  motion.positions.assign(data->qpos, data->qpos + model.nq);
  return motion;
}

TEST(Mujoco, ContactsThatAreNamedBeforehandAreThoseThatItFinds) {
  const struct {
    std::string (*model)();
    int pairs;  // a plane with every geom, and geoms with each other, where these meet
  } tasks[] = {{models::hopper, 4 + 3}, {models::cheetah, 8}, {models::walker, 7},
               {models::ant, 13},       {models::swimmer, 0}, {models::humanoid, 126}};
  for (const auto& [text, pairs] : tasks) {
    const Model model = load(text());
    EXPECT_EQ(model->npair, pairs);
    const Motion named = move(*model, 1000);
    model->opt.collision = mjCOL_DYNAMIC;
    const Motion sought = move(*model, 1000);
    EXPECT_EQ(named.contacts, sought.contacts);
    EXPECT_EQ(named.positions, sought.positions);
    EXPECT_EQ(named.contacts > 100, pairs > 0);
  }
}

}  // namespace
}  // namespace cambrian::neuroevolution
#endif
