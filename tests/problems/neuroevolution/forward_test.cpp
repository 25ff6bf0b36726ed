#include "problems/neuroevolution/forward.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "engine/core/random.hpp"
#include "hwy/aligned_allocator.h"
#include "operators/seeds/rebuilder.hpp"

namespace cambrian::neuroevolution {
namespace {

NetworkShape shape_of(std::vector<Convolution> convolutions, std::vector<std::size_t> widths) {
  NetworkShape shape{std::move(widths), Activation::relu};
  shape.convolutions = std::move(convolutions);
  return shape;
}

// Odd sizes: paddings on one side and on both, strides beyond the picture, filters that fill no
// vector, windows larger than the picture.
std::vector<NetworkShape> shapes() {
  return {shape_of({{9, 7, 3, 5, 4, 2}, {5, 4, 5, 33, 3, 1}}, {5 * 4 * 33, 40, 3}),
          shape_of({{12, 12, 1, 16, 5, 3}}, {4 * 4 * 16, 2}),
          shape_of({{3, 8, 2, 50, 5, 7}, {1, 2, 50, 1, 1, 1}}, {2, 300, 17, 1}),
          shape_of({}, {5, 70, 9})};
}

std::vector<float> observation(const NetworkShape& shape, std::uint64_t seed) {
  Random random({.seed = seed});
  std::vector<float> seen(shape.observations());
  for (float& value : seen) value = static_cast<float>(random.uniform(-1, 1));
  return seen;
}

// One layer in double precision; takes its weights from the front of `weights`.
std::vector<double> convolved(const Convolution& c, const std::vector<double>& in,
                              const float*& weights) {
  const auto before = [&](std::size_t length) { return c.zeros(length) / 2; };
  std::vector<double> out(c.outputs());
  for (std::size_t o = 0; o < out.size(); ++o) {
    const std::size_t f = o % c.filters;
    const std::size_t x = o / c.filters % c.out_width();
    const std::size_t y = o / c.filters / c.out_width();
    double sum = weights[c.window() * c.filters + f];
    for (std::size_t w = 0; w < c.window(); ++w) {
      const std::size_t channel = w % c.channels;
      const std::size_t column = x * c.stride + w / c.channels % c.size - before(c.width);
      const std::size_t row = y * c.stride + w / c.channels / c.size - before(c.height);
      if (row >= c.height || column >= c.width) continue;  // less than 0, too
      sum += in[(row * c.width + column) * c.channels + channel] * weights[w * c.filters + f];
    }
    out[o] = std::fmax(sum, 0);
  }
  weights += (c.window() + 1) * c.filters;
  return out;
}

std::vector<double> slowly(const NetworkShape& shape, const float* weights,
                           const std::vector<float>& seen) {
  std::vector<double> values(seen.begin(), seen.end());
  for (const Convolution& c : shape.convolutions) values = convolved(c, values, weights);
  for (std::size_t l = 0; l < shape.layers(); ++l) {
    const std::size_t outputs = shape.widths[l + 1];
    std::vector<double> next(outputs);
    for (std::size_t j = 0; j < outputs; ++j) {
      next[j] = weights[values.size() * outputs + j];
      for (std::size_t i = 0; i < values.size(); ++i)
        next[j] += values[i] * weights[i * outputs + j];
      if (l + 1 < shape.layers()) next[j] = std::fmax(next[j], 0);
    }
    weights += (values.size() + 1) * outputs;
    values = next;
  }
  return values;
}

/// Buffers for some observations, and what a network makes of them.
class Passes {
 public:
  Passes(const PackedNetwork& network, const NetworkShape& shape, std::size_t count)
      : network_(network), shape_(shape), count_(count), memory_(count * network.memory()) {
    for (std::size_t i = 0; i < 2 * count; ++i)
      buffers_.push_back(hwy::AllocateAligned<float>(network.widest()));
  }
  std::vector<std::vector<float>> together(InstructionSet set) {
    std::vector<Workspace> workspaces;
    for (std::size_t i = 0; i < count_; ++i) workspaces.push_back(workspace(i));
    forward_passes(set)(network_, workspaces);
    std::vector<std::vector<float>> all;
    for (const Workspace& w : workspaces) all.push_back(outputs(w.front));
    return all;
  }
  std::vector<float> alone(InstructionSet set, std::size_t i) {
    return outputs(forward_pass(set)(network_, workspace(i)));
  }

