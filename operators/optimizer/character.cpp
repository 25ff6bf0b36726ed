#include "operators/optimizer/character.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/executor.hpp"

namespace cambrian::optimizer {
namespace {

constexpr std::array<std::size_t, 3> kTensors = {40, 8, 16};
constexpr std::size_t kSize = 64;
constexpr std::size_t kSteps = 60;
constexpr float kRate = 0.1F;
constexpr std::size_t kWarmUp = 20;  // until states have forgotten that they began with 0
constexpr std::array kShares = {0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0};
constexpr std::size_t kMeans = kShares.size() - 1;  // one that keeps all would learn nothing

}  // namespace

Character characterize(const Program& program) {
  const Analysis analysis = analyze(program).analysis;
  Executor executor(program, kTensors);
  Random random({.seed = 0x516, .purpose = Purpose::sample_rows});
  std::vector<float> w(kSize);
  std::vector<double> scale(kSize);
  for (std::size_t i = 0; i < kSize; ++i) {
    w[i] = static_cast<float>(1e-9 * random.normal());
    scale[i] = std::pow(10, random.uniform(-3, 0));
  }
  std::vector<float> g(kSize);
  std::vector<float> update(kSize);
  std::array<std::array<double, kSize>, kMeans> means{};
  std::array<std::array<double, kShares.size()>, kMeans> equal{};
  double spread = 0;
  for (std::size_t step = 0; step < kSteps; ++step) {
    for (std::size_t i = 0; i < kSize; ++i)
      g[i] = static_cast<float>(scale[i] * (0.2 * (i % 3) - 0.2 + random.normal()));
    executor.propose(w, g, kRate, update);
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < kSize; ++i) {
      const double u = update[i];
      sum += std::abs(u);
      squares += u * u;
      for (std::size_t k = 0; k < kMeans; ++k) {
        double& mean = means[k][i];
        for (std::size_t j = 0; j < kShares.size() && step >= kWarmUp; ++j)
          equal[k][j] += u * (kShares[j] * mean + (1 - kShares[j]) * g[i]) > 0;
        mean = kShares[k] * mean + (1 - kShares[k]) * g[i];
      }
    }
    if (step < kWarmUp) continue;
    const double mean = sum / kSize;
    spread += std::sqrt(std::max(0.0, squares / kSize - mean * mean)) / mean;
  }
  Character character;
  character.spread = spread / (kSteps - kWarmUp);
  character.states = std::size_t{analysis.keeps_m} + std::size_t{analysis.keeps_v};
  for (std::size_t k = 0; k < kMeans; ++k) {
    for (std::size_t j = 0; j < kShares.size(); ++j) {
      const double share = equal[k][j] / (kSize * (kSteps - kWarmUp));
      if (share <= character.agreement) continue;
      character.agreement = share;
      character.b1 = kShares[j];
      character.b2 = kShares[k];
    }
  }
  return character;
}

}  // namespace cambrian::optimizer
