#include "operators/layer/fingerprint.hpp"

#include <algorithm>
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

}  // namespace

std::optional<std::uint64_t> fingerprint(const Graph& graph) {
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
  std::uint64_t hash = 0;
  const auto mix = [&] {
    // -0 is 0; of what is not finite here all is the same.
    for (const float value : y)
      hash = hash_combine(hash, std::isfinite(value) ? std::bit_cast<std::uint32_t>(value + 0.0F)
                                                     : ~std::uint64_t{0});
  };
  mix();
  for (std::size_t i = 0; i < executor.learnt().size(); ++i) {
    const float* const from = learnt.data() + executor.learnt()[i] * kChannels;
    std::copy_n(from, kChannels, parameters.begin() + static_cast<std::ptrdiff_t>(i * kChannels));
  }
  executor.forward(kSize, probes, parameters, y);
  mix();
  return hash;
}

}  // namespace cambrian::layer
