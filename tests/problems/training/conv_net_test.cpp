#include "problems/training/conv_net.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "operators/layer/known.hpp"
#include "operators/layer/parse.hpp"
#include "problems/training/convolution.hpp"
#include "problems/training/make_task.hpp"
#include "problems/training/trainer.hpp"

namespace cambrian::training {
namespace {

using Blocks = Architecture::Blocks;

std::shared_ptr<const DataSet> data(Data kind = Data::digits, std::uint64_t train = 128) {
  return make_data({.data = kind, .rows = {.train = train, .validation = 64, .test = 64}}, "")
      .value();
}

/// A known layer, or a text.
layer::Graph known(std::string_view name) {
  const auto found = layer::find_layer(name);
  return layer::parse(found ? found->text : name).value();
}

std::unique_ptr<ConvNet> net(Blocks blocks, std::string_view layer, std::uint32_t width = 4) {
  return std::make_unique<ConvNet>(
      data(), Architecture{.blocks = blocks, .width = width, .depth = 1, .group = 2}, known(layer));
}

TEST(Convolution, IsTheSumOverItsTaps) {
  const Convolution shape{.side = 3, .inputs = 2, .outputs = 1, .kernel = 3};
  std::vector<float> in(36);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<float>(i % 7);
  std::vector<float> weights(shape.taps());
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i);
  std::vector<float> out(18);
  ConvolutionMemory memory;
  convolve(shape, in, weights, out, memory);
  for (std::size_t picture = 0; picture < 2; ++picture) {
    for (int y = 0; y < 3; ++y) {
      for (int x = 0; x < 3; ++x) {
        float sum = 0;
        for (int k = 0; k < 18; ++k) {
          const int row = y + k / 6 - 1;
          const int column = x + k / 2 % 3 - 1;
          if (row < 0 || row > 2 || column < 0 || column > 2) continue;
          sum += weights[static_cast<std::size_t>(k)] *
                 in[picture * 18 + static_cast<std::size_t>((row * 3 + column) * 2 + k % 2)];
        }
        EXPECT_EQ(out[picture * 9 + static_cast<std::size_t>(y * 3 + x)], sum);
      }
    }
  }
}

/// Directional derivatives of the loss against the gradient, tensor by tensor.
void expect_exact_gradient(const ConvNet& net) {
  std::vector<float> weights(net.parameters());
  net.initialise(3, weights);
  // Learnable inputs away from where they begin.
  Random random({.seed = 4});
  for (float& weight : weights) weight += static_cast<float>(0.05 * random.normal());
  WorkSpace space;
  const Batch batch{.seed = 5, .rows = 16};
  std::vector<float> gradient(net.parameters());
  net.loss_and_gradient(weights, batch, gradient, space);
  std::vector<float> ignored(net.parameters());
  for (const Segment& tensor : net.tensors()) {
    std::vector<float> there = weights;
    std::vector<float> back = weights;
    double wanted = 0;
    for (std::size_t i = tensor.begin; i < tensor.begin + tensor.size(); ++i) {
      const auto step = static_cast<float>(2e-3 * random.normal());
      there[i] += step;
      back[i] -= step;
      wanted += static_cast<double>(there[i] - back[i]) * gradient[i];
    }
    const double found = net.loss_and_gradient(there, batch, ignored, space) -
                         net.loss_and_gradient(back, batch, ignored, space);
    EXPECT_NEAR(found, wanted, 0.03 * std::abs(wanted) + 3e-5) << tensor.name;
  }
}

TEST(ConvNet, GradientsAreThoseOfTheLossForAllBlocksAndLayers) {
  for (const Blocks blocks : {Blocks::plain, Blocks::residual, Blocks::bottleneck}) {
    // Without a ReLU, whose kinks finite differences meet too often.
    const char* const smooth = "return tanh((x - mean_bwh(x)) / std_bwh(x) * v1 + v0)";
    for (const char* layer : {smooth, "evonorm_b0", "evonorm_s0"}) {
      SCOPED_TRACE(layer);
      expect_exact_gradient(*net(blocks, layer));
    }
  }
}

TEST(ConvNet, LearnsDigitsAndShapes) {
  for (const Data kind : {Data::digits, Data::shapes}) {
    const ConvNet task(data(kind, 400), {.blocks = Blocks::plain, .width = 8}, known("bn_relu"));
    TrainingState state = TrainingState::start(task, 1);
    WorkSpace space;
    const double before = task.evaluate(state.weights, Split::test, space).error;
    train(task, {.rate = 0.05, .batch = 32}, 6, state);
    const double after = task.evaluate(state.weights, Split::test, space).error;
    EXPECT_GT(before, 0.8);
    EXPECT_LT(after, 0.6);
  }
}

TEST(ConvNet, WhatItGivesDependsOnItsArgumentsAlone) {
  const auto one = net(Blocks::residual, "bn_relu");
  const auto other = net(Blocks::plain, "evonorm_b0");
  std::vector<float> weights(one->parameters());
  one->initialise(1, weights);
  WorkSpace used;
  const double first = one->evaluate(weights, Split::validation, used).loss;
  std::vector<float> others(other->parameters());
  other->initialise(1, others);
  std::vector<float> gradient(other->parameters());
  other->loss_and_gradient(others, {.seed = 1, .rows = 8}, gradient, used);
  EXPECT_EQ(one->evaluate(weights, Split::validation, used).loss, first);
  WorkSpace fresh;
  EXPECT_EQ(one->evaluate(weights, Split::validation, fresh).loss, first);
}

TEST(ConvNet, ItsTensorsCoverAllParameters) {
  const auto task = net(Blocks::bottleneck, "evonorm_s0");
  std::size_t end = 0;
  for (const Segment& tensor : task->tensors()) {
    EXPECT_EQ(tensor.begin, end);
    end += tensor.size();
  }
  EXPECT_EQ(end, task->parameters());
  EXPECT_EQ(task->tensors()[0].name, "convolution1");
  EXPECT_EQ(task->tensors()[1].name, "layer1");
  EXPECT_EQ(task->tensors()[1].rows, 3u);  // v1, beta, gamma
}

TEST(ConvNet, RefusesDataThatAreNoPictures) {
  EXPECT_FALSE(ConvNet::check(*data(Data::friedman)));
  EXPECT_NE(ConvNet::check(*data(Data::spirals)).error().what.find("rows of 2 numbers"),
            std::string::npos);
  EXPECT_TRUE(ConvNet::check(*data(Data::shapes)));
}

}  // namespace
}  // namespace cambrian::training
