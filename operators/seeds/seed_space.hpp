// SeedSpace: weights of networks as lineages of seeds.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/space/rank_one.hpp"
#include "engine/space/search_space.hpp"
#include "operators/seeds/rebuilder.hpp"

namespace cambrian::seeds {

/// Children are mutants: of several parents the first one counts, since lineages cannot be crossed.
/// Algorithms that move vectors make dense genomes; their mutants are dense, too. One of more than
/// size() numbers is near another network: factors of a difference of rank one follow its weights.
class SeedSpace : public SearchSpace {
 public:
  /// Of `matrices` of the weights differences of rank one are made.
  explicit SeedSpace(Rebuilder::Params params, const std::vector<Matrix>& matrices = {})
      : rebuilder_(std::move(params)), differences_(matrices, rebuilder_.size()) {}

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

  const RankOne& differences() const { return differences_; }
  bool is_near(const Genome& genome) const;
  /// Of a genome that is near another network: that network's weights, then the factors.
  std::vector<float> parts(const Genome& genome) const;

 private:
  void check_size(const Genome& dense) const;

  Rebuilder rebuilder_;
  RankOne differences_;
};

}  // namespace cambrian::seeds
