// ConvNet: the Task of a small convolutional network with the same normalization-activation layer
// at all places that want one.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/config/fields.hpp"
#include "operators/layer/graph.hpp"
#include "problems/training/data.hpp"
#include "problems/training/task.hpp"

namespace cambrian::training {

struct Architecture {
  enum class Blocks : std::uint8_t {
    plain,       ///< convolution, layer
    residual,    ///< layer, convolution, layer, convolution; added to what came in (He et al. 2016)
    bottleneck,  ///< the same of three convolutions, 1 x 1, 3 x 3 and 1 x 1, of which the middle
                 ///< has half the channels
  };
  Blocks blocks = Blocks::plain;
  std::uint32_t width = 8;  ///< channels of the first stage; the second has twice as many
  std::uint32_t depth = 1;  ///< blocks of each stage
  std::uint32_t group = 4;  ///< channels of a group, for layers that have them
};

template <class Visitor>
void fields(Visitor& v, Architecture& a) {
  using Blocks = Architecture::Blocks;
  v("blocks", a.blocks,
    Named<Blocks>{{Blocks::plain, "plain"},
                  {Blocks::residual, "residual"},
                  {Blocks::bottleneck, "bottleneck"}},
    "What a stage consists of");
  v("width", a.width, Range{2, 1024},
    "Channels of the first stage, even; the second has twice as many");
  v("depth", a.depth, Range{1, 100}, "Blocks of each stage");
  v("group", a.group, Range{1, 1024}, "Channels of a group, for layers that have groups");
}

/// A 3 x 3 convolution, a stage, a mean over 2 x 2 pixels, a convolution to twice the channels, a
/// stage, the mean over all pixels, and a dense layer; the loss is the softmax cross-entropy.
/// Convolutions begin with variance 2 / inputs and have no biases. Batches have no noise. Where the
/// layer takes moments over the batch, evaluate() first finds what they are over some hundred
/// training rows with these weights: their population (Wu, Johnson 2021), not a running mean, so
/// that a score follows from the weights.
class ConvNet final : public Task {
 public:
  /// Requires data that check() accepts, and a valid layer.
  ConvNet(std::shared_ptr<const DataSet> data, const Architecture& architecture,
          const layer::Graph& layer);
  ~ConvNet() override;
  /// Rows have to be square pictures of an even side, with classes.
  static Result<void> check(const DataSet& data);

  std::size_t parameters() const override;
  /// "convolution1", ... (inputs of a pixel x channels), "layer1", ... (learnable inputs x
  /// channels), "weights" and "biases".
  std::span<const Segment> tensors() const override;
  std::size_t train_rows() const override { return data_->train.size(); }
  void initialise(std::uint64_t seed, std::span<float> weights) const override;
  double loss_and_gradient(std::span<const float> weights, const Batch& batch,
                           std::span<float> gradient, WorkSpace& space) const override;
  Score evaluate(std::span<const float> weights, Split split, WorkSpace& space) const override;

 private:
  struct Plan;
  class Memory;

  Memory& memory(WorkSpace& space) const;

  const std::shared_ptr<const DataSet> data_;
  const std::shared_ptr<const Plan> plan_;
};

}  // namespace cambrian::training
