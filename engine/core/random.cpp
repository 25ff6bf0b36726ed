#include "engine/core/random.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace cambrian {

Random::Random(StreamAddress a)
    : key_{static_cast<std::uint32_t>(a.seed), static_cast<std::uint32_t>(a.seed >> 32)},
      counter_{0, (a.island << 8) | static_cast<std::uint32_t>(a.purpose),
               static_cast<std::uint32_t>(a.step), static_cast<std::uint32_t>(a.step >> 32)} {}

void Random::refill() {
  const r123::Philox4x32::ctr_type counter = {{counter_[0], counter_[1], counter_[2], counter_[3]}};
  const r123::Philox4x32::key_type key = {{key_[0], key_[1]}};
  const auto block = r123::Philox4x32()(counter, key);
  for (std::size_t i = 0; i < 4; ++i) block_[i] = block[i];
  ++counter_[0];
  next_ = 0;
}

std::uint32_t Random::below(std::uint32_t n) {
  std::uint64_t product = std::uint64_t{bits32()} * n;
  if (static_cast<std::uint32_t>(product) < n) {
    const std::uint32_t threshold = (0u - n) % n;
    while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{bits32()} * n;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::uint32_t Random::poisson(double mean) {
  const double limit = std::exp(-mean);
  std::uint32_t count = 0;
  for (double product = uniform(); product > limit; product *= uniform()) ++count;
  return count;
}

std::size_t Random::weighted(std::span<const double> weights) {
  double sum = 0;
  for (double w : weights) sum += w;
  double left = uniform() * sum;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    left -= weights[i];
    if (left < 0) break;
  }
  return last;
}

}  // namespace cambrian
