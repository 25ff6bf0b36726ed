#include "operators/optimizer/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <vector>

#include "engine/core/bytes.hpp"
#include "engine/core/random.hpp"
#include "operators/optimizer/analysis.hpp"
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

/// Hashes the updates on the probes; whether they are all finite.
bool hash_updates(const Program& program, std::uint64_t& hash) {
  static const Probes probes = draw_probes();
  Executor executor(program, kTensors);
  std::array<float, kSize> update{};
  bool finite = true;
  for (std::size_t step = 0; step < kSteps; ++step) {
    executor.propose(probes.w, probes.g[step], probes.rate[step], update);
    for (const float value : update) {
      finite = finite && std::isfinite(value);
      hash = hash_combine(hash, std::bit_cast<std::uint32_t>(value + 0.0F));  // -0 is 0
    }
  }
  return finite;
}

/// With cube roots in the place of signs, which hide what they are given: a decay within a sign
/// shows in few updates, and matters in long trainings. Empty when there is no sign.
std::optional<Program> without_signs(Program program) {
  const auto is_sign = [](const Statement& s) { return s.function == Function::sign; };
  if (std::none_of(program.statements.begin(), program.statements.end(), is_sign))
    return std::nullopt;
  const Analysis analysis = analyze(program).analysis;
  bool any = false;
  for (std::size_t i = 0; i < program.statements.size(); ++i) {
    if (!analysis.live[i] || !is_sign(program.statements[i])) continue;
    program.statements[i].function = Function::cbrt;
    any = true;
  }
  if (!any) return std::nullopt;
  return program;
}

}  // namespace

std::optional<std::uint64_t> fingerprint(const Program& program) {
  std::uint64_t hash = 0;
  if (!hash_updates(program, hash)) return std::nullopt;
  if (const auto open = without_signs(program)) hash_updates(*open, hash);
  return hash;
}

}  // namespace cambrian::optimizer
