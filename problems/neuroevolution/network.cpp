#include "problems/neuroevolution/network.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/assert.hpp"

namespace cambrian::neuroevolution {

std::size_t NetworkShape::weights() const {
  std::size_t sum = 0;
  for (const Convolution& c : convolutions) sum += (c.window() + 1) * c.filters;
  for (std::size_t l = 0; l < layers(); ++l) sum += (inputs(l) + 1) * widths[l + 1];
  return sum;
}

std::vector<Matrix> NetworkShape::matrices() const {
  std::vector<Matrix> all;
  std::size_t next = 0;
  const auto add = [&](std::size_t inputs, std::size_t outputs) {
    all.push_back({next, inputs, outputs});
    next += (inputs + 1) * outputs;
  };
  for (const Convolution& c : convolutions) add(c.window(), c.filters);
  for (std::size_t l = 0; l < layers(); ++l) add(inputs(l), widths[l + 1]);
  return all;
}

std::vector<seeds::WeightGroup> NetworkShape::groups(float scale, float last_scale) const {
  std::vector<seeds::WeightGroup> groups;
  const auto add = [&](std::size_t inputs, std::size_t outputs, float own) {
    groups.push_back({inputs * outputs, own / std::sqrt(static_cast<float>(inputs))});
    groups.push_back({outputs, 0.0f});
  };
  for (const Convolution& c : convolutions) add(c.window(), c.filters, scale);
  for (std::size_t l = 0; l < layers(); ++l)
    add(inputs(l), widths[l + 1], l + 1 == layers() ? last_scale : scale);
  return groups;
}

PackedNetwork::PackedNetwork(const NetworkShape& shape, std::span<const float> weights)
    : activation_(shape.activation), observations_(shape.observations()) {
  CAMBRIAN_ASSERT(weights.size() >= shape.weights());
  std::size_t size = 0;
  for (const Convolution& c : shape.convolutions) {
    const std::size_t outputs = (c.filters + kFilterPadding - 1) / kFilterPadding * kFilterPadding;
    convolutions_.push_back({c, outputs, size});
    size += (c.window() + 1) * outputs;
    widest_ = std::max({widest_, c.padded_height() * c.padded_width() * c.channels, c.outputs()});
  }
  for (std::size_t l = 0; l < shape.layers(); ++l) {
    const std::size_t outputs = padded(shape.widths[l + 1]);
    const std::size_t inputs = shape.inputs(l);
    layers_.push_back(
        {inputs, shape.remembered(l), outputs, size, shape.widths[l + 1], l + 1 == shape.layers()});
    size += (inputs + 1) * outputs;
    widest_ = std::max({widest_, padded(inputs), outputs});
    memory_ += shape.remembered(l);
  }
  weights_.resize(size);
  auto from = weights.begin();
  const auto copy = [&](std::size_t count, float* to) {
    const auto end = from + static_cast<std::ptrdiff_t>(count);
    std::copy(from, end, to);
    from = end;
  };
  for (const Filters& c : convolutions_)
    for (std::size_t row = 0; row <= c.shape.window(); ++row)
      copy(c.shape.filters, &weights_[c.first_weight + row * c.outputs]);
  for (const Layer& layer : layers_) {
    float* const first = &weights_[layer.first_weight];
    for (std::size_t i = 0; i < layer.inputs; ++i) {
      for (std::size_t j = 0; j < layer.used; j += kTile) {
        const std::size_t stride = std::min(kTile, layer.outputs - j);
        copy(std::min(kTile, layer.used - j), first + j * layer.inputs + i * stride);
      }
    }
    copy(layer.used, first + layer.inputs * layer.outputs);
  }
}

}  // namespace cambrian::neuroevolution
