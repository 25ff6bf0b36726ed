#include "engine/algorithm/evolution_strategy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "engine/algorithm/augmented_random_search.hpp"
#include "engine/algorithm/centred_ranks.hpp"
#include "engine/algorithm/cma_es.hpp"
#include "engine/algorithm/gradient_step.hpp"
#include "engine/algorithm/openai_es.hpp"
#include "engine/algorithm/pgpe.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/real_line.hpp"

namespace cambrian {
namespace {

using cambrian::testing::BitStrings;
using cambrian::testing::evaluations_to;
using cambrian::testing::expect_the_same_from_a_saved_state;
using cambrian::testing::loss_of;
using cambrian::testing::RealLine;
using cambrian::testing::saved;
using cambrian::testing::sphere;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const RealLine kTen(std::vector<double>(10, 1.0));
const RealLine kMatrix(std::vector<double>(10, 1.0), {{0, 3, 3}});

Evaluation judge(const Candidate& candidate) {
  return loss_of(candidate, sphere(kTen.decode(candidate.genome)));
}

/// Asks for a whole generation and tells these losses.
std::vector<std::vector<double>> tell(Algorithm& search, const std::vector<double>& losses) {
  std::vector<std::vector<double>> members;
  for (const double loss : losses) {
    const Candidate candidate = search.ask(1).at(0);
    members.push_back(kTen.decode(candidate.genome));
    search.tell(loss_of(candidate, loss));
  }
  return members;
}

TEST(CentredRanks, GoFromMinusToPlusOneHalf) {
  EXPECT_THAT(centred_ranks(std::vector<double>{30, -7, 4}), ElementsAre(0.5, -0.5, 0));
}

TEST(CentredRanks, EqualLossesShareTheMeanOfTheirRanks) {
  EXPECT_THAT(centred_ranks(std::vector<double>{1, 1, 1, 5}),
              Pointwise(DoubleNear(1e-15), {-1 / 6.0, -1 / 6.0, -1 / 6.0, 0.5}));
}

TEST(GradientStep, AdamsFirstStepIsItsRateAgainstTheSign) {
  GradientStep step({.rate = 0.1}, 2);
  std::vector<double> point = {1, 1};
  step.apply(std::vector<double>{300, -0.5}, point);
  EXPECT_THAT(point, Pointwise(DoubleNear(1e-6), {0.9, 1.1}));
}

TEST(GradientStep, MomentumGathersSpeed) {
  GradientStep step({.stepping = Stepping::sgd, .rate = 1, .momentum = 0.5}, 1);
  std::vector<double> point = {0};
  step.apply(std::vector<double>{1}, point);
  EXPECT_DOUBLE_EQ(point[0], -0.5);
  step.apply(std::vector<double>{1}, point);
  EXPECT_DOUBLE_EQ(point[0], -1.25);
}

TEST(ClipUp, StepsHaveOneLengthAndAreNeverFasterThanTheLimit) {
  ClipUp step({.rate = 0.1, .momentum = 0.9, .max_speed = 0.15}, 2);
  std::vector<double> point = {0, 0};
  step.apply(std::vector<double>{3e9, 4e9}, point);
  EXPECT_THAT(point, Pointwise(DoubleNear(1e-12), {-0.06, -0.08}));
  step.apply(std::vector<double>{3e-9, 4e-9}, point);  // 0.19 without the limit
  EXPECT_THAT(point, Pointwise(DoubleNear(1e-12), {-0.06 - 0.09, -0.08 - 0.12}));
}

TEST(EvolutionStrategy, AGenerationIsAskedForAndNoMore) {
  OpenAiEs search(kTen, {.pairs = 3, .test_every = 0});
  const auto members = search.ask(100);
  ASSERT_EQ(members.size(), 6u);
  for (const Candidate& member : members) {
    EXPECT_TRUE(search.ask(100).empty());
    search.tell(judge(member));
  }
  EXPECT_EQ(search.ask(100).size(), 6u);
  EXPECT_EQ(search.generation(), 1u);
}

TEST(EvolutionStrategy, PairsLieOnBothSidesOfTheCentre) {
  OpenAiEs search(kTen, {.pairs = 2, .sigma = 0.5, .test_every = 0});
  const auto centre = search.centre();
  const auto members = tell(search, {1, 2, 3, 4});
  for (std::size_t i = 0; i < centre.size(); ++i) {
    EXPECT_NEAR(members[0][i] + members[1][i], 2 * centre[i], 1e-12);
    EXPECT_NE(members[0][i], members[2][i]);
  }
}

TEST(EvolutionStrategy, TheCentreIsTestedWithTheFullBudget) {
  AugmentedRandomSearch search(kTen, {.directions = 2, .budget = 3, .test_every = 2});
  std::vector<std::uint64_t> budgets;
  for (int i = 0; i < 10; ++i) {
    const Candidate candidate = search.ask(1).at(0);
    budgets.push_back(candidate.budget.work);
    const bool is_centre = kTen.decode(candidate.genome) == search.centre();
    EXPECT_EQ(is_centre, candidate.budget.work == 0);
    search.tell(judge(candidate));
  }
  EXPECT_THAT(budgets, ElementsAre(0, 3, 3, 3, 3, 3, 3, 3, 3, 0));
}

TEST(EvolutionStrategy, NobodyWaitsForATest) {
  AugmentedRandomSearch search(kTen, {.directions = 2});
  const auto first = search.ask(5);
  for (std::size_t i = 1; i < first.size(); ++i) search.tell(judge(first[i]));
  EXPECT_EQ(search.ask(100).size(), 5u);
}

TEST(EvolutionStrategy, MembersThatFailCountAsTheWorstOfTheirGeneration) {
  const AugmentedRandomSearch::Params params{.directions = 2, .test_every = 0};
  AugmentedRandomSearch failing(kTen, params);
  AugmentedRandomSearch bad(kTen, params);
  tell(failing, {3, kNan, 1, std::numeric_limits<double>::infinity()});
  tell(bad, {3, 3, 1, 3});
  EXPECT_EQ(failing.centre(), bad.centre());
  EXPECT_NE(failing.centre(), kTen.middle());
}

TEST(EvolutionStrategy, AGenerationThatFailedMovesNothing) {
  CmaEs search(kTen, {.population = 4});
  const auto centre = search.centre();
  tell(search, {kNan, kNan, kNan, kNan});
  EXPECT_EQ(search.centre(), centre);
  EXPECT_EQ(search.generation(), 1u);
}

TEST(EvolutionStrategy, BeginsInTheMiddleOrWithASample) {
  EXPECT_EQ(OpenAiEs(kTen, {.start = EvolutionStrategy::Start::middle}).centre(), kTen.middle());
  EXPECT_NE(OpenAiEs(kTen, {.seed = 1}).centre(), OpenAiEs(kTen, {.seed = 2}).centre());
}

TEST(EvolutionStrategy, ASpaceWithoutVectorsIsRefused) {
  const BitStrings bits(8, BitStrings::Mutation::flip_each);
  const auto checked = CmaEs::check({}, bits);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().what, "the problem's candidates are no vectors of real numbers");
}

TEST(EvolutionStrategy, ToldTwiceOrNeverAskedForIsAnError) {
  OpenAiEs search(kTen, {});
  const Candidate candidate = search.ask(1).at(0);
  search.tell(judge(candidate));
  EXPECT_THROW(search.tell(judge(candidate)), std::logic_error);
}

template <class Search>
void expect_it_goes_on_from_a_saved_state(const typename Search::Params& params,
                                          const RealLine& space = kTen) {
  for (const int before : {0, 1, 7, 20, 41, 130}) {
    Search search(space, params);
    Search copy(space, params);
    cambrian::testing::Driver driver(search, judge);
    driver.run(static_cast<std::size_t>(before), 1);
    expect_the_same_from_a_saved_state(search, copy, judge);
  }
}

TEST(EvolutionStrategy, GoesOnFromASavedStateInEveryPhase) {
  expect_it_goes_on_from_a_saved_state<OpenAiEs>({.pairs = 4, .seed = 3});
  expect_it_goes_on_from_a_saved_state<OpenAiEs>({.pairs = 4, .stepping = Stepping::sgd});
  expect_it_goes_on_from_a_saved_state<OpenAiEs>({.pairs = 4, .rank_one = true}, kMatrix);
  expect_it_goes_on_from_a_saved_state<AugmentedRandomSearch>({.directions = 4, .seed = 3});
  expect_it_goes_on_from_a_saved_state<Pgpe>({.pairs = 4, .seed = 3});
  expect_it_goes_on_from_a_saved_state<CmaEs>({.seed = 3});
  expect_it_goes_on_from_a_saved_state<CmaEs>({.diagonal = true, .test_every = 2});
}

TEST(AugmentedRandomSearch, MovesAlongTheTopDirectionsByTheirDifferences) {
  AugmentedRandomSearch search(
      kTen, {.directions = 2, .top = 1, .sigma = 0.5, .rate = 0.1, .test_every = 0});
  const auto centre = search.centre();
  const auto members = tell(search, {5, 9, 1, 3});  // the second direction has the best member
  // By rate / deviation (which is 1) times the difference along the noise of deviation 1.
  for (std::size_t i = 0; i < centre.size(); ++i)
    EXPECT_NEAR(search.centre()[i], centre[i] + 0.1 * 2 * (members[2][i] - centre[i]) / 0.5, 1e-12);
}

TEST(AugmentedRandomSearch, EqualLossesMoveNothing) {
  AugmentedRandomSearch search(kTen, {.directions = 2, .test_every = 0});
  tell(search, {7, 7, 7, 7});
  EXPECT_EQ(search.centre(), kTen.middle());
}

TEST(AugmentedRandomSearch, MoreTopDirectionsThanThereAreAreRefused) {
  EXPECT_FALSE(AugmentedRandomSearch::check({.directions = 4, .top = 5}, kTen));
}

TEST(OpenAiEs, WeightDecayAloneShrinksTheCentre) {
  OpenAiEs search(kTen, {.pairs = 1,
                         .stepping = Stepping::sgd,
                         .rate = 1,
                         .momentum = 0,
                         .weight_decay = 0.25,
                         .test_every = 0,
                         .start = EvolutionStrategy::Start::middle});
  tell(search, {1, 1});
  for (const double x : search.centre()) EXPECT_DOUBLE_EQ(x, 0.75);
}

TEST(OpenAiEs, NoiseOfRankOneIsAProductOfFactorsOnBothSidesOfTheCentre) {
  OpenAiEs search(kMatrix, {.pairs = 2, .sigma = 0.5, .rank_one = true, .test_every = 0});
  const auto centre = search.centre();
  const auto members = tell(search, {1, 2, 3, 4});
  const auto noise = [&](std::size_t member, std::size_t i) {
    return members[member][i] - centre[i];
  };
  for (std::size_t i = 0; i < centre.size(); ++i) {
    EXPECT_NEAR(noise(0, i), -noise(1, i), 1e-12);
    EXPECT_NE(noise(0, i), noise(2, i));
  }
  for (const std::size_t row : {3, 6})
    for (const std::size_t column : {1, 2})
      EXPECT_NEAR(noise(0, row + column) * noise(0, 0), noise(0, row) * noise(0, column), 1e-12);
}

TEST(OpenAiEs, NoiseOfRankOneHasTheSameDeviation) {
  const RealLine wide(std::vector<double>(10'100), {{0, 100, 100}});
  OpenAiEs search(wide, {.pairs = 1, .sigma = 0.5, .rank_one = true, .test_every = 0});
  const auto member = wide.decode(search.ask(1).at(0).genome);
  double squares = 0;
  for (std::size_t i = 0; i < member.size(); ++i)
    squares += std::pow(member[i] - search.centre()[i], 2);
  EXPECT_NEAR(squares / static_cast<double>(member.size()), 0.25, 0.1);
}

TEST(OpenAiEs, FollowsTheSlopeOfTheSphereByNoiseOfRankOne) {
  OpenAiEs search(
      kMatrix, {.pairs = 10, .rank_one = true, .rate = 0.05, .weight_decay = 0, .test_every = 0});
  EXPECT_LE(evaluations_to(search, kMatrix, sphere, 1e-2, 5000), 4000);
}

TEST(OpenAiEs, NoiseOfRankOneWithoutMatricesIsRefused) {
  EXPECT_TRUE(OpenAiEs::check({.rank_one = true}, kMatrix));
  const auto checked = OpenAiEs::check({.rank_one = true}, kTen);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().where, "rank_one");
}

TEST(Pgpe, ADeviationChangesByAtMostAPartOfItself) {
  Pgpe search(kTen, {.pairs = 2, .sigma_rate = 1000, .sigma_change = 0.2, .test_every = 0});
  const double before = search.sigma()[0];
  EXPECT_NEAR(before, 15 * 0.15 / std::sqrt(10.0), 1e-12);
  tell(search, {1, 2, 8, 9});
  for (const double sigma : search.sigma()) {
    EXPECT_GE(sigma, 0.8 * before - 1e-12);
    EXPECT_LE(sigma, 1.2 * before + 1e-12);
    EXPECT_NE(sigma, before);
  }
}

// Evaluations that the gradient followers need on the sphere in 10 dimensions, from a distance
// of 3.
TEST(OpenAiEs, FollowsTheSlopeOfTheSphere) {
  OpenAiEs search(kTen, {.pairs = 10, .rate = 0.05, .weight_decay = 0, .test_every = 0});
  EXPECT_LE(evaluations_to(search, kTen, sphere, 1e-2, 5000), 4000);
}

TEST(AugmentedRandomSearch, FollowsTheSlopeOfTheSphere) {
  AugmentedRandomSearch search(kTen, {.directions = 10, .rate = 0.1, .test_every = 0});
  EXPECT_LE(evaluations_to(search, kTen, sphere, 1e-2, 5000), 4000);
}

TEST(Pgpe, FollowsTheSlopeOfTheSphere) {
  Pgpe search(kTen, {.pairs = 10, .max_speed = 0.04, .radius = 0.3, .test_every = 0});
  EXPECT_LE(evaluations_to(search, kTen, sphere, 1e-2, 5000), 4000);
}

}  // namespace
}  // namespace cambrian