 private:
  std::vector<float> outputs(const float* first) const {
    return {first, first + shape_.widths.back()};
  }
  /// With the observation of this number in front.
  Workspace workspace(std::size_t i) {
    const auto seen = observation(shape_, i);
    std::copy(seen.begin(), seen.end(), buffers_[2 * i].get());
    return {buffers_[2 * i].get(), buffers_[2 * i + 1].get(),
            memory_.data() + i * network_.memory()};
  }

  const PackedNetwork& network_;
  const NetworkShape& shape_;
  const std::size_t count_;
  std::vector<float> memory_;
  std::vector<hwy::AlignedFreeUniquePtr<float[]>> buffers_;
};

TEST(Forward, ComputesWhatALoopOverAllWeightsDoes) {
  for (const NetworkShape& shape : shapes()) {
    const seeds::Rebuilder rebuilder({.groups = shape.groups(1, 1)});
    ASSERT_EQ(rebuilder.size(), shape.weights());
    const auto weights = rebuilder.weights({5, 6});
    const PackedNetwork network(shape, *weights);
    const auto expected = slowly(shape, weights->data(), observation(shape, 0));
    const auto outputs = Passes(network, shape, 1).alone(instruction_sets()[0], 0);
    for (std::size_t k = 0; k < outputs.size(); ++k) EXPECT_NEAR(outputs[k], expected[k], 1e-5);
  }
}

TEST(Forward, OfManyIsThatOfEachInEveryBitOnAllInstructionSets) {
  for (const NetworkShape& shape : shapes()) {
    const seeds::Rebuilder rebuilder({.groups = shape.groups(1, 1)});
    const PackedNetwork network(shape, *rebuilder.weights({9, 8}));
    for (const InstructionSet set : instruction_sets()) {
      const auto all = Passes(network, shape, 8).together(set);
      for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(Passes(network, shape, 8).alone(set, i), all[i]);
        EXPECT_EQ(Passes(network, shape, 8).alone(InstructionSet::baseline, i), all[i]);
      }
    }
  }
}

TEST(Forward, OfManyRemembersForEachWhatItHasSeen) {
  const NetworkShape shape{.widths = {3, 9, 5, 2}, .recurrent = true};
  const seeds::Rebuilder rebuilder({.groups = shape.groups(1, 1)});
  const PackedNetwork network(shape, *rebuilder.weights({1, 2}));
  const InstructionSet set = instruction_sets()[0];
  Passes many(network, shape, 5);
  Passes each(network, shape, 5);
  for (int step = 0; step < 3; ++step) {
    const auto all = many.together(set);
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(each.alone(set, i), all[i]) << step;
  }
}

/// Networks near one, of which each plays in a lane of its own.
class Relatives {
 public:
  Relatives(const NetworkShape& shape, std::size_t count)
      : shape_(shape),
        differences_(shape.matrices(), shape.weights()),
        centre_(*seeds::Rebuilder({.groups = shape.groups(1, 1)}).weights({1, 2})),
        packed_(shape, centre_),
        memory_(packed_.memory() * kRelatives) {
    Random random({.seed = 8});
    for (std::size_t lane = 0; lane < count; ++lane) {
      factors_.emplace_back(differences_.factors());
      for (float& factor : factors_.back()) factor = static_cast<float>(random.uniform(-0.5, 0.5));
    }
    for (auto& buffer : buffers_)
      buffer = hwy::AllocateAligned<float>(packed_.widest() * kRelatives);
  }
  /// Outputs for observation(shape, lane); the lanes beyond their number have zeros.
  std::vector<std::vector<float>> together(InstructionSet set) {
    std::fill_n(buffers_[0].get(), packed_.widest() * kRelatives, 0.0f);
    const auto factors = hwy::AllocateAligned<float>(differences_.factors() * kRelatives);
    std::fill_n(factors.get(), differences_.factors() * kRelatives, 0.0f);
    for (std::size_t lane = 0; lane < factors_.size(); ++lane) {
      put(observation(shape_, lane), lane, buffers_[0].get());
      put(factors_[lane], lane, factors.get());
    }
    Workspace workspace{buffers_[0].get(), buffers_[1].get(), memory_.data()};
    forward_relatives(set)(packed_, workspace, factors.get());
    std::vector<std::vector<float>> outputs(factors_.size());
    for (std::size_t lane = 0; lane < outputs.size(); ++lane)
      for (std::size_t k = 0; k < shape_.widths.back(); ++k)
        outputs[lane].push_back(workspace.front[k * kRelatives + lane]);
    return outputs;
  }
  /// The same by weights that are written out.
  PackedNetwork network(std::size_t lane) const {
    std::vector<float> weights = centre_;
    differences_.add<float>(factors_[lane], 1, weights);
    return {shape_, weights};
  }

