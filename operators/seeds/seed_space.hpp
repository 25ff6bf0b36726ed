// SeedSpace: weights of networks as lineages of seeds.
#pragma once

#include <span>
#include <string>

#include "engine/space/search_space.hpp"
#include "operators/seeds/rebuilder.hpp"

namespace cambrian::seeds {

/// Children are mutants: of several parents the first one counts, since lineages cannot be crossed.
/// Algorithms that move vectors make dense genomes; their mutants are dense, too.
class SeedSpace : public SearchSpace {
 public:
  explicit SeedSpace(Rebuilder::Params params) : rebuilder_(std::move(params)) {}

  Genome sample(Random& random) const override;
  Genome vary(std::span<const Genome> parents, Random& random) const override;
  std::vector<Operator> operators() const override {
    return {{"mutate", "Gaussian noise on every weight, from a seed that the lineage remembers."}};
  }
  /// "seed 0f3c..., mutations 3, the last 81b2...", in hexadecimal digits; or "weights 8d1e...",
  /// which is their hash. Throws std::invalid_argument for bytes that are no genome of this space.
  std::string describe(const Genome& genome) const override;

  /// size() weights and some that mean nothing.
  Weights weights(const Genome& genome) const;
  std::size_t size() const { return rebuilder_.size(); }

 private:
  void check_size(const Genome& dense) const;

  Rebuilder rebuilder_;
};

}  // namespace cambrian::seeds
