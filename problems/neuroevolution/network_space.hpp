// NetworkSpace: lineages of seeds that stand for the weights of a network of one shape.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "operators/seeds/seed_space.hpp"
#include "problems/neuroevolution/network.hpp"

namespace cambrian::neuroevolution {

class NetworkSpace : public seeds::SeedSpace {
 public:
  NetworkSpace(NetworkShape shape, seeds::Rebuilder::Params params)
      : SeedSpace(std::move(params)), shape_(std::move(shape)) {}

  /// "json" and "npz": for each layer l its "weights_l", a row for each input, and "biases_l".
  std::vector<std::string> formats() const override { return {"json", "npz"}; }
  std::string print(const Genome& genome, std::size_t format) const override;

  PackedNetwork network(const Genome& genome) const { return {shape_, *weights(genome)}; }
  const NetworkShape& shape() const { return shape_; }

 private:
  NetworkShape shape_;
};

}  // namespace cambrian::neuroevolution
