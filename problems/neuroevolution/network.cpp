#include "problems/neuroevolution/network.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/assert.hpp"

namespace cambrian::neuroevolution {

std::size_t NetworkShape::weights() const {
  std::size_t sum = 0;
  for (std::size_t l = 0; l < layers(); ++l) sum += (inputs(l) + 1) * widths[l + 1];
  return sum;
}

std::vector<seeds::WeightGroup> NetworkShape::groups(float scale, float last_scale) const {
  std::vector<seeds::WeightGroup> groups;
  for (std::size_t l = 0; l < layers(); ++l) {
    const float own = l + 1 == layers() ? last_scale : scale;
    groups.push_back({inputs(l) * widths[l + 1], own / std::sqrt(static_cast<float>(inputs(l)))});
    groups.push_back({widths[l + 1], 0.0f});
  }
  return groups;
}

PackedNetwork::PackedNetwork(const NetworkShape& shape, std::span<const float> weights)
    : activation_(shape.activation) {
  CAMBRIAN_ASSERT(weights.size() >= shape.weights());
  std::size_t size = 0;
  for (std::size_t l = 0; l < shape.layers(); ++l) {
    const std::size_t outputs = padded(shape.widths[l + 1]);
    const std::size_t inputs = shape.inputs(l);
    layers_.push_back({inputs, shape.remembered(l), outputs, size, l + 1 == shape.layers()});
    size += (inputs + 1) * outputs;
    widest_ = std::max({widest_, padded(inputs), outputs});
    memory_ += shape.remembered(l);
  }
  weights_.resize(size);
  auto from = weights.begin();
  for (std::size_t l = 0; l < shape.layers(); ++l) {
    const auto width = static_cast<std::ptrdiff_t>(shape.widths[l + 1]);
    for (std::size_t row = 0; row <= shape.inputs(l); ++row, from += width) {
      float* to = &weights_[layers_[l].first_weight + row * layers_[l].outputs];
      std::copy(from, from + width, to);
    }
  }
}

}  // namespace cambrian::neuroevolution
