#include "operators/layer/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <vector>

#include "engine/core/bytes.hpp"
#include "engine/core/random.hpp"
#include "operators/layer/executor.hpp"

namespace cambrian::layer {
namespace {

constexpr std::size_t kChannels = 8;
constexpr std::size_t kGroup = 4;
constexpr Size kSize{.samples = 3, .pixels = 5};
constexpr std::size_t kCount = kSize.samples * kSize.pixels * kChannels;

std::vector<float> normals(std::size_t count, std::uint64_t step) {
  Random random({.seed = 0x1a7e, .step = step, .purpose = Purpose::sample_rows});
  std::vector<float> all(count);
  for (float& value : all) value = static_cast<float>(random.normal());
  return all;
}

bool finite(const std::vector<float>& values) {
  float sum = 0;
  for (const float value : values) sum += 0 * value;
  return sum == 0;
}

/// What is the same whatever the order of the rounding: few sums of all numbers, with fixed
/// factors, and these to a ten thousandth of what they can be. Of what is not finite, how much
/// there is.
std::uint64_t rounded_hash(const std::vector<float>& values) {
  constexpr std::size_t kSums = 4;
  constexpr double kDigits = 1e4;
  static const std::vector<float> factors = normals(kSums * kCount, 2);
  std::array<double, kSums> sums{};
  double squares = 0;
  std::uint64_t infinite = 0;
  for (std::size_t i = 0; i < kCount; ++i) {
    const double value = values[i];
    if (!std::isfinite(value)) {
      ++infinite;
      continue;
    }
    squares += value * value;
    for (std::size_t k = 0; k < kSums; ++k) sums[k] += value * factors[k * kCount + i];
  }
  const int exponent = squares > 0 ? std::ilogb(squares) : 0;
  std::uint64_t hash = hash_combine(infinite, static_cast<std::uint64_t>(exponent));
  for (const double sum : sums) {
    const double part = sum / std::sqrt(std::ldexp(1.0, exponent));
    hash = hash_combine(hash, static_cast<std::uint64_t>(std::llround(part * kDigits)));
  }
  return hash;
}

/// Bit by bit; -0 is 0, and of what is not finite all is the same.
std::uint64_t exact_hash(const std::vector<float>& values) {
  std::uint64_t hash = 0;
  for (const float value : values)
    hash = hash_combine(hash, std::isfinite(value) ? std::bit_cast<std::uint32_t>(value + 0.0F)
                                                   : ~std::uint64_t{0});
  return hash;
}

using Hash = std::uint64_t (*)(const std::vector<float>&);

std::optional<std::uint64_t> hash_of(const Graph& graph, Hash hash) {
  static const std::vector<float> probes = normals(kCount, 0);
  // One row for each learnable input, so that it is known by its numbers.
  static const std::vector<float> learnt = normals(first_node * kChannels, 1);
  Executor executor(graph, kChannels, kGroup);
  std::vector<float> parameters(executor.parameters());
  executor.initialise(parameters);
  std::vector<float> y(kCount);
  executor.forward(kSize, probes, parameters, y);
  std::vector<float> slopes(kCount);
  std::vector<float> slopes_parameters(parameters.size());
  executor.backward(probes, slopes, slopes_parameters);
  if (!finite(y) || !finite(slopes) || !finite(slopes_parameters)) return std::nullopt;
  const std::uint64_t first = hash(y);
  for (std::size_t i = 0; i < executor.learnt().size(); ++i) {
    const float* const from = learnt.data() + executor.learnt()[i] * kChannels;
    std::copy_n(from, kChannels, parameters.begin() + static_cast<std::ptrdiff_t>(i * kChannels));
  }
  executor.forward(kSize, probes, parameters, y);
  return hash_combine(first, hash(y));
}

}  // namespace

std::optional<std::uint64_t> fingerprint(const Graph& graph) { return hash_of(graph, exact_hash); }

std::optional<std::uint64_t> rounded_fingerprint(const Graph& graph) {
  return hash_of(graph, rounded_hash);
}

}  // namespace cambrian::layer