 private:
  static void put(const std::vector<float>& values, std::size_t lane, float* to) {
    for (std::size_t k = 0; k < values.size(); ++k) to[k * kRelatives + lane] = values[k];
  }

  const NetworkShape& shape_;
  const RankOne differences_;
  std::vector<float> centre_;
  const PackedNetwork packed_;
  std::vector<std::vector<float>> factors_;
  std::vector<float> memory_;
  hwy::AlignedFreeUniquePtr<float[]> buffers_[2];
};

std::vector<NetworkShape> dense_shapes() {
  return {{{5, 70, 9}},
          {{3, 33, 17, 1}, Activation::relu},
          {{4, 2}},
          {{2, 9, 5, 2}, Activation::tanh, true}};
}

TEST(Forward, OfRelativesIsThatOfTheirWeights) {
  for (const NetworkShape& shape : dense_shapes()) {
    Relatives relatives(shape, kRelatives);
    std::vector<Passes> passes;
    std::vector<PackedNetwork> networks;
    for (std::size_t lane = 0; lane < kRelatives; ++lane)
      networks.push_back(relatives.network(lane));
    for (const PackedNetwork& network : networks) passes.emplace_back(network, shape, kRelatives);
    for (int step = 0; step < 3; ++step) {  // since networks may remember
      const auto outputs = relatives.together(instruction_sets()[0]);
      for (std::size_t lane = 0; lane < kRelatives; ++lane) {
        const auto own = passes[lane].alone(instruction_sets()[0], lane);
        for (std::size_t k = 0; k < own.size(); ++k) EXPECT_NEAR(outputs[lane][k], own[k], 1e-5);
      }
    }
  }
}

TEST(Forward, OfARelativeIsTheSameInEveryBitWhoeverIsBesideItAndOnAllInstructionSets) {
  for (const NetworkShape& shape : dense_shapes()) {
    const auto few = Relatives(shape, 3).together(InstructionSet::baseline);
    for (const InstructionSet set : instruction_sets()) {
      const auto many = Relatives(shape, kRelatives).together(set);
      for (std::size_t lane = 0; lane < few.size(); ++lane) EXPECT_EQ(few[lane], many[lane]);
    }
  }
}

TEST(Network, OfSuchHasFourMillionWeights) {
  const NetworkShape shape = shape_of(
      {{84, 84, 4, 32, 8, 4}, {21, 21, 32, 64, 4, 2}, {11, 11, 64, 64, 3, 1}}, {7744, 512, 18});
  EXPECT_EQ(shape.convolutions.back().outputs(), 7744u);
  EXPECT_EQ(shape.weights(), 4'052'658u);
}

}  // namespace
}  // namespace cambrian::neuroevolution
