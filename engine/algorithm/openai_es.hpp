// OpenAiEs: a gradient estimated from mirrored noise and ranks, with Adam or momentum.
#pragma once

#include <cstdint>

#include "engine/algorithm/evolution_strategy.hpp"
#include "engine/algorithm/gradient_step.hpp"

namespace cambrian {

/// The evolution strategy of Salimans et al. (2017), as their program has it: normal noise of one
/// deviation, in pairs on both sides of the centre; losses count by their centred ranks; the
/// gradient is the sum of differences of ranks times noise, divided by the members; weight decay is
/// part of it. With `rank_one` the noise of a matrix is a product of factors of its rows and
/// columns (Sarkar et al. 2025): fewer numbers to draw and to keep, and members of a generation
/// that a problem can evaluate together at nearly the cost of one network; sums of products, which
/// move the centre, are of any rank.
class OpenAiEs final : public EvolutionStrategy {
 public:
  struct Params {
    std::uint32_t pairs = 20;
    double sigma = 0.02;
    bool rank_one = false;
    Stepping stepping = Stepping::adam;
    double rate = 0.01;
    double momentum = 0.9;
    double weight_decay = 0.005;
    std::uint64_t budget = 0;
    std::uint32_t test_every = 1;
    Start start = Start::sample;
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this; it and the params pass check().
  OpenAiEs(const SearchSpace& space, Params params)
      : EvolutionStrategy(space, sampling(params)),
        params_(params),
        step_({params.stepping, params.rate, params.momentum}, dimension()) {}
  static Result<void> check(const Params& params, const SearchSpace& space);

 private:
  static Sampling sampling(const Params& params);
  void spread(std::span<double> numbers) const override;
  void update(const Generation& generation) override;
  void save_own(Encoder& out) const override { step_.save(out); }
  void load_own(Decoder& in) override { step_.load(in); }

  const Params params_;
  GradientStep step_;
};

template <class Visitor>
void fields(Visitor& v, OpenAiEs::Params& p) {
  v("pairs", p.pairs, Range{1, 1e8}, "Pairs of members in a generation");
  v("sigma", p.sigma, Range{.low = 0, .high = 1e6, .above_low = true},
    "Standard deviation of the noise");
  v("rank_one", p.rank_one,
    "The noise of a matrix of weights is a number for each row times one for each column, so that "
    "members can be evaluated together");
  v("stepping", p.stepping, Named<Stepping>{{Stepping::adam, "adam"}, {Stepping::sgd, "sgd"}},
    "How the centre follows the gradient");
  v("rate", p.rate, Range{.low = 0, .high = 1e6, .above_low = true}, "Learning rate");
  v("momentum", p.momentum, Range{0, 1}, "Of sgd: the part of the last step that is kept");
  v("weight_decay", p.weight_decay, Range{0, 1e6}, "Times the centre, added to the gradient");
  strategy_fields(v, p);
}

}  // namespace cambrian
