// AugmentedRandomSearch: a step along the best of some random directions.
#pragma once

#include <cstdint>

#include "engine/algorithm/evolution_strategy.hpp"

namespace cambrian {

/// ARS of Mania, Guy and Recht (2018). Members come in pairs on both sides of the centre. The
/// centre moves along the `top` directions (those whose better member is best), each as far as its
/// two members differ, divided by the standard deviation of these members' losses. V1 is for
/// problems as they are, V2 for problems that normalise what they observe.
class AugmentedRandomSearch final : public EvolutionStrategy {
 public:
  struct Params {
    std::uint32_t directions = 8;
    std::uint32_t top = 0;  ///< 0: all directions
    double sigma = 0.03;    ///< nu in the paper
    double rate = 0.02;     ///< alpha in the paper
    std::uint64_t budget = 0;
    std::uint32_t test_every = 1;
    Start start = Start::middle;
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this; it and the params pass check().
  AugmentedRandomSearch(const SearchSpace& space, Params params)
      : EvolutionStrategy(space, sampling_of(params, 2 * std::uint64_t{params.directions}, true)),
        params_(params) {}
  static Result<void> check(const Params& params, const SearchSpace& space);

 private:
  void spread(std::span<double> numbers) const override;
  void update(const Generation& generation) override;
  void save_own(Encoder&) const override {}
  void load_own(Decoder&) override {}

  const Params params_;
};

template <class Visitor>
void fields(Visitor& v, AugmentedRandomSearch::Params& p) {
  v("directions", p.directions, Range{1, 1e8}, "Pairs of members in a generation");
  v("top", p.top, Range{0, 1e8}, "Best directions that the centre moves along, 0: all");
  v("sigma", p.sigma, Range{.low = 0, .high = 1e6, .above_low = true},
    "Standard deviation of the noise");
  v("rate", p.rate, Range{.low = 0, .high = 1e6, .above_low = true}, "Length of the steps");
  strategy_fields(v, p);
}

}  // namespace cambrian
