// libtorch as the reference of our training steps: the same weights and batches give the same
// losses and gradients, step by step.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "operators/layer/known.hpp"
#include "operators/layer/parse.hpp"
#include "problems/training/batch.hpp"
#include "problems/training/conv_net.hpp"
#include "problems/training/make_task.hpp"
#include "problems/training/perceptron.hpp"

namespace cambrian::training {
namespace {

namespace F = torch::nn::functional;

constexpr int kSteps = 20;
constexpr float kRate = 0.1F;

std::int64_t length(std::size_t n) { return static_cast<std::int64_t>(n); }

/// The parameters of a task as one tensor that libtorch differentiates by, and its pieces.
class Weights {
 public:
  Weights(const Task& task, const std::vector<float>& numbers)
      : task_(task), flat_(torch::tensor(numbers)) {
    flat_.requires_grad_(true);
  }
  torch::Tensor operator[](std::size_t i) const {
    const Segment& segment = task_.tensors()[i];
    return flat_.narrow(0, length(segment.begin), length(segment.size()))
        .reshape({length(segment.rows), length(segment.columns)});
  }
  std::size_t size() const { return task_.tensors().size(); }
  std::vector<float> gradient() const {
    const torch::Tensor g = flat_.grad();
    return {g.data_ptr<float>(), g.data_ptr<float>() + g.numel()};
  }
  void step(float rate) {
    const torch::NoGradGuard no_gradients;
    flat_.sub_(flat_.grad(), rate);
    flat_.mutable_grad().zero_();
  }

 private:
  const Task& task_;
  torch::Tensor flat_;
};

/// Trains the task and its reference side by side. `outputs` says what the network makes of rows.
template <class Outputs>
void expect_equal_trainings(const Task& task, const DataSet& data, const Outputs& outputs) {
  at::set_num_threads(1);
  std::vector<float> weights(task.parameters());
  task.initialise(3, weights);
  Weights reference(task, weights);
  const std::vector<float> first = weights;
  std::vector<float> gradient(weights.size());
  WorkSpace space;
  WorkSpace rows;
  rows.units.resize(1);
  for (std::uint64_t step = 0; step < kSteps; ++step) {
    const Batch batch = {.seed = 5, .step = step, .rows = 16};
    const double ours = task.loss_and_gradient(weights, batch, gradient, space);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] -= kRate * gradient[i];

    gather(data.train, batch, rows);
    const torch::Tensor x = torch::tensor(rows.units.front()).reshape({16, length(data.inputs)});
    torch::Tensor loss;
    if (data.classes > 0) {
      const std::vector<std::int64_t> labels(rows.labels.begin(), rows.labels.end());
      loss = F::cross_entropy(outputs(x, reference), torch::tensor(labels));
    } else {
      loss = 0.5 * F::mse_loss(outputs(x, reference).flatten(), torch::tensor(rows.values));
    }
    loss.backward();
    EXPECT_NEAR(ours, loss.item<double>(), 1e-5 * (1 + ours)) << "step " << step;
    const std::vector<float> expected = reference.gradient();
    for (std::size_t i = 0; i < gradient.size(); ++i)
      ASSERT_NEAR(gradient[i], expected[i], 2e-5 * (1 + std::abs(expected[i])))
          << "step " << step << ", parameter " << i;
    reference.step(kRate);
  }
  float moved = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    moved = std::max(moved, std::abs(weights[i] - first[i]));
  EXPECT_GT(moved, 0.1F) << "little was learnt, so little was compared";
}

torch::Tensor perceptron(const torch::Tensor& x, const Weights& weights) {
  torch::Tensor units = x;
  for (std::size_t i = 0; i < weights.size(); i += 2) {
    units = torch::addmm(weights[i + 1], units, weights[i]);
    if (i + 2 < weights.size()) units = torch::relu(units);
  }
  return units;
}

TEST(Reference, PerceptronsOfClassesTrainAsLibtorchs) {
  const auto data = make_data({.data = Data::digits}, "").value();
  expect_equal_trainings(Perceptron(data, {32, 16}), *data, perceptron);
}

TEST(Reference, PerceptronsOfNumbersTrainAsLibtorchs) {
  const auto data = make_data({.data = Data::friedman}, "").value();
  expect_equal_trainings(Perceptron(data, {24}), *data, perceptron);
}

/// How one of our convolutional networks is written in libtorch.
struct Pictures {
  Architecture how;
  std::string layer;

  torch::Tensor operator()(const torch::Tensor& rows, const Weights& weights) const {
    std::size_t next = 0;
    torch::Tensor x = rows.reshape({-1, 1, 8, 8});
    const bool plain = how.blocks == Architecture::Blocks::plain;
    const auto convolve = [&](std::int64_t kernel) {
      const torch::Tensor taps = weights[next++];
      x = torch::conv2d(x, taps.reshape({kernel, kernel, -1, taps.size(1)}).permute({3, 2, 0, 1}),
                        {}, 1, kernel / 2);
    };
    const auto normalize = [&] {
      const torch::Tensor learnt = weights[next++];
      x = layer == "bn_relu"
              ? torch::batch_norm(x, learnt[1], learnt[0], {}, {}, true, 0, 1e-5, false)
              : torch::group_norm(x, x.size(1) / how.group, learnt[1], learnt[0], 1e-5);
      x = torch::relu(x);
    };
    const auto block = [&] {
      const torch::Tensor before = x;
      if (!plain) {
        normalize();
        convolve(3);
        normalize();
        convolve(3);
        x = x + before;
      } else {
        convolve(3);
        normalize();
      }
    };
    convolve(3);
    if (plain) normalize();
    block();
    x = torch::avg_pool2d(x, 2);
    convolve(plain ? 3 : 1);
    if (plain) normalize();
    block();
    if (!plain) normalize();
    return torch::addmm(weights[next + 1], x.mean({2, 3}), weights[next]);
  }
};

void expect_equal_networks(Architecture::Blocks blocks, const std::string& layer) {
  const auto data = make_data({.data = Data::digits}, "").value();
  const Architecture how = {.blocks = blocks, .width = 4, .depth = 1, .group = 2};
  const layer::Graph graph = layer::parse(layer::find_layer(layer)->text).value();
  expect_equal_trainings(ConvNet(data, how, graph), *data, Pictures{how, layer});
}

TEST(Reference, PlainConvolutionalNetworksTrainAsLibtorchs) {
  expect_equal_networks(Architecture::Blocks::plain, "bn_relu");
  expect_equal_networks(Architecture::Blocks::plain, "gn_relu");
}

TEST(Reference, ResidualNetworksTrainAsLibtorchs) {
  expect_equal_networks(Architecture::Blocks::residual, "bn_relu");
  expect_equal_networks(Architecture::Blocks::residual, "gn_relu");
}

}  // namespace
}  // namespace cambrian::training
