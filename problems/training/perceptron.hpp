// Perceptron: the Task of a multilayer perceptron.
#pragma once

#include <memory>
#include <vector>

#include "problems/training/data.hpp"
#include "problems/training/task.hpp"

namespace cambrian::training {

/// Rectified linear units between dense layers; the loss of classes is the softmax cross-entropy,
/// of numbers half the squared difference. The tensors are of each layer the weights (inputs x
/// outputs), then the biases. Weights begin with variance 2 / inputs (He et al. 2015), biases with
/// 0.
class Perceptron final : public Task {
 public:
  /// `hidden`: widths of the hidden layers.
  Perceptron(std::shared_ptr<const DataSet> data, const std::vector<std::size_t>& hidden);

  std::size_t parameters() const override { return parameters_; }
  std::span<const Segment> tensors() const override { return tensors_; }
  std::size_t train_rows() const override { return data_->train.size(); }
  void initialise(std::uint64_t seed, std::span<float> weights) const override;
  double loss_and_gradient(std::span<const float> weights, const Batch& batch,
                           std::span<float> gradient, WorkSpace& space) const override;
  Score evaluate(std::span<const float> weights, Split split, WorkSpace& space) const override;

 private:
  std::size_t layers() const { return tensors_.size() / 2; }
  const Segment& weights_of(std::size_t layer) const { return tensors_[2 * layer]; }
  const Segment& biases_of(std::size_t layer) const { return tensors_[2 * layer + 1]; }
  void forward(std::size_t layer, std::span<const float> weights, const std::vector<float>& in,
               std::vector<float>& out) const;
  /// space.slope takes the place of the inputs' slope, layer by layer.
  void backward(std::span<const float> weights, double dropout, std::span<float> gradient,
                WorkSpace& space) const;

  const std::shared_ptr<const DataSet> data_;
  std::vector<Segment> tensors_;
  std::size_t parameters_ = 0;
};

}  // namespace cambrian::training
