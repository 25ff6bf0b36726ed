#include "engine/space/rank_one.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cambrian {
namespace {

using ::testing::ElementsAre;

// A number, a matrix of 2 x 3, two numbers.
const RankOne kMixed({{1, 2, 3}}, 9);
const std::vector<double> kFactors = {7, /* rows */ 2, -1, /* columns */ 10, 20, 30, 5, 6};

TEST(RankOne, IsToldByAFactorForEachRowAndColumn) {
  EXPECT_EQ(kMixed.factors(), 1u + 2 + 3 + 2);
  EXPECT_EQ(
      RankOne({{0, 376, 256}, {376 * 256 + 256, 256, 17}}, 376 * 256 + 256 + 257 * 17).factors(),
      376u + 256 + 256 + 256 + 17 + 17);
}

TEST(RankOne, AddsTheProductsOfFactorsToMatricesAndOtherNumbersAsTheyAre) {
  std::vector<double> vector(9, 1);
  kMixed.add<double>(kFactors, 2, vector);
  EXPECT_THAT(vector, ElementsAre(15, 41, 81, 121, -19, -39, -59, 11, 13));
}

TEST(RankOne, IsStretchedInPlace) {
  std::vector<double> factors = kFactors;
  kMixed.stretch(-3, factors);
  std::vector<double> vector(9);
  kMixed.add<double>(factors, 1, vector);
  EXPECT_THAT(vector, ElementsAre(-21, -60, -120, -180, 30, 60, 90, -15, -18));
}

TEST(RankOne, WithoutMatricesIsTheDifferenceItself) {
  const RankOne plain({}, 3);
  EXPECT_EQ(plain.factors(), 3u);
  std::vector<double> vector = {1, 2, 3};
  plain.add<double>(std::vector<double>{10, 20, 30}, 1, vector);
  EXPECT_THAT(vector, ElementsAre(11, 22, 33));
}

}  // namespace
}  // namespace cambrian
