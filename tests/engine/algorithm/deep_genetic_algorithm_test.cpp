#include "engine/algorithm/deep_genetic_algorithm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/bits.hpp"
#include "tests/support/driver.hpp"

namespace cambrian {
namespace {

using cambrian::testing::BitStrings;
using cambrian::testing::Driver;
using cambrian::testing::evaluation_of;
using cambrian::testing::expect_the_same_from_a_saved_state;
using cambrian::testing::one_max;
using cambrian::testing::saved;
using ::testing::ElementsAre;
using Params = DeepGeneticAlgorithm::Params;

const BitStrings kSpace(40, BitStrings::Mutation::flip_each);

Evaluation evaluate(const Candidate& candidate) {
  return evaluation_of(candidate, one_max(candidate.genome));
}

std::vector<double> parents(const DeepGeneticAlgorithm& search) {
  std::vector<double> all;
  for (const auto& member : search.parents()) all.push_back(-member.loss);
  return all;
}

/// Tells the candidates that are asked for these values, and gives their budgets.
std::vector<std::uint64_t> tell(DeepGeneticAlgorithm& search, const std::vector<double>& told) {
  std::vector<std::uint64_t> budgets;
  for (double value : told) {
    const Candidate candidate = search.ask(1).at(0);
    budgets.push_back(candidate.budget.work);
    search.tell(evaluation_of(candidate, value));
  }
  return budgets;
}

TEST(DeepGeneticAlgorithm, TheBestOfAGenerationAreTheParentsOfTheNext) {
  DeepGeneticAlgorithm search(kSpace, {.population = 5, .parents = 2, .racers = 0});
  tell(search, {3, 9, 1, 7, 5});
  EXPECT_THAT(parents(search), ElementsAre(9, 7));
  const Candidate child = search.ask(1).at(0);
  EXPECT_THAT(child.parents, ElementsAre(::testing::AnyOf(CandidateId{1}, CandidateId{3})));
}

TEST(DeepGeneticAlgorithm, TheEliteStaysAParentUnchanged) {
  DeepGeneticAlgorithm search(kSpace, {.population = 3, .parents = 2, .racers = 0});
  tell(search, {3, 9, 1});
  tell(search, {4, 5, 2});
  EXPECT_THAT(parents(search), ElementsAre(9, 5));
  EXPECT_EQ(search.elite()->id, CandidateId{1});
}

TEST(DeepGeneticAlgorithm, TheRaceHalvesTheRacersAndDoublesTheirBudget) {
  DeepGeneticAlgorithm search(
      kSpace, {.population = 5, .parents = 2, .budget = 1, .racers = 4, .race_budget = 3});
  EXPECT_THAT(tell(search, {50, 40, 30, 20, 10}), ElementsAre(1, 1, 1, 1, 1));
  // Of 50, 40, 30, 20 the second and the last turn out to be the better ones, then the last.
  EXPECT_THAT(tell(search, {5, 8, 6, 9}), ElementsAre(3, 3, 3, 3));
  EXPECT_FALSE(search.elite());
  EXPECT_THAT(tell(search, {9, 6}), ElementsAre(6, 6));
  EXPECT_THAT(tell(search, {8.5}), ElementsAre(0));
  EXPECT_EQ(search.elite()->id, CandidateId{3});
  EXPECT_EQ(search.elite()->loss, -8.5);
}

TEST(DeepGeneticAlgorithm, WithoutHalvingTheBestOfTheFirstRoundHasWon) {
  DeepGeneticAlgorithm search(kSpace, {.population = 4,
                                       .parents = 2,
                                       .budget = 1,
                                       .racers = 4,
                                       .race_budget = 30,
                                       .halving = false});
  tell(search, {50, 40, 30, 20});
  EXPECT_THAT(tell(search, {5, 8, 9, 6}), ElementsAre(30, 30, 30, 30));
  EXPECT_THAT(tell(search, {7}), ElementsAre(0));
  EXPECT_EQ(search.elite()->id, CandidateId{2});
}

TEST(DeepGeneticAlgorithm, AnEliteThatWinsAgainIsNotTestedAgain) {
  DeepGeneticAlgorithm search(
      kSpace, {.population = 2, .parents = 1, .budget = 1, .racers = 2, .race_budget = 1});
  tell(search, {1, 2, 5, 6});
  tell(search, {7});
  ASSERT_TRUE(search.elite());
  const CandidateId elite = search.elite()->id;
  tell(search, {1, 2});
  EXPECT_THAT(tell(search, {9, 3, 0}), ElementsAre(1, 1, 1));
  EXPECT_EQ(search.elite()->id, elite);
}

TEST(DeepGeneticAlgorithm, NobodyWaitsForARaceOrAGeneration) {
  DeepGeneticAlgorithm search(kSpace, {.population = 10, .parents = 3, .racers = 4});
  EXPECT_EQ(search.ask(100).size(), 100u);
}

TEST(DeepGeneticAlgorithm, AGenerationalSearchWaitsForBoth) {
  DeepGeneticAlgorithm search(kSpace,
                              {.population = 10, .parents = 3, .racers = 4, .generational = true});
  const auto members = search.ask(100);
  ASSERT_EQ(members.size(), 10u);
  for (const Candidate& member : members) {
    EXPECT_TRUE(search.ask(100).empty());
    search.tell(evaluate(member));
  }
  EXPECT_EQ(search.ask(100).size(), 4u);
}

TEST(DeepGeneticAlgorithm, FailedMembersCountForTheirGenerationButAreNoParents) {
  DeepGeneticAlgorithm search(kSpace, {.population = 3, .parents = 3, .racers = 0});
  tell(search, {4, std::numeric_limits<double>::quiet_NaN(), 2});
  EXPECT_THAT(parents(search), ElementsAre(4, 2));
  tell(search, std::vector<double>(3, std::numeric_limits<double>::quiet_NaN()));
  EXPECT_EQ(search.generation(), 2u);
  EXPECT_FALSE(search.parents().empty());
}

TEST(DeepGeneticAlgorithm, FindsTheOptimumOfOneMax) {
  DeepGeneticAlgorithm search(kSpace, {.population = 50, .parents = 5, .racers = 4});
  Driver driver(search);
  driver.run(5000, 20);
  EXPECT_EQ(search.elite()->loss, -40);
}

TEST(DeepGeneticAlgorithm, GoesOnFromASavedStateInEveryPhase) {
  const Params params{.population = 20, .parents = 3, .racers = 4, .seed = 8};
  for (const std::size_t before : {0u, 10u, 21u, 24u, 26u, 27u, 60u, 200u}) {
    DeepGeneticAlgorithm search(kSpace, params);
    DeepGeneticAlgorithm copy(kSpace, params);
    Driver driver(search, evaluate);
    driver.run(before, 1);
    expect_the_same_from_a_saved_state(search, copy, evaluate);
  }
}

/// Lineages: 8 bytes for each mutation.
class Chains final : public SearchSpace {
 public:
  Genome sample(Random& random) const override { return longer({}, random); }
  Genome vary(std::span<const Genome> parents, Random& random) const override {
    return longer(parents[0].bytes, random);
  }
  std::string describe(const Genome&) const override { return ""; }

 private:
  static Genome longer(Bytes bytes, Random& random) {
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(random.bits32()));
    return Genome::of(std::move(bytes));
  }
};

TEST(DeepGeneticAlgorithm, AThousandLineagesOfGeneration250FitIn64KiB) {
  const Chains chains;
  DeepGeneticAlgorithm search(chains, {.population = 1000, .parents = 20, .racers = 0});
  Random values({.seed = 1});
  for (int generation = 0; generation < 249; ++generation)
    for (const Candidate& candidate : search.ask(1000))
      search.tell(evaluation_of(candidate, generation + values.uniform()));
  const auto flying = search.ask(1000);
  std::size_t longest = 0;
  for (const Candidate& one : flying) longest = std::max(longest, one.genome.bytes.size());
  EXPECT_EQ(longest, 8u * 250);
  EXPECT_LE(saved(search).size(), 64u << 10);
}

TEST(DeepGeneticAlgorithm, RefusesMoreParentsThanMembers) {
  EXPECT_EQ(DeepGeneticAlgorithm::check({.population = 5, .parents = 6}).error().where, "parents");
}

}  // namespace
}  // namespace cambrian
