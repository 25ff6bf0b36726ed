#include "operators/optimizer/fingerprint.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <vector>

#include "engine/core/bytes.hpp"
#include "engine/core/random.hpp"
#include "operators/optimizer/executor.hpp"

namespace cambrian::optimizer {
namespace {

constexpr std::array<std::size_t, 3> kTensors = {17, 3, 12};
constexpr std::size_t kSize = 32;
constexpr std::size_t kSteps = 4;

struct Probes {
  std::vector<float> w;
  std::array<std::vector<float>, kSteps> g;
  std::array<float, kSteps> rate = {1, 0.9F, 0.5F, 0.1F};
};

Probes draw_probes() {
  Random random({.seed = 0x0b7, .purpose = Purpose::sample_rows});
  Probes probes;
  for (std::size_t i = 0; i < kSize; ++i)
    probes.w.push_back(static_cast<float>(0.3 * random.normal()));
  for (std::vector<float>& g : probes.g) {
    // Magnitudes from 1e-4 to 10, as gradients have them.
    for (std::size_t i = 0; i < kSize; ++i) {
      const double magnitude = std::pow(10, random.uniform(-4, 1));
      g.push_back(static_cast<float>(random.chance(0.5) ? magnitude : -magnitude));
    }
  }
  return probes;
}

}  // namespace

std::optional<std::uint64_t> fingerprint(const Program& program) {
  static const Probes probes = draw_probes();
  Executor executor(program, kTensors);
  std::array<float, kSize> update{};
  std::uint64_t hash = 0;
  for (std::size_t step = 0; step < kSteps; ++step) {
    executor.propose(probes.w, probes.g[step], probes.rate[step], update);
    for (const float value : update) {
      if (!std::isfinite(value)) return std::nullopt;
      hash = hash_combine(hash, std::bit_cast<std::uint32_t>(value + 0.0F));  // -0 is 0
    }
  }
  return hash;
}

}  // namespace cambrian::optimizer
