// Run times and effects that theory and published experiments state, over fixed streams.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "engine/algorithm/local_search.hpp"
#include "engine/algorithm/regularized_evolution.hpp"
#include "tests/support/bits.hpp"

namespace cambrian {
namespace {

using cambrian::testing::BitStrings;
using cambrian::testing::evaluation_of;
using cambrian::testing::evaluations_until;
using cambrian::testing::leading_ones;
using cambrian::testing::one_max;
using Mutation = BitStrings::Mutation;

constexpr int kBits = 100;

struct Mean {
  double value;
  double standard_error;
};

Mean mean_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (double value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

Mean run_time(Mutation mutation, int (*value_of)(const Genome&), int runs) {
  const BitStrings space(kBits, mutation);
  std::vector<double> times;
  for (int run = 0; run < runs; ++run) {
    LocalSearch search(space, {.seed = static_cast<std::uint64_t>(run)});
    times.push_back(evaluations_until(search, kBits, value_of));
  }
  return mean_of(times);
}

TEST(Theory, TheOnePlusOneAlgorithmNeeds8573EvaluationsForLeadingOnes) {
  // Boettcher, Doerr, Neumann 2010: ((1-p)^(1-n) - (1-p)) / (2 p^2) with p = 1/n.
  const double p = 1.0 / kBits;
  const double theory = (std::pow(1 - p, 1 - kBits) - (1 - p)) / (2 * p * p);
  EXPECT_NEAR(theory, 8573, 1);
  const Mean measured = run_time(Mutation::flip_each, leading_ones, 150);
  EXPECT_NEAR(measured.value, theory, 3 * measured.standard_error);
  EXPECT_LT(measured.standard_error, 0.03 * theory);
}

TEST(Theory, TheOnePlusOneAlgorithmNeeds1069EvaluationsForOneMax) {
  // Hwang et al. 2018: e n ln n - 1.8925 n + (e/2) ln n + 0.598.
  const double e = std::exp(1.0);
  const double log_n = std::log(kBits);
  const double theory = e * kBits * log_n - 1.8925 * kBits + e / 2 * log_n + 0.598;
  EXPECT_NEAR(theory, 1069.4, 0.1);
  const Mean measured = run_time(Mutation::flip_each, one_max, 500);
  EXPECT_NEAR(measured.value, theory, 3 * measured.standard_error);
  EXPECT_LT(measured.standard_error, 0.03 * theory);
}

TEST(Theory, RandomisedLocalSearchNeeds449EvaluationsForOneMax) {
  // Doerr and Doerr 2016: n H(n/2) - 1/2.
  double harmonic = 0;
  for (int i = 1; i <= kBits / 2; ++i) harmonic += 1.0 / i;
  const double theory = kBits * harmonic - 0.5;
  EXPECT_NEAR(theory, 449.4, 0.1);
  const Mean measured = run_time(Mutation::flip_one, one_max, 500);
  EXPECT_NEAR(measured.value, theory, 3 * measured.standard_error);
  EXPECT_LT(measured.standard_error, 0.03 * theory);
}

/// The true value of the candidate that looks best after 4,000 evaluations under normal noise: the
/// bit-string experiment of Real et al. 2019.
double true_value_of_the_choice(RegularizedEvolution::Removal removal, double sigma,
                                std::uint64_t seed) {
  const BitStrings space(kBits, Mutation::flip_one);
  RegularizedEvolution evolution(
      space, {.population = 100, .sample = 10, .removal = removal, .seed = seed});
  double best_seen = -1;
  double its_value = 0;
  for (int i = 0; i < 4000; ++i) {
    const Candidate candidate = evolution.ask(1).at(0);
    Random noise({.seed = seed,
                  .step = static_cast<std::uint64_t>(candidate.id),
                  .purpose = Purpose::evaluate});
    const double value = one_max(candidate.genome) / static_cast<double>(kBits);
    const double seen = value + sigma * noise.normal();
    if (seen > best_seen) {
      best_seen = seen;
      its_value = value;
    }
    evolution.tell(evaluation_of(candidate, seen));
  }
  return its_value;
}

double mean_choice(RegularizedEvolution::Removal removal, double sigma) {
  std::vector<double> values;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    values.push_back(true_value_of_the_choice(removal, sigma, seed));
  return mean_of(values).value;
}

TEST(Theory, AgingBeatsNonAgingByFivePointsUnderNoise) {
  using Removal = RegularizedEvolution::Removal;
  for (double sigma : {0.05, 0.1}) {
    const double aging = mean_choice(Removal::oldest, sigma);
    const double non_aging = mean_choice(Removal::worst_of_sample, sigma);
    EXPECT_GE(aging, non_aging + 0.05) << "sigma " << sigma;
    // The means of 100 runs of an independent implementation.
    EXPECT_NEAR(aging, sigma == 0.05 ? 0.845 : 0.756, 0.015) << "sigma " << sigma;
    EXPECT_NEAR(non_aging, sigma == 0.05 ? 0.722 : 0.628, 0.02) << "sigma " << sigma;
  }
}

}  // namespace
}  // namespace cambrian
