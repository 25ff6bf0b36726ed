// What it costs to wait for the last of a generation: the Deep GA with and without generations on
// workers in virtual time, in which every step of an episode takes one unit. `waiting [WORKERS...]`
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "bench/measure.hpp"
#include "engine/algorithm/deep_genetic_algorithm.hpp"
#include "problems/neuroevolution/problem.hpp"

namespace {

using namespace cambrian;
using bench::median;

constexpr std::uint64_t kSeeds = 20;

struct Task {
  const char* environment;
  double target;          ///< of minus the score
  std::uint64_t longest;  ///< virtual time after which a search has failed
  DeepGeneticAlgorithm::Params params;
};

struct Outcome {
  double time = 0;   ///< virtual, until a full evaluation reached the target
  double steps = 0;  ///< of all evaluations that were told by then
  double busy = 0;   ///< part of the workers' time
};

struct Event {
  std::uint64_t at;
  std::uint64_t number;  ///< of equal times the first asked for comes first
  Evaluation evaluation;
  bool full;
  bool operator>(const Event& other) const {
    return std::pair(at, number) > std::pair(other.at, other.number);
  }
};

/// A worker that is free gets the next candidate, if there is one.
Outcome search(const Task& task, std::size_t workers, std::uint64_t seed) {
  const auto problem =
      neuroevolution::NetworkProblem::make(
          {.environment = task.environment, .hidden = {16, 16}, .sigma = 0.2, .episodes = 100},
          {.seed = seed})
          .value();
  auto params = task.params;
  params.seed = seed;
  DeepGeneticAlgorithm algorithm(problem->space(), params);
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events;
  std::uint64_t now = 0;
  std::uint64_t number = 0;
  std::uint64_t steps = 0;
  while (now < task.longest) {
    for (const Candidate& candidate : algorithm.ask(workers - events.size())) {
      Evaluation evaluation;
      problem->evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
      const std::uint64_t end = now + evaluation.work;
      events.push({end, number++, std::move(evaluation), candidate.budget.work == 0});
    }
    const Event event = events.top();
    events.pop();
    now = event.at;
    steps += event.evaluation.work;
    if (event.full && event.evaluation.objectives[0] <= task.target) break;
    algorithm.tell(event.evaluation);
  }
  const double time = now < task.longest ? static_cast<double>(now) : HUGE_VAL;
  return {time, static_cast<double>(steps),
          static_cast<double>(steps) / (static_cast<double>(now) * static_cast<double>(workers))};
}

void compare(const Task& task, std::size_t workers) {
  for (const bool generational : {true, false}) {
    Task own = task;
    own.params.generational = generational;
    std::vector<double> times;
    std::vector<double> steps;
    std::vector<double> busy;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const Outcome outcome = search(own, workers, seed);
      times.push_back(outcome.time);
      steps.push_back(outcome.steps);
      busy.push_back(outcome.busy);
    }
    std::printf("| %s, %g | %zu | %s | %.0f | %.0f | %.0f %% |\n", task.environment, task.target,
                workers, generational ? "generational" : "asynchronous", median(times) / 1e3,
                median(steps) / 1e3, 100 * median(busy));
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::size_t> workers;
  for (int i = 1; i < argc; ++i) workers.push_back(std::stoul(argv[i]));
  if (workers.empty()) workers = {4, 16, 64};
  std::printf("| task | workers | | 1000 steps of time | 1000 steps of work | busy |\n");
  std::printf("| --- | --- | --- | --- | --- | --- |\n");
  const Task tasks[] = {
      {"acrobot", 85, 200'000, {.population = 50, .parents = 10, .racers = 6}},
      {"acrobot", 80, 200'000, {.population = 50, .parents = 10, .racers = 6}},
      {"cart_pole", -475, 200'000, {.population = 100, .parents = 10, .racers = 8}}};
  for (const Task& task : tasks)
    for (const std::size_t count : workers) compare(task, count);
}
