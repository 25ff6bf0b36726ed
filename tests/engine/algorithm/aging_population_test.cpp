#include "engine/algorithm/aging_population.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace cambrian {
namespace {

using ::testing::ElementsAre;

std::vector<int> by_age(const AgingPopulation<int>& population) {
  std::vector<int> members;
  population.for_each([&](int member) { members.push_back(member); });
  return members;
}

AgingPopulation<int> of(std::size_t capacity, int births) {
  AgingPopulation<int> population(capacity);
  for (int i = 0; i < births; ++i) population.push(i);
  return population;
}

TEST(AgingPopulation, TheYoungestReplacesTheOldest) {
  EXPECT_THAT(by_age(of(3, 2)), ElementsAre(0, 1));
  EXPECT_THAT(by_age(of(3, 3)), ElementsAre(0, 1, 2));
  EXPECT_THAT(by_age(of(3, 7)), ElementsAre(4, 5, 6));
}

TEST(AgingPopulation, AReplacementTakesOverTheAge) {
  auto population = of(3, 4);
  population.replace(1, 20);
  EXPECT_THAT(by_age(population), ElementsAre(1, 20, 3));
}

TEST(AgingPopulation, ARenewedMemberIsTheYoungest) {
  for (int births = 3; births < 7; ++births) {
    auto population = of(3, births);
    population.renew(1, 20);
    EXPECT_THAT(by_age(population), ElementsAre(births - 3, births - 1, 20));
    population.push(30);
    EXPECT_THAT(by_age(population), ElementsAre(births - 1, 20, 30));
  }
}

TEST(AgingPopulation, GoesOnTheSameAfterBeingPushedInOrderIntoANewOne) {
  auto population = of(5, 13);
  AgingPopulation<int> copy(5);
  population.for_each([&](int member) { copy.push(member); });
  for (int i = 13; i < 30; ++i) {
    population.push(i);
    copy.push(i);
    EXPECT_EQ(by_age(copy), by_age(population));
  }
}

TEST(AgingPopulation, ATournamentWithReplacementIsWonByRankWithTheExactProbability) {
  // The k-th best (from 0) of n wins a tournament of s with ((n-k)^s - (n-k-1)^s) / n^s.
  const auto population = of(4, 4);
  Random random({.seed = 1});
  std::vector<int> wins(4);
  const int draws = 20'000;
  for (int i = 0; i < draws; ++i) ++wins[population.tournament(3, random, std::greater<>())];
  for (int k = 0; k < 4; ++k) {
    const double p = (std::pow(4 - k, 3) - std::pow(3 - k, 3)) / 64;
    EXPECT_NEAR(wins[3 - k], draws * p, 4 * std::sqrt(draws * p * (1 - p)));
  }
}

TEST(AgingPopulation, TheFirstDrawnOfEqualsWins) {
  const auto population = of(10, 10);
  Random a({.seed = 2});
  Random b({.seed = 2});
  const auto never = [](int, int) { return false; };
  const std::size_t first = population.draw(b);
  EXPECT_EQ(population.tournament(4, a, never), first);
}

}  // namespace
}  // namespace cambrian
