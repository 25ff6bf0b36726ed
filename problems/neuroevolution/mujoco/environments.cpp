#include "problems/neuroevolution/mujoco/environments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "problems/neuroevolution/mujoco/models.hpp"
#include "problems/neuroevolution/mujoco/simulation.hpp"

namespace cambrian::neuroevolution {
namespace {

bool within(double value, double low, double high) { return low < value && value < high; }

bool hopper_stands(const mjData& data) {
  const auto sane = [](double value) { return within(value, -100, 100); };
  return std::all_of(data.qpos + 2, data.qpos + 6, sane) &&
         std::all_of(data.qvel, data.qvel + 6, sane) && data.qpos[1] > 0.7 &&
         within(data.qpos[2], -0.2, 0.2);
}

bool walker_stands(const mjData& data) {
  return within(data.qpos[1], 0.8, 2) && within(data.qpos[2], -1, 1);
}

bool ant_stands(const mjData& data) {
  const auto finite = [](double value) { return std::isfinite(value); };
  return std::all_of(data.qpos, data.qpos + 15, finite) &&
         std::all_of(data.qvel, data.qvel + 14, finite) && data.qpos[2] >= 0.2 && data.qpos[2] <= 1;
}

bool humanoid_stands(const mjData& data) { return within(data.qpos[2], 1, 2); }

double torso(const mjModel&, const mjData& data) { return data.xpos[3]; }

double centre_of_mass(const mjModel& model, const mjData& data) {
  double sum = 0;
  double mass = 0;
  for (int body = 0; body < model.nbody; ++body) {
    sum += model.body_mass[body] * data.xipos[3 * body];
    mass += model.body_mass[body];
  }
  return sum / mass;
}

Environment environment_of(MujocoTask task) {
  const auto stage = std::make_shared<const MujocoStage>(std::move(task));
  const MujocoTask& own = stage->task();
  Environment e;
  e.name = own.name;
  e.summary = own.summary;
  e.state = own.state();
  e.observations = own.observations();
  e.outputs = own.outputs;
  e.limit = 1000;
  e.best = std::numeric_limits<double>::infinity();
  e.survival = own.alive;
  e.behaviour = own.unseen;  // where it is
  e.start = [stage](Random& random, double* state) { stage->start(random, state); };
  e.play = [stage](const Play& play) {
    play_in_turn(play, {stage->task().state(), stage->task().observations()},
                 [&](const double* start) { return MujocoSimulation(*stage, start); });
  };
  e.seconds = own.seconds;
  e.draw = [stage](const double* state) { return stage->draw(state); };
  return e;
}

}  // namespace

std::vector<Environment> mujoco_environments() {
  return {environment_of({.name = "hopper",
                          .summary = "hop forwards on one leg",
                          .model = models::hopper,
                          .positions = 6,
                          .speeds = 6,
                          .outputs = 3,
                          .unseen = 1,
                          .frames = 4,
                          .seconds = 0.008,
                          .alive = 1,
                          .effort = 0.001,
                          .most_speed = 10,
                          .noise = 0.005,
                          .healthy = hopper_stands}),
          environment_of({.name = "half_cheetah",
                          .summary = "run forwards on two legs of three joints",
                          .model = models::cheetah,
                          .positions = 9,
                          .speeds = 9,
                          .outputs = 6,
                          .unseen = 1,
                          .frames = 5,
                          .seconds = 0.05,
                          .effort = 0.1,
                          .noise = 0.1,
                          .normal_speeds = true}),
          environment_of({.name = "walker2d",
                          .summary = "walk forwards on two legs",
                          .model = models::walker,
                          .positions = 9,
                          .speeds = 9,
                          .outputs = 6,
                          .unseen = 1,
                          .frames = 4,
                          .seconds = 0.008,
                          .alive = 1,
                          .effort = 0.001,
                          .most_speed = 10,
                          .noise = 0.005,
                          .healthy = walker_stands}),
          environment_of({.name = "swimmer",
                          .summary = "swim forwards by two joints",
                          .model = models::swimmer,
                          .positions = 5,
                          .speeds = 5,
                          .outputs = 2,
                          .unseen = 2,
                          .frames = 4,
                          .seconds = 0.04,
                          .effort = 0.0001,
                          .noise = 0.1,
                          .from_above = true}),
          environment_of({.name = "ant",
                          .summary = "walk forwards on four legs",
                          .model = models::ant,
                          .positions = 15,
                          .speeds = 14,
                          .outputs = 8,
                          .unseen = 2,
                          .frames = 5,
                          .seconds = 0.05,
                          .alive = 1,
                          .effort = 0.5,
                          .noise = 0.1,
                          .normal_speeds = true,
                          .place = torso,
                          .healthy = ant_stands}),
          environment_of({.name = "humanoid",
                          .summary = "walk upright, with arms and legs",
                          .model = models::humanoid,
                          .positions = 24,
                          .speeds = 23,
                          .outputs = 17,
                          .unseen = 2,
                          .frames = 5,
                          .seconds = 0.015,
                          .forward = 1.25,
                          .alive = 5,
                          .effort = 0.1,
                          .observes_forces = true,
                          .noise = 0.01,
                          .place = centre_of_mass,
                          .healthy = humanoid_stands})};
}

}  // namespace cambrian::neuroevolution
