#include "operators/vector/real_variation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/stochastic.hpp"

namespace cambrian::vectors {
namespace {

constexpr Interval kUnit{0, 1};

bool within(const Reals& values, Bounds bounds) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!(values[i] >= bounds[i].low && values[i] <= bounds[i].high)) return false;
  return true;
}

TEST(RealVariation, StaysWithinBoundsAlsoFromTheirEnds) {
  const std::vector<Interval> bounds = {{-1e-3, 2e3}, {-5, 5}, {1e9, 1e9 + 1}, {0, 1e-300}};
  Random random({.seed = 1});
  const auto point = [&] {
    Reals x = sample_reals(bounds, random);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::uint32_t end = random.below(4);
      if (end < 2) x[i] = end == 0 ? bounds[i].low : bounds[i].high;
    }
    return x;
  };
  const auto outside = [&](const Reals& x) { return !within(x, bounds); };
  for (double eta : {0.0, 2.0, 20.0, 1000.0}) {
    Never([&] { return simulated_binary_crossover(point(), point(), bounds, eta, random); }, 2000,
          outside);
    Never(
        [&] {
          Reals x = point();
          for (std::size_t i = 0; i < x.size(); ++i)
            x[i] = polynomial_mutation(x[i], bounds[i], eta, random);
          return x;
        },
        2000, outside);
  }
  for (double sigma : {0.01, 1.0, 10.0}) {
    Never([&] { return Reals{gaussian_mutation(point()[1], bounds[1], sigma, random)}; }, 2000,
          [&](const Reals& x) {
            return !within(x, {&bounds[1], 1});
          });
  }
}

TEST(SimulatedBinaryCrossover, FarFromTheBoundsHasTheSpreadOfItsDensity) {
  // P(spread <= 1) = 1/2, and for b < 1 P(spread <= b) = b^(eta+1) / 2.
  const std::vector<Interval> wide = {{-1e9, 1e9}};
  const Reals first = {-1};
  const Reals second = {1};
  Random random({.seed = 2});
  for (double eta : {1.0, 5.0}) {
    int own = 0;
    int inside = 0;
    int near_the_middle = 0;
    const int draws = 40'000;
    for (int i = 0; i < draws; ++i) {
      const double x = simulated_binary_crossover(first, second, wide, eta, random)[0];
      own += x == -1;
      inside += std::fabs(x) < 1;
      near_the_middle += std::fabs(x) <= 0.7;
    }
    EXPECT_NEAR(own, draws / 2, 4 * 100);
    EXPECT_NEAR(inside, draws / 4, 4 * 87);
    const double p = std::pow(0.7, eta + 1) / 4;
    EXPECT_NEAR(near_the_middle, draws * p, 4 * std::sqrt(draws * p));
  }
}

TEST(SimulatedBinaryCrossover, OfEqualParentsIsTheParent) {
  const Reals parent = {0.3, 1, 0};
  const std::vector<Interval> bounds(3, kUnit);
  Random random({.seed = 3});
  EXPECT_EQ(simulated_binary_crossover(parent, parent, bounds, 15, random), parent);
}

TEST(UniformCrossover, TakesEachVariableFromEitherParentEquallyOften) {
  const Reals zeros = {0, 0};
  const Reals ones = {1, 1};
  Random random({.seed = 4});
  ExpectDistribution<Reals>([&] { return uniform_crossover(zeros, ones, random); }, 4000,
                            {{{0, 0}, 0.25}, {{0, 1}, 0.25}, {{1, 0}, 0.25}, {{1, 1}, 0.25}});
}

TEST(PolynomialMutation, InTheMiddleHasTheStepsOfItsDensity) {
  // From 1/2, |step| <= s has probability (1 - (1-s)^(eta+1)) / (1 - 2^-(eta+1)).
  Random random({.seed = 5});
  const double eta = 20;
  const int draws = 40'000;
  int small = 0;
  int up = 0;
  for (int i = 0; i < draws; ++i) {
    const double step = polynomial_mutation(0.5, kUnit, eta, random) - 0.5;
    small += std::fabs(step) <= 0.03;
    up += step > 0;
  }
  const double p = (1 - std::pow(0.97, eta + 1)) / (1 - std::pow(0.5, eta + 1));
  EXPECT_NEAR(small, draws * p, 4 * std::sqrt(draws * p * (1 - p)));
  EXPECT_NEAR(up, draws / 2, 4 * 100);
}

TEST(GaussianMutation, HasItsDeviationAndIsReflected) {
  Random random({.seed = 6});
  const int draws = 20'000;
  double squares = 0;
  for (int i = 0; i < draws; ++i)
    squares += std::pow(gaussian_mutation(0, {-10, 10}, 0.05, random), 2);
  EXPECT_NEAR(squares / draws, 1, 4 * std::sqrt(2.0 / draws));
  double sum = 0;  // from the lower end: half normal
  for (int i = 0; i < draws; ++i) sum += gaussian_mutation(-10, {-10, 10}, 0.05, random) + 10;
  EXPECT_NEAR(sum / draws, std::sqrt(2 / 3.14159265), 4 * 0.6 / std::sqrt(draws));
}

}  // namespace
}  // namespace cambrian::vectors
