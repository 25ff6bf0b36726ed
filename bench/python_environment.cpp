// What a step of an environment in Python costs more than in Python alone, with one environment and
// with 16 of a program. `python_environment [PYTHON [CartPole-v1 | module:Class [FOLDER]]]`
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "engine/process/process.hpp"
#include "problems/neuroevolution/python/python_environment.hpp"

namespace {

using namespace cambrian;
using neuroevolution::Environment;
using neuroevolution::PythonPlace;

// Plays the episodes of the pole that a fixed network plays, whose actions were found beforehand.
constexpr const char* kAlone = R"PY(
import importlib, os, sys, time

sys.path.insert(0, os.getcwd())
if ":" in sys.argv[1]:
    module, _, cls = sys.argv[1].partition(":")
    environment = getattr(importlib.import_module(module), cls)()
else:
    import gymnasium
    environment = gymnasium.make(sys.argv[1], disable_env_checker=True)


STEPS = 100


def episode(seed):
    seen, actions = environment.reset(seed=seed)[0], []
    while True:
        actions.append(int(0.1 * seen[0] + 0.3 * seen[1] + seen[2] + 0.5 * seen[3] > 0))
        seen, _, terminated, truncated, _ = environment.step(actions[-1])
        if terminated or truncated or len(actions) == STEPS:
            return seed, actions


episodes = [episode(seed) for seed in range(40)]
walls, steps, cpu = [], 0, time.process_time()
for _ in range(25):
    for seed, actions in episodes:
        begin = time.perf_counter()
        environment.reset(seed=seed)
        for action in actions:
            environment.step(action)
        walls.append((time.perf_counter() - begin) / len(actions))
        steps += len(actions)
walls.sort()
sys.stdin.readline()
print(1e6 * walls[len(walls) // 10], 1e6 * (time.process_time() - cpu) / steps)
)PY";

constexpr std::uint32_t kSteps = 100;  // as in kAlone

struct Cost {
  double wall = 0;  // microseconds of a step, in the tenth of the episodes that were fastest
  double cpu = 0;   // of all processes
};

Cost alone(const PythonPlace& place) {
  auto process =
      Process::start({.words = {place.program, "-c", kAlone, place.name}, .folder = place.folder});
  std::string line;
  Cost cost;
  if (!process || process->ask("", 120, line) != Process::Answer::given ||
      std::sscanf(line.c_str(), "%lf %lf", &cost.wall, &cost.cpu) != 2) {
    std::fprintf(stderr, "%s does not play %s alone\n", place.program.c_str(), place.name.c_str());
    std::exit(1);
  }
  return cost;
}

double cpu_of_all() {
  const auto seconds = [](int who) {
    rusage usage{};
    getrusage(who, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  };
  return seconds(RUSAGE_SELF) + seconds(RUSAGE_CHILDREN);
}

struct Served {
  std::vector<double> walls;
  double cpu = 0;  // seconds, those of the start included
  double steps = 0;
};

Served served(PythonPlace place, std::size_t side_by_side, std::size_t plays) {
  place.side_by_side = side_by_side;
  Served all;
  const double cpu = cpu_of_all();
  {
    auto environment = neuroevolution::python_environment(place);
    if (!environment) {
      std::fprintf(stderr, "%s\n", environment.error().message().c_str());
      std::exit(1);
    }
    const neuroevolution::NetworkShape shape{{environment->observations, environment->outputs}};
    std::vector<float> weights(shape.weights());
    const float rule[] = {0.1f, 0.3f, 1, 0.5f};  // as above
    for (std::size_t i = 0; i < 4 && environment->observations == 4; ++i)
      weights[2 * i + 1] = rule[i];
    const neuroevolution::PackedNetwork network(shape, weights);
    for (std::size_t round = 0; round < plays; ++round) {
      std::vector<double> starts, endings(side_by_side);
      for (std::size_t i = 0; i < side_by_side; ++i)
        starts.push_back(static_cast<double>((round * side_by_side + i) % 40));
      std::vector<neuroevolution::Episode> episodes(side_by_side);
      const double begin = bench::seconds_of(CLOCK_MONOTONIC);
      environment->play({network, starts, kSteps, episodes, endings});
      const double wall = bench::seconds_of(CLOCK_MONOTONIC) - begin;
      double taken = 0;
      for (const auto& episode : episodes) taken += episode.steps;
      all.walls.push_back(1e6 * wall / taken);
      all.steps += taken;
    }
  }
  all.cpu = cpu_of_all() - cpu;
  return all;
}

Cost cost_of(const PythonPlace& place, std::size_t side_by_side) {
  const Served few = served(place, side_by_side, 40 / side_by_side);
  Served many = served(place, side_by_side, 1000 / side_by_side);
  std::sort(many.walls.begin(), many.walls.end());
  return {many.walls[many.walls.size() / 10],
          1e6 * (many.cpu - few.cpu) / (many.steps - few.steps)};
}

}  // namespace

int main(int count, char** words) {
  const PythonPlace place{.program = count > 1 ? words[1] : "python3",
                          .name = count > 2 ? words[2] : "pole:Pole",
                          .folder = count > 3 ? words[3] : "bench/python"};
  const Cost python = alone(place);
  std::printf("%s, microseconds of a step: the fastest tenth by the clock, and CPU of all\n",
              place.name.c_str());
  std::printf("%-22s %7.2f %7.2f\n", "Python alone", python.wall, python.cpu);
  for (const std::size_t side_by_side : {1, 16}) {
    const Cost cost = cost_of(place, side_by_side);
    std::printf("%2zu side by side        %7.2f %7.2f   more: %6.2f %6.2f\n", side_by_side,
                cost.wall, cost.cpu, cost.wall - python.wall, cost.cpu - python.cpu);
  }
}
