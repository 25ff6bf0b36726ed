// Trial: a network is trained with a layer, step by step.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/config/fields.hpp"
#include "operators/layer/graph.hpp"
#include "problems/training/conv_net.hpp"
#include "problems/training/trainer.hpp"

namespace cambrian::normalization {

/// Stochastic gradient descent with momentum, whose rate falls to 0 as half a cosine.
struct Recipe {
  std::uint32_t steps = 200;
  std::uint32_t batch = 32;
  double rate = 0.1;
  double momentum = 0.9;
  double weight_decay = 1e-4;
  std::uint64_t seed = 1;
};

template <class Visitor>
void fields(Visitor& v, Recipe& r) {
  v("steps", r.steps, Range{1, 1e9}, "Steps of a training");
  v("batch", r.batch, Range{2, 1e6}, "Pictures of a step");
  v("rate", r.rate, Range{0, 1e6}, "Of learning, at first; it falls to 0 as half a cosine");
  v("momentum", r.momentum, Range{0, 1}, "Of the descent");
  v("weight_decay", r.weight_decay, Range{0, 1e6}, "Of all that is learnt");
  v("seed", r.seed, "Draws first weights and batches");
}

/// Where a search for weights with a large gradient ends (Liu et al. 2020).
struct Ascent {
  std::uint32_t steps = 20;
  double length = 0.05;  ///< of a step, in the norm of the convolutions' weights
  double limit = 1e4;    ///< of the norm of the gradient
};

template <class Visitor>
void fields(Visitor& v, Ascent& a) {
  v("steps", a.steps, Range{0, 1e6}, "Steps towards weights with a larger gradient; 0: none");
  v("length", a.length, Range{0, 1e3}, "Of a step, in the norm of the weights");
  v("limit", a.limit, Range{0, 1e30}, "Norm of the gradient above which a layer is dropped");
}

/// Follows from what it is made of alone. For one thread.
class Trial {
 public:
  /// Requires data that ConvNet::check() accepts, and a valid layer.
  Trial(std::shared_ptr<const training::DataSet> data, const training::Architecture& architecture,
        const layer::Graph& layer, const Recipe& recipe);

  /// Trains until `steps` steps are done. False: a loss is not finite.
  bool train_until(std::uint64_t steps);
  std::uint64_t steps() const { return steps_; }
  training::Score score(training::Split split);
  /// The largest norm of the gradient, as the weights of the convolutions are changed so that it
  /// grows as fast as it can; infinite when it is not finite. Stops above the limit. Goes by the
  /// difference of two gradients, on one batch. The trial itself does not change.
  double largest_gradient(const Ascent& ascent);

 private:
  training::Batch batch(std::uint64_t step) const;

  Recipe recipe_;
  training::ConvNet net_;
  training::TrainingState state_;
  training::WorkSpace space_;
  std::vector<float> gradient_;
  std::uint64_t steps_ = 0;
};

}  // namespace cambrian::normalization
