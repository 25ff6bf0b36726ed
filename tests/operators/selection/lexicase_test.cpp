#include "operators/selection/lexicase.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace cambrian::selection {
namespace {

/// How often each row wins in so many draws.
std::vector<int> wins_of(const Lexicase& lexicase, std::size_t rows, int draws) {
  Random random({.seed = 1});
  std::vector<int> wins(rows);
  for (int i = 0; i < draws; ++i) ++wins[lexicase.select(random)];
  return wins;
}

TEST(Lexicase, EachCaseIsDecisiveEquallyOften) {
  // Row i is the best at case i alone; the last row is second everywhere and never wins.
  const std::vector<double> errors = {0, 9, 9, 9, 0, 9, 9, 9, 0, 1, 1, 1};
  const auto wins = wins_of(Lexicase::exact({errors, 3}), 4, 9000);
  for (int row = 0; row < 3; ++row) EXPECT_NEAR(wins[row], 3000, 4 * std::sqrt(2000));
  EXPECT_EQ(wins[3], 0);
}

TEST(Lexicase, HasTheExactProbabilitiesOfAllOrdersOfCases) {
  const std::size_t rows = 5;
  const std::vector<double> errors = {0, 1, 2, 1, 0, 0, 0, 1, 1, 2, 0, 0, 1, 0, 1};
  std::vector<double> expected(rows);
  std::vector<std::size_t> order = {0, 1, 2};
  do {
    std::vector<std::size_t> left(rows);
    std::iota(left.begin(), left.end(), std::size_t{0});
    for (std::size_t column : order) {
      double best = 9;
      for (std::size_t row : left) best = std::min(best, errors[row * 3 + column]);
      std::erase_if(left, [&](std::size_t row) { return errors[row * 3 + column] > best; });
    }
    for (std::size_t row : left) expected[row] += 1.0 / 6 / static_cast<double>(left.size());
  } while (std::next_permutation(order.begin(), order.end()));
  const auto wins = wins_of(Lexicase::exact({errors, 3}), rows, 12'000);
  for (std::size_t row = 0; row < rows; ++row)
    EXPECT_NEAR(wins[row], 12'000 * expected[row],
                4 * std::sqrt(12'000 * expected[row] * (1 - expected[row])) + 1e-6);
}

TEST(Lexicase, WithToleranceKeepsThoseWithinTheMedianDeviationOfTheBest) {
  // One case: median 2, deviations 2 1 0 1 98, so epsilon is 1.
  const std::vector<double> errors = {0, 1, 2, 3, 100};
  const auto wins = wins_of(Lexicase::with_tolerance({errors, 1}), 5, 1000);
  EXPECT_GT(wins[0], 400);
  EXPECT_GT(wins[1], 400);
  EXPECT_EQ(wins[0] + wins[1], 1000);
}

TEST(Lexicase, ANanIsTheWorstError) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> errors = {nan, 5, nan, 4, 3, 6};
  const auto exact = wins_of(Lexicase::exact({errors, 2}), 3, 100);
  EXPECT_EQ(exact[0], 0);
  EXPECT_GT(exact[1], 0);
  EXPECT_GT(exact[2], 0);
  const std::vector<double> all_nan = {nan, nan};
  EXPECT_GT(wins_of(Lexicase::with_tolerance({all_nan, 1}), 2, 100)[1], 0);
}

}  // namespace
}  // namespace cambrian::selection
