#include "operators/layer/propagation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/layer/executor.hpp"

namespace cambrian::layer {
namespace {

constexpr std::size_t kChannels = 8;
constexpr std::size_t kGroup = 4;
constexpr Size kSize{.samples = 4, .pixels = 6};
constexpr std::size_t kRows = kSize.samples * kSize.pixels;
constexpr std::size_t kCount = kRows * kChannels;
constexpr std::size_t kPlaces = 4;
// By how much all places together may make slopes smaller or larger, of their norm.
constexpr double kVanishes = 1e-3;
constexpr double kExplodes = 1e4;
// How much of what comes out has to differ between samples, of its root mean square.
constexpr double kDiffers = 0.02;

struct Probes {
  std::vector<float> pictures;
  std::vector<float> slopes;
  std::array<std::vector<float>, kPlaces> weights;
};

Probes draw_probes() {
  Random random({.seed = 0x9a55, .purpose = Purpose::sample_rows});
  const auto normals = [&](std::size_t count, double deviation) {
    std::vector<float> all(count);
    for (float& value : all) value = static_cast<float>(deviation * random.normal());
    return all;
  };
  Probes probes;
  probes.pictures = normals(kCount, 1);
  probes.slopes = normals(kCount, 1);
  for (auto& weights : probes.weights)
    weights = normals(kChannels * kChannels, std::sqrt(2.0 / kChannels));
  return probes;
}

/// Each row times the weights, or their transpose.
std::vector<float> mixed(const std::vector<float>& rows, const std::vector<float>& weights,
                         bool transposed) {
  std::vector<float> result(kCount);
  for (std::size_t row = 0; row < kRows; ++row) {
    for (std::size_t from = 0; from < kChannels; ++from) {
      for (std::size_t to = 0; to < kChannels; ++to) {
        const float weight = weights[transposed ? to * kChannels + from : from * kChannels + to];
        result[row * kChannels + to] += rows[row * kChannels + from] * weight;
      }
    }
  }
  return result;
}

double norm(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

/// The spread between samples of the means over pixels, against the size of all numbers.
double difference(const std::vector<float>& values) {
  double spread = 0;
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    std::array<double, kSize.samples> means{};
    for (std::size_t row = 0; row < kRows; ++row)
      means[row / kSize.pixels] += values[row * kChannels + channel] / kSize.pixels;
    const auto [low, high] = std::minmax_element(means.begin(), means.end());
    spread += (*high - *low) * (*high - *low);
  }
  return std::sqrt(spread / kChannels) / (norm(values) / std::sqrt(static_cast<double>(kCount)));
}

}  // namespace

bool propagates(const Graph& graph) {
  static const Probes probes = draw_probes();
  std::vector<Executor> places(kPlaces, Executor(graph, kChannels, kGroup));
  std::vector<float> parameters(places.front().parameters());
  places.front().initialise(parameters);
  std::vector<float> values = probes.pictures;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    const std::vector<float> in = mixed(values, probes.weights[i], false);
    places[i].forward(kSize, in, parameters, values);
  }
  if (!(difference(values) > kDiffers)) return false;
  std::vector<float> slopes = probes.slopes;
  std::vector<float> ignored(parameters.size());
  for (std::size_t i = kPlaces; i-- > 0;) {
    std::vector<float> before(kCount);
    places[i].backward(slopes, before, ignored);
    slopes = mixed(before, probes.weights[i], true);
  }
  const double ratio = norm(slopes) / norm(probes.slopes);
  return ratio > kVanishes && ratio < kExplodes;
}

}  // namespace cambrian::layer
