// Speed of neuroevolution on one core: steps of environments with a network of 32 + 32 neurons, and
// rebuilding 4,052,658 weights from seeds. `neuroevolution`
#include <cstdint>
#include <cstdio>
#include <vector>

#include "bench/measure.hpp"
#include "engine/core/random.hpp"
#include "operators/seeds/noise.hpp"
#include "operators/seeds/rebuilder.hpp"
#include "problems/neuroevolution/environment.hpp"

namespace {

using namespace cambrian;
using bench::thread_seconds;

void steps(const neuroevolution::Environment& environment, std::size_t episodes) {
  const neuroevolution::NetworkShape shape{{environment.observations, 32, 32, environment.outputs}};
  const seeds::Rebuilder rebuilder({.groups = shape.groups(1, 1)});
  std::uint64_t taken = 0;
  double seconds = 0;
  for (std::uint64_t seed = 0; seconds < 0.5; ++seed) {
    const neuroevolution::PackedNetwork network(shape, *rebuilder.weights({seed}));
    std::vector<double> starts(episodes * environment.state);
    Random random({.seed = seed});
    for (std::size_t i = 0; i < episodes; ++i)
      environment.start(random, &starts[i * environment.state]);
    std::vector<neuroevolution::Episode> answers(episodes);
    std::vector<double> endings(starts.size());
    const double start = thread_seconds();
    environment.play({network, starts, environment.limit, answers, endings});
    seconds += thread_seconds() - start;
    for (const auto& answer : answers) taken += answer.steps;
  }
  std::printf("%-24s %4zu episodes at a time  %6.2f M steps/s\n", environment.name.c_str(),
              episodes, static_cast<double>(taken) / seconds / 1e6);
}

void rebuilding() {
  constexpr std::size_t kWeights = 4'052'658;
  const seeds::Rebuilder rebuilder({.groups = {{kWeights, 0.05f}}, .sigma = 0.002f});
  seeds::Lineage lineage;
  for (std::uint64_t seed = 0; seed < 50; ++seed) lineage.push_back(seed);
  double start = thread_seconds();
  rebuilder.weights(lineage);
  std::printf("rebuild from 50 seeds          %7.1f ms\n", 1e3 * (thread_seconds() - start));
  start = thread_seconds();
  for (std::uint64_t seed = 50; seed < 60; ++seed) {
    lineage.back() = seed;
    rebuilder.weights(lineage);
  }
  std::printf("child of a parent that is kept %7.1f ms\n", 1e2 * (thread_seconds() - start));
}

}  // namespace

int main() {
  std::printf("instruction set of noise: %s\n", seeds::noise_kernel().name);
  for (const auto& environment :
       neuroevolution::environments(neuroevolution::instruction_sets()[0])) {
    steps(environment, 1);
    if (environment.has_chance) steps(environment, 256);
  }
  rebuilding();
}
