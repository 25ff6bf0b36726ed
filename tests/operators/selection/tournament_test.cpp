#include "operators/selection/tournament.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace cambrian::selection {
namespace {

using ::testing::ElementsAre;

const std::vector<double> kKeys = {3, 1, 4, 0, 5};  // by rising key: 3, 1, 0, 2, 4
constexpr int kDraws = 20'000;

void expect_share(int wins, double p) {
  EXPECT_NEAR(wins, kDraws * p, 4 * std::sqrt(kDraws * p * (1 - p)) + 1e-9);
}

TEST(Tournament, WithReplacementIsWonWithTheExactProbability) {
  Random random({.seed = 1});
  std::map<std::size_t, int> wins;
  for (int i = 0; i < kDraws; ++i) ++wins[tournament(kKeys, std::size_t{2}, random)];
  const std::size_t order[] = {3, 1, 0, 2, 4};
  for (int k = 0; k < 5; ++k)
    expect_share(wins[order[k]], (std::pow(5 - k, 2) - std::pow(4 - k, 2)) / 25);
}

TEST(Tournament, OfAllWithoutReplacementIsAlwaysWonByTheBest) {
  Random random({.seed = 2});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(tournament(kKeys, Tournament{.size = 99}, random), 3u);
}

TEST(Tournament, WithProbabilityTheKthBestWinsGeometrically) {
  Random random({.seed = 3});
  std::map<std::size_t, int> wins;
  const Tournament rule{.size = 5, .probability = 0.4};
  for (int i = 0; i < kDraws; ++i) ++wins[tournament(kKeys, rule, random)];
  const double total = 1 - std::pow(0.6, 5);
  const std::size_t order[] = {3, 1, 0, 2, 4};
  for (int k = 0; k < 5; ++k) expect_share(wins[order[k]], 0.4 * std::pow(0.6, k) / total);
}

TEST(Tournament, ANanLosesToEveryNumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> keys = {nan, std::numeric_limits<double>::infinity(), nan};
  Random random({.seed = 4});
  EXPECT_EQ(tournament(keys, Tournament{.size = 3}, random), 1u);
  EXPECT_EQ(tournament(keys, std::size_t{60}, random), 1u);
  EXPECT_THAT(truncation(keys, 3), ElementsAre(1, 0, 2));
}

TEST(SampleDistinct, DrawsEverySetEquallyOften) {
  Random random({.seed = 5});
  std::map<std::vector<std::uint32_t>, int> counts;
  for (int i = 0; i < kDraws; ++i) {
    auto sample = sample_distinct(5, 2, random);
    std::sort(sample.begin(), sample.end());
    ++counts[sample];
  }
  EXPECT_EQ(counts.size(), 10u);
  for (const auto& [sample, count] : counts) expect_share(count, 0.1);
}

TEST(SampleDistinct, MayDrawNoneOrAll) {
  Random random({.seed = 6});
  EXPECT_TRUE(sample_distinct(3, 0, random).empty());
  EXPECT_THAT(sample_distinct(3, 3, random), ::testing::UnorderedElementsAre(0, 1, 2));
}

TEST(Truncation, GivesTheBestInOrderAndTheFirstOfEquals) {
  EXPECT_THAT(truncation(kKeys, 3), ElementsAre(3, 1, 0));
  EXPECT_THAT(truncation(std::vector<double>{1, 0, 0, 1}, 3), ElementsAre(1, 2, 0));
  EXPECT_TRUE(truncation(kKeys, 0).empty());
}

}  // namespace
}  // namespace cambrian::selection
