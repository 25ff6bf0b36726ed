// play_each: episodes of environments that are simulated one by one, not in lanes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "hwy/aligned_allocator.h"
#include "problems/neuroevolution/environment.hpp"

namespace cambrian::neuroevolution {

struct Answer {
  double reward = 0;
  bool done = false;
};

/// Numbers of a simulation's state and observation.
struct Numbers {
  std::size_t state, observations;
};

/// `make(const double* start)` gives a simulation with `observe(double*)`, `Answer step(const
/// float* outputs)` and `state(double*)`.
template <class Make>
void play_in_turn(const Play& play, Numbers numbers, const Make& make) {
  const Forward forward = forward_pass(instruction_sets().front());
  const auto front = hwy::AllocateAligned<float>(play.network.widest());
  const auto back = hwy::AllocateAligned<float>(play.network.widest());
  const auto [state, observations] = numbers;
  std::vector<float> memory(play.network.memory());
  std::vector<double> seen(observations);
  for (std::size_t i = 0; i < play.episodes.size(); ++i) {
    auto simulation = make(&play.starts[i * state]);
    Episode& episode = play.episodes[i] = {};
    std::fill(memory.begin(), memory.end(), 0.0f);
    double* const sums = play.sums.empty() ? nullptr : &play.sums[i * 2 * observations];
    for (bool done = false; !done && episode.steps < play.limit;) {
      simulation.observe(seen.data());
      for (std::size_t k = 0; k < observations; ++k) {
        episode.broken = episode.broken || !std::isfinite(seen[k]);
        front[k] = static_cast<float>(seen[k]);
        if (sums == nullptr) continue;
        sums[k] += seen[k];
        sums[observations + k] += seen[k] * seen[k];
      }
      if (episode.broken) break;
      if (!play.path.empty()) simulation.state(&play.path[episode.steps * state]);
      const Answer answer =
          simulation.step(forward(play.network, {front.get(), back.get(), memory.data()}));
      episode.score += answer.reward;
      ++episode.steps;
      done = answer.done;
    }
    simulation.state(&play.endings[i * state]);
  }
}

/// `Simulation` has these, a constructor from a state at the start, and kState and kObservations.
template <class Simulation>
void play_each(const Play& play) {
  play_in_turn(play, {Simulation::kState, Simulation::kObservations},
               [](const double* start) { return Simulation(start); });
}

/// What is known of a Simulation's class, which has the same constants as those in lanes.
template <class Simulation>
Environment environment_of_simulation() {
  Environment e;
  e.name = Simulation::kName;
  e.summary = Simulation::kSummary;
  e.state = Simulation::kState;
  e.observations = Simulation::kObservations;
  e.outputs = Simulation::kOutputs;
  e.limit = Simulation::kLimit;
  e.best = Simulation::kBest;
  e.behaviour = Simulation::kBehaviour;
  e.start = Simulation::start;
  e.play = play_each<Simulation>;
  e.seconds = Simulation::kSeconds;
  e.draw = Simulation::draw;
  return e;
}

}  // namespace cambrian::neuroevolution
