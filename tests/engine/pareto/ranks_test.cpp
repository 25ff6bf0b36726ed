#include "engine/pareto/ranks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/random.hpp"

namespace cambrian::pareto {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The definition, front by front.
std::vector<std::uint32_t> slow_ranks(Points points) {
  const std::uint32_t unranked = 1'000'000;
  std::vector<std::uint32_t> ranks(points.size(), unranked);
  for (std::uint32_t rank = 0; rank < points.size(); ++rank) {
    std::vector<std::size_t> front;
    for (std::size_t i = 0; i < points.size(); ++i) {
      bool dominated = ranks[i] < rank;
      for (std::size_t j = 0; j < points.size(); ++j)
        dominated = dominated || (ranks[j] >= rank && dominates(points[j], points[i]));
      if (!dominated) front.push_back(i);
    }
    for (std::size_t i : front) ranks[i] = rank;
  }
  return ranks;
}

/// Coordinates on a small grid, so that there are many ties and equal points.
std::vector<double> random_values(std::size_t count, std::uint32_t grid, std::uint64_t seed) {
  Random random({.seed = seed});
  std::vector<double> values(count);
  for (double& value : values) value = random.below(grid);
  return values;
}

TEST(Dominates, NeedsToBeBetterSomewhereAndWorseNowhere) {
  const std::vector<double> a = {1, 2};
  EXPECT_TRUE(dominates(a, std::vector<double>{1, 3}));
  EXPECT_FALSE(dominates(a, a));
  EXPECT_FALSE(dominates(a, std::vector<double>{0, 3}));
}

TEST(ParetoRanks, AreTheDefinitionsForAnyNumberOfColumns) {
  for (std::size_t columns = 1; columns <= 4; ++columns) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto values = random_values(60 * columns, seed % 2 == 0 ? 5 : 1000, seed);
      const Points points{values, columns};
      EXPECT_EQ(pareto_ranks(points), slow_ranks(points)) << columns << " columns, " << seed;
    }
  }
}

TEST(ParetoRanks, OfNoPointsAreNone) { EXPECT_TRUE(pareto_ranks({{}, 2}).empty()); }

TEST(CrowdingDistance, IsTheSumOfTheNeighboursDistancesPerExtent) {
  const std::vector<double> values = {0, 10, 1, 6, 4, 4, 10, 0};
  const std::vector<std::size_t> all = {0, 1, 2, 3};
  EXPECT_THAT(crowding_distances({values, 2}, all),
              ElementsAre(kInfinity, DoubleEq(0.4 + 0.6), DoubleEq(0.9 + 0.6), kInfinity));
}

TEST(CrowdingDistance, IgnoresAColumnWithoutExtent) {
  const std::vector<double> values = {0, 5, 1, 5, 3, 5};
  const std::vector<std::size_t> all = {0, 1, 2};
  EXPECT_THAT(crowding_distances({values, 2}, all), ElementsAre(kInfinity, 1.0, kInfinity));
  const std::vector<std::size_t> one = {1};
  EXPECT_THAT(crowding_distances({values, 2}, one), ElementsAre(0.0));
}

TEST(BestByRankAndCrowding, TakesWholeFrontsAndThenTheLeastCrowded) {
  // Front 0: 0..3 on a line, 2 crowded by 1 and 3; front 1: point 4.
  const std::vector<double> values = {0, 10, 5, 5, 6, 4, 10, 0, 11, 11};
  EXPECT_THAT(best_by_rank_and_crowding({values, 2}, 3), ElementsAre(0, 3, 1));
  EXPECT_THAT(best_by_rank_and_crowding({values, 2}, 5), ElementsAre(0, 3, 1, 2, 4));
  EXPECT_TRUE(best_by_rank_and_crowding({values, 2}, 0).empty());
}

TEST(CrowdingDistance, IgnoresAColumnOfInfiniteExtent) {
  const std::vector<double> values = {0, kInfinity, 1, 5, 3, 4};
  const std::vector<std::size_t> all = {0, 1, 2};
  EXPECT_THAT(crowding_distances({values, 2}, all), ElementsAre(kInfinity, 1.0, kInfinity));
}

TEST(BestByRankAndCrowding, OneByOneJudgesTheNeighboursAnew) {
  // 2 and 3 crowd each other: at once both go, one by one only one of them.
  const std::vector<double> values = {0, 10, 3, 7, 4.9, 5.1, 5.1, 4.9, 7, 3, 10, 0};
  const Points points{values, 2};
  EXPECT_THAT(best_by_rank_and_crowding(points, 4), UnorderedElementsAre(0, 1, 4, 5));
  EXPECT_THAT(best_by_rank_and_crowding(points, 4, Thinning::one_by_one),
              UnorderedElementsAre(0, 1, 4, 5));
  EXPECT_THAT(best_by_rank_and_crowding(points, 5, Thinning::one_by_one),
              UnorderedElementsAre(0, 1, 2, 4, 5));
}

TEST(BestByRankAndCrowding, OneByOneIsTheDefinition) {
  for (std::size_t columns : {2, 3}) {
    const auto values = random_values(40 * columns, 1000, columns);
    const Points points{values, columns};
    const auto ranks = pareto_ranks(points);
    std::vector<std::size_t> front;
    for (std::size_t i = 0; i < points.size(); ++i)
      if (ranks[i] == 0) front.push_back(i);
    const std::size_t count = front.size() / 2;
    // The column's extent is that of the whole front, whose ends are never removed here.
    while (front.size() > count) {
      const auto distances = crowding_distances(points, front);
      front.erase(front.begin() +
                  (std::min_element(distances.begin(), distances.end()) - distances.begin()));
    }
    EXPECT_THAT(best_by_rank_and_crowding(points, count, Thinning::one_by_one),
                UnorderedElementsAreArray(front));
  }
}

}  // namespace
}  // namespace cambrian::pareto
