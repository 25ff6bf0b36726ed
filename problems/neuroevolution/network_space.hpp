// NetworkSpace: lineages of seeds that stand for the weights of a network of one shape.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/space/real_vectors.hpp"
#include "operators/seeds/seed_space.hpp"
#include "problems/neuroevolution/network.hpp"

namespace cambrian::neuroevolution {

/// As real vectors, weights are coordinates. Normalising, a vector's network sees observations from
/// which their mean is taken and which are divided by their deviation, as far as evaluations have
/// told them. That is made part of the first layer's weights, so that a genome needs nothing
/// besides and acts on observations as they come.
class NetworkSpace : public seeds::SeedSpace, public RealVectors {
 public:
  struct Params {
    NetworkShape shape;
    seeds::Rebuilder::Params rebuilding;
    bool normalizes = false;
    std::size_t first_sum = 0;  ///< in descriptors: where the sums of observations begin
  };
  explicit NetworkSpace(Params params)
      : SeedSpace(std::move(params.rebuilding), params.shape.matrices()),
        shape_(std::move(params.shape)),
        normalizes_(params.normalizes),
        first_sum_(params.first_sum) {}

  std::size_t dimension() const override { return size(); }
  Genome encode(std::span<const double> vector, std::span<const double> context) const override;
  std::vector<Matrix> matrices() const override { return shape_.matrices(); }
  Genome encode_near(std::span<const double> centre, std::span<const double> factors,
                     std::span<const double> context) const override;
  std::vector<double> decode(const Genome& genome) const override;
  std::vector<double> middle() const override { return std::vector<double>(size()); }
  /// The number of observations, the sum of each of their numbers, and of its square.
  std::vector<double> context() const override;
  void learn(std::span<const double> descriptor, std::span<double> context) const override;

  /// "json" and "npz": for each layer l its "weights_l", a row for each input, and "biases_l"; of
  /// recurrent ones "recurrent_l", a row for each output of the step before. Of each convolution
  /// "convolution_l", [row][column][channel][filter], and "convolution_biases_l".
  /// Of many weights there is no "json": it would be in the run's files, of hundreds of megabytes.
  std::vector<std::string> formats() const override {
    if (size() > kMostAsText) return {"npz"};
    return {"json", "npz"};
  }
  std::string print(const Genome& genome, std::size_t format) const override;

  PackedNetwork network(const Genome& genome) const { return {shape_, *weights(genome)}; }
  /// Whether two genomes are near the same network.
  bool are_near(const Genome& one, const Genome& other) const;
  const NetworkShape& shape() const { return shape_; }

 private:
  static constexpr std::size_t kMostAsText = 100'000;
  /// What is taken from an observation's number, and what it is divided by.
  struct Scale {
    double mean, deviation;
  };
  std::vector<Scale> scales(std::span<const double> context) const;

  NetworkShape shape_;
  bool normalizes_;
  std::size_t first_sum_;
};

}  // namespace cambrian::neuroevolution
