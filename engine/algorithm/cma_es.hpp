// CmaEs: a normal distribution whose covariance learns the shape of the function.
#pragma once

#include <cstdint>
#include <deque>

#include "engine/algorithm/covariance.hpp"
#include "engine/algorithm/evolution_strategy.hpp"

namespace cambrian {

/// CMA-ES as in Hansen's tutorial (2016): weighted recombination with negative weights for the
/// worse half, cumulative adaptation of the step size, rank-one and rank-mu updates of the
/// covariance; constants are the tutorial's. The covariance is full, or a diagonal for many
/// variables (Ros and Hansen 2008), whose rates are larger by (n + 2) / 3.
///
/// A try that has converged or has become ill-conditioned is over: the next one starts with
/// `growth` times the population (IPOP, Auger and Hansen 2005), from another sample of the space
/// where that is where searches start.
class CmaEs final : public EvolutionStrategy {
 public:
  struct Params {
    std::uint32_t population = 0;  ///< 0: 4 + 3 ln n
    double sigma = 0.3;
    bool diagonal = false;
    double growth = 2;
    std::uint64_t budget = 0;
    std::uint32_t test_every = 0;
    Start start = Start::sample;
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this; it and the params pass check().
  CmaEs(const SearchSpace& space, Params params);
  static Result<void> check(const Params& params, const SearchSpace& space);

  double sigma() const { return sigma_; }
  std::uint64_t restarts() const { return restarts_; }

 private:
  void spread(std::span<double> numbers) const override;
  void update(const Generation& generation) override;
  void save_own(Encoder& out) const override;
  void load_own(Decoder& in) override;

  /// What follows from the population and the dimension.
  struct Constants {
    Vector weights;  // of ranks, those of the better half sum up to 1
    std::size_t parents = 0;
    double effective = 0;  // mu_eff
    double c_sigma = 0;
    double d_sigma = 0;
    double c_c = 0;
    double c_1 = 0;
    double c_mu = 0;
    double length = 0;  // expected, of a vector of normal numbers

    static Constants of(std::uint64_t population, std::size_t dimension, bool diagonal);
  };
  void begin_try();
  void end_try();
  Vector move_centre(const Generation& generation, const std::vector<std::size_t>& order);
  void adapt(const Generation& generation, const std::vector<std::size_t>& order,
             const Vector& step);
  bool is_over(double best, double worst);

  const Params params_;
  Constants constants_;
  Covariance covariance_;
  double sigma_ = 0;
  Vector sigma_path_;
  Vector covariance_path_;
  std::uint64_t tried_ = 0;  // generations of this try
  std::uint64_t restarts_ = 0;
  std::deque<double> history_;  // best losses of the last generations
};

template <class Visitor>
void fields(Visitor& v, CmaEs::Params& p) {
  v("population", p.population, Range{0, 1e8},
    "Members of a generation, at least 4; 0: 4 + 3 ln n for n variables");
  v("sigma", p.sigma, Range{.low = 0, .high = 1e6, .above_low = true},
    "First standard deviation; of variables with bounds, as a part of their range");
  v("diagonal", p.diagonal, "Learn a deviation for each variable only: for thousands of them");
  v("growth", p.growth, Range{1, 100}, "Times the population, in a try after one that converged");
  strategy_fields(v, p);
}

}  // namespace cambrian
