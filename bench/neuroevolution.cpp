// Speed of neuroevolution on one core: steps of environments with a network of 32 + 32 neurons, and
// rebuilding 4,052,658 weights from seeds. `neuroevolution
// [environments] [members] [networks] [seeds]`
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "engine/core/random.hpp"
#include "hwy/aligned_allocator.h"
#include "operators/seeds/noise.hpp"
#include "operators/seeds/rebuilder.hpp"
#include "problems/neuroevolution/environment.hpp"

namespace {

using namespace cambrian;
using bench::thread_seconds;

constexpr std::size_t kLongestState = 6;     ///< no environment in lanes has a longer state
constexpr std::size_t kWeights = 4'052'658;  ///< of the Atari network of Such et al.

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

void all_steps() {
  for (const auto& environment :
       neuroevolution::environments(neuroevolution::instruction_sets()[0])) {
    if (environment.state > kLongestState) continue;  // others take their time for physics
    steps(environment, 1);
    if (environment.has_chance) steps(environment, 256);
  }
}

/// Members of a population with a network of 376-256-256-17, as for Humanoid: each with weights of
/// its own, or near one network, whose weights are read once for all.
void members() {
  const neuroevolution::NetworkShape shape{{376, 256, 256, 17}};
  const seeds::Rebuilder rebuilder({.groups = shape.groups(1, 1)});
  constexpr std::size_t kMembers = 64;
  std::vector<neuroevolution::PackedNetwork> networks;
  for (std::uint64_t seed = 0; seed < kMembers; ++seed)
    networks.emplace_back(shape, *rebuilder.weights({seed}));
  constexpr std::size_t kLanes = neuroevolution::kRelatives;
  const std::size_t size = networks[0].widest() * kLanes;
  const auto front = hwy::AllocateAligned<float>(size);
  const auto back = hwy::AllocateAligned<float>(size);
  const auto set = neuroevolution::instruction_sets()[0];
  const RankOne differences(shape.matrices(), shape.weights());
  std::vector<hwy::AlignedFreeUniquePtr<float[]>> factors;
  Random random({.seed = 1});
  for (std::size_t i = 0; i < kMembers / kLanes; ++i) {
    factors.push_back(hwy::AllocateAligned<float>(differences.factors() * kLanes));
    for (std::size_t k = 0; k < differences.factors() * kLanes; ++k)
      factors[i][k] = static_cast<float>(0.02 * random.normal());
  }
  const auto measure = [&](const char* what, std::size_t at_once, const auto& go) {
    double seconds = 0;
    std::size_t passes = 0;
    for (std::size_t i = 0; seconds < 0.5; ++i, passes += at_once) {
      std::fill_n(front.get(), 376 * kLanes, 0.5f);
      const double start = thread_seconds();
      go(i);
      seconds += thread_seconds() - start;
    }
    const double each = 2e-9 * (376 * 256 + 256 * 256 + 256 * 17);
    std::printf("376-256-256-17, %-34s %7.0f passes/s  %5.1f GFLOP/s\n", what,
                static_cast<double>(passes) / seconds,
                static_cast<double>(passes) / seconds * each);
  };
  const auto one = neuroevolution::forward_pass(set);
  const auto relatives = neuroevolution::forward_relatives(set);
  measure("one member", 1, [&](std::size_t) {
    one(networks[0], {front.get(), back.get(), nullptr});
  });
  measure("64 members in turn", 1, [&](std::size_t i) {
    one(networks[i % kMembers], {front.get(), back.get(), nullptr});
  });
  measure("16 episodes of one member", kLanes, [&](std::size_t) {
    neuroevolution::Workspace workspace{front.get(), back.get(), nullptr};
    relatives(networks[0], workspace, nullptr);
  });
  measure("64 members near one, 16 at a time", kLanes, [&](std::size_t i) {
    neuroevolution::Workspace workspace{front.get(), back.get(), nullptr};
    relatives(networks[0], workspace, factors[i % factors.size()].get());
  });
}

/// The Atari network of Such et al. (2017), forward, for some observations at once.
void convolutions(std::size_t episodes) {
  neuroevolution::NetworkShape shape{{7744, 512, 18}, neuroevolution::Activation::relu};
  shape.convolutions = {{84, 84, 4, 32, 8, 4}, {21, 21, 32, 64, 4, 2}, {11, 11, 64, 64, 3, 1}};
  const seeds::Rebuilder rebuilder({.groups = shape.groups(1, 0.1f)});
  const neuroevolution::PackedNetwork network(shape, *rebuilder.weights({1}));
  std::vector<hwy::AlignedFreeUniquePtr<float[]>> buffers;
  std::vector<neuroevolution::Workspace> workspaces;
  for (std::size_t e = 0; e < episodes; ++e) {
    for (int i = 0; i < 2; ++i) buffers.push_back(hwy::AllocateAligned<float>(network.widest()));
    workspaces.push_back({buffers[2 * e].get(), buffers[2 * e + 1].get(), nullptr});
  }
  double flops = 0;  // of a pass
  for (const auto& c : shape.convolutions)
    flops += 2.0 * static_cast<double>(c.outputs() * c.window());
  for (std::size_t l = 0; l < shape.layers(); ++l)
    flops += 2.0 * static_cast<double>(shape.widths[l] * shape.widths[l + 1]);
  const auto forward = neuroevolution::forward_passes(neuroevolution::instruction_sets()[0]);
  double seconds = 0;
  std::size_t passes = 0;
  for (; seconds < 0.5; passes += episodes) {
    for (const auto& workspace : workspaces)
      std::fill_n(workspace.front, network.observations(), 0.5f);
    const double start = thread_seconds();
    forward(network, workspaces);
    seconds += thread_seconds() - start;
  }
  std::printf(
      "Atari network, %zu weights, %2zu episodes at a time  %6.0f passes/s  %5.1f GFLOP/s\n",
      shape.weights(), episodes, static_cast<double>(passes) / seconds,
      static_cast<double>(passes) / seconds * flops / 1e9);
}

void rebuilding() {
  const seeds::Rebuilder rebuilder({.groups = {{kWeights, 0.05f}}, .sigma = 0.002f});
  seeds::Lineage lineage;
  for (std::uint64_t seed = 0; seed < 50; ++seed) lineage.push_back(seed);
  std::printf("instruction set of noise: %s\n", seeds::noise_kernel().name);
  for (int i = 0; i < 3; ++i) {
    const double start = thread_seconds();
    rebuilder.weights(lineage);
    std::printf("rebuild from 50 seeds           %7.1f ms\n", 1e3 * (thread_seconds() - start));
    lineage[0] += 100;
  }
  rebuilder.weights(lineage);
  const double start = thread_seconds();
  for (std::uint64_t seed = 50; seed < 60; ++seed) {
    lineage.back() = seed;
    rebuilder.weights(lineage);
  }
  std::printf("child of a parent that is kept  %7.2f ms\n", 1e2 * (thread_seconds() - start));
}

/// Limits of this core, to compare with.
void limits() {
  std::vector<float> from(kWeights, 1.0f);
  std::vector<float> to(kWeights);
  for (int i = 0; i < 2; ++i) {
    const double start = thread_seconds();
    std::copy(from.begin(), from.end(), to.begin());
    if (i > 0)
      std::printf("copy as many weights            %7.2f ms\n", 1e3 * (thread_seconds() - start));
  }
  const double start = thread_seconds();
  for (int i = 0; i < 1000; ++i)
    seeds::noise_kernel().add({.seed = 1, .sigma = 1}, 0,
                              std::span(to).first(64 * seeds::kNoiseBlock));
  const double seconds = thread_seconds() - start;
  std::printf("noise for values in the first cache  %.2f ns each\n",
              1e9 * seconds / (1000.0 * 64 * seeds::kNoiseBlock));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> parts(argv + 1, argv + argc);
  const auto wanted = [&](const char* part) {
    return parts.empty() || std::find(parts.begin(), parts.end(), part) != parts.end();
  };
  if (wanted("environments")) all_steps();
  if (wanted("members")) members();
  if (wanted("networks")) {
    for (const std::size_t episodes : {1, 4, 16}) convolutions(episodes);
  }
  if (wanted("seeds")) {
    limits();
    rebuilding();
  }
}
