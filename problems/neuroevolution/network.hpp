// Network: the shape of a perceptron with or without convolutions, and its weights in the order
// that kernels want.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/space/rank_one.hpp"
#include "operators/seeds/rebuilder.hpp"

namespace cambrian::neuroevolution {

enum class Activation { tanh, relu };

/// A layer of filters that see a window of a picture, in steps of `stride`, with zeros around it so
/// that every pixel where a step ends gets an output ("same"; the odd zero comes after). Numbers of
/// pictures follow each other as [row][column][channel], filters are the channels of the next one.
struct Convolution {
  std::size_t height, width, channels;
  std::size_t filters, size, stride;  ///< all >= 1

  std::size_t out_height() const { return (height + stride - 1) / stride; }
  std::size_t out_width() const { return (width + stride - 1) / stride; }
  std::size_t inputs() const { return height * width * channels; }
  std::size_t outputs() const { return out_height() * out_width() * filters; }
  std::size_t window() const { return size * size * channels; }
  /// Zeros before and after `length` pixels.
  std::size_t zeros(std::size_t length) const {
    const std::size_t needed = ((length + stride - 1) / stride - 1) * stride + size;
    return needed > length ? needed - length : 0;
  }
  std::size_t padded_height() const { return height + zeros(height); }
  std::size_t padded_width() const { return width + zeros(width); }
};

/// Convolutions come first, if there are any; of a genome's weights each takes [row of the
/// window][column][channel][filter], then a bias for each filter. What follows is dense: `widths`
/// are those of the observation or of what the last convolution gives, the hidden layers and the
/// outputs, which are linear. Recurrent, a hidden layer also sees its own outputs of the step
/// before (Elman 1990), zeros at the begin of an episode: they follow its inputs. Of a genome's
/// weights each layer takes [input][output], then a bias for each output.
struct NetworkShape {
  std::vector<std::size_t> widths;  ///< two at least, all >= 1
  Activation activation = Activation::tanh;
  bool recurrent = false;
  std::vector<Convolution> convolutions = {};  ///< each takes what the one before it gives

  std::size_t observations() const {
    return convolutions.empty() ? widths[0] : convolutions[0].inputs();
  }
  /// Dense ones.
  std::size_t layers() const { return widths.size() - 1; }
  /// Of a layer, and how many of these are its own outputs: the last ones.
  std::size_t inputs(std::size_t layer) const { return widths[layer] + remembered(layer); }
  std::size_t remembered(std::size_t layer) const {
    return recurrent && layer + 1 < layers() ? widths[layer + 1] : 0;
  }
  std::size_t weights() const;
  /// Of a genome's weights those that are no biases; of convolutions a row is a pixel's channel.
  std::vector<Matrix> matrices() const;
  /// The first weights: `scale` / sqrt(inputs), in the last layer `last_scale` / sqrt(inputs);
  /// biases are zero.
  std::vector<seeds::WeightGroup> groups(float scale, float last_scale) const;
};

/// Outputs of layers are padded to whole vectors with neurons whose weights are zero.
constexpr std::size_t kPadding = 8;
constexpr std::size_t padded(std::size_t width) {
  return (width + kPadding - 1) / kPadding * kPadding;
}
/// Weights of a layer are read in tiles of so many outputs, or what is left of them; those of a
/// tile follow each other in memory.
constexpr std::size_t kTile = 32;
/// As kPadding, for filters.
constexpr std::size_t kFilterPadding = 16;

/// What a forward pass reads.
class PackedNetwork {
 public:
  struct Layer {
    std::size_t inputs;        ///< own outputs of the step before included
    std::size_t remembered;    ///< so many are these
    std::size_t outputs;       ///< padded
    std::size_t first_weight;  ///< of [tile][input][output], followed by the biases
    std::size_t used;          ///< outputs before padding
    bool last;
  };
  struct Filters {
    Convolution shape;
    std::size_t outputs;       ///< padded filters
    std::size_t first_weight;  ///< of [row][column][channel][filter], followed by the biases
  };
  PackedNetwork(const NetworkShape& shape, std::span<const float> weights);

  const std::vector<Filters>& convolutions() const { return convolutions_; }
  const std::vector<Layer>& layers() const { return layers_; }
  const float* at(std::size_t weight) const { return &weights_[weight]; }
  /// The weights from an output on, of the first input; those of the next one are `stride` further.
  struct Column {
    const float* weights;
    std::size_t stride;
  };
  Column column(const Layer& layer, std::size_t output) const {
    const std::size_t start = output / kTile * kTile;
    return {at(layer.first_weight + start * layer.inputs + output - start),
            std::min(kTile, layer.outputs - start)};
  }
  const float* biases(const Layer& layer) const {
    return at(layer.first_weight + layer.inputs * layer.outputs);
  }
  Activation activation() const { return activation_; }
  /// Numbers of the observation.
  std::size_t observations() const { return observations_; }
  /// The largest padded width, observation and pictures with the zeros around them included.
  std::size_t widest() const { return widest_; }
  /// Numbers that are remembered from one step to the next, layer by layer.
  std::size_t memory() const { return memory_; }

 private:
  std::vector<Filters> convolutions_;
  std::vector<Layer> layers_;
  std::vector<float> weights_;
  Activation activation_;
  std::size_t observations_;
  std::size_t widest_ = 0;
  std::size_t memory_ = 0;
};

}  // namespace cambrian::neuroevolution
