// Pgpe: the parameters of a normal distribution follow their gradient, the centre by ClipUp.
#pragma once

#include <cstdint>

#include "engine/algorithm/evolution_strategy.hpp"
#include "engine/algorithm/gradient_step.hpp"

namespace cambrian {

/// Policy gradients with parameter-based exploration (Sehnke et al. 2010), mirrored, with centred
/// ranks and ClipUp (Toklu, Liskowski and Srivastava 2020). Every coordinate has a deviation of its
/// own, which changes by a limited part in each generation.
class Pgpe final : public EvolutionStrategy {
 public:
  struct Params {
    std::uint32_t pairs = 50;
    double max_speed = 0.15;
    double rate = 0;  ///< of ClipUp; 0: three quarters of max_speed
    double momentum = 0.9;
    double radius = 0;  ///< length of the first deviations; 0: 15 times max_speed
    double sigma_rate = 0.1;
    double sigma_change = 0.2;
    std::uint64_t budget = 0;
    std::uint32_t test_every = 1;
    Start start = Start::middle;
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this; it and the params pass check().
  Pgpe(const SearchSpace& space, Params params);
  static Result<void> check(const Params&, const SearchSpace& space) {
    return EvolutionStrategy::check(space);
  }

  const std::vector<double>& sigma() const { return sigma_; }

 private:
  void spread(std::span<double> numbers) const override;
  void update(const Generation& generation) override;
  void save_own(Encoder& out) const override;
  void load_own(Decoder& in) override;

  const Params params_;
  ClipUp step_;
  Vector sigma_;
};

template <class Visitor>
void fields(Visitor& v, Pgpe::Params& p) {
  v("pairs", p.pairs, Range{1, 1e8}, "Pairs of members in a generation");
  v("max_speed", p.max_speed, Range{.low = 0, .high = 1e6, .above_low = true},
    "The centre moves no farther in a generation");
  v("rate", p.rate, Range{0, 1e6}, "What a gradient adds to the speed, 0: 0.75 max_speed");
  v("momentum", p.momentum, Range{0, 1}, "The part of the speed that is kept");
  v("radius", p.radius, Range{0, 1e6},
    "Distance of the first members from the centre, 0: 15 max_speed");
  v("sigma_rate", p.sigma_rate, Range{0, 1e6}, "Learning rate of the deviations");
  v("sigma_change", p.sigma_change, Range{0, 0.9},
    "The part of itself by which a deviation changes at most in a generation");
  strategy_fields(v, p);
}

}  // namespace cambrian
