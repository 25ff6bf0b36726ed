// Network: the shape of a multilayer perceptron, and its weights in the order that kernels want.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "operators/seeds/rebuilder.hpp"

namespace cambrian::neuroevolution {

enum class Activation { tanh, relu };

/// Layers are dense: `widths` are those of the observation, the hidden layers and the outputs,
/// which are linear. Recurrent, a hidden layer also sees its own outputs of the step before (Elman
/// 1990), zeros at the begin of an episode: they follow its inputs. Of a genome's weights each
/// layer takes [input][output], then a bias for each output.
struct NetworkShape {
  std::vector<std::size_t> widths;  ///< two at least, all >= 1
  Activation activation = Activation::tanh;
  bool recurrent = false;

  std::size_t layers() const { return widths.size() - 1; }
  /// Of a layer, and how many of these are its own outputs: the last ones.
  std::size_t inputs(std::size_t layer) const { return widths[layer] + remembered(layer); }
  std::size_t remembered(std::size_t layer) const {
    return recurrent && layer + 1 < layers() ? widths[layer + 1] : 0;
  }
  std::size_t weights() const;
  /// The first weights: `scale` / sqrt(inputs), in the last layer `last_scale` / sqrt(inputs);
  /// biases are zero.
  std::vector<seeds::WeightGroup> groups(float scale, float last_scale) const;
};

/// Outputs of layers are padded to whole vectors with neurons whose weights are zero.
constexpr std::size_t kPadding = 8;
constexpr std::size_t padded(std::size_t width) {
  return (width + kPadding - 1) / kPadding * kPadding;
}

/// What a forward pass reads.
class PackedNetwork {
 public:
  struct Layer {
    std::size_t inputs;        ///< own outputs of the step before included
    std::size_t remembered;    ///< so many are these
    std::size_t outputs;       ///< padded
    std::size_t first_weight;  ///< of [input][output], followed by the biases
    bool last;
  };
  PackedNetwork(const NetworkShape& shape, std::span<const float> weights);

  const std::vector<Layer>& layers() const { return layers_; }
  const float* at(std::size_t weight) const { return &weights_[weight]; }
  Activation activation() const { return activation_; }
  /// The largest padded width, observation included.
  std::size_t widest() const { return widest_; }
  /// Numbers that are remembered from one step to the next, layer by layer.
  std::size_t memory() const { return memory_; }

 private:
  std::vector<Layer> layers_;
  std::vector<float> weights_;
  Activation activation_;
  std::size_t widest_ = 0;
  std::size_t memory_ = 0;
};

}  // namespace cambrian::neuroevolution
