#include "engine/algorithm/genetic_algorithm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/bits.hpp"
#include "tests/support/driver.hpp"

namespace cambrian {
namespace {

using cambrian::testing::BitStrings;
using cambrian::testing::Driver;
using cambrian::testing::evaluation_of;
using cambrian::testing::expect_the_same_from_a_saved_state;
using cambrian::testing::one_max;
using ::testing::Contains;
using ::testing::UnorderedElementsAre;
using Params = GeneticAlgorithm::Params;
using Replacement = GeneticAlgorithm::Replacement;

const BitStrings kSpace(40, BitStrings::Mutation::flip_each);

Evaluation evaluate(const Candidate& candidate) {
  return evaluation_of(candidate, one_max(candidate.genome));
}

std::vector<double> values(const GeneticAlgorithm& search) {
  std::vector<double> all;
  for (const auto& member : search.population()) all.push_back(-member.individual.loss());
  return all;
}

/// Tells the candidates that are asked for these values.
void tell(GeneticAlgorithm& search, const std::vector<double>& told) {
  for (double value : told) search.tell(evaluation_of(search.ask(1).at(0), value));
}

TEST(GeneticAlgorithm, AGenerationReplacesAllButTheElites) {
  GeneticAlgorithm search(kSpace, {.population = 4, .elites = 2});
  tell(search, {7, 1, 9, 5});
  tell(search, {0});
  EXPECT_THAT(values(search), UnorderedElementsAre(7, 1, 9, 5));
  tell(search, {2});
  EXPECT_THAT(values(search), UnorderedElementsAre(9, 7, 0, 2));
}

TEST(GeneticAlgorithm, InSteadyStateAChildReplacesTheWorstUnlessItIsWorse) {
  GeneticAlgorithm search(kSpace, {.population = 3, .replacement = Replacement::steady_state});
  tell(search, {7, 1, 9});
  tell(search, {8});
  EXPECT_THAT(values(search), UnorderedElementsAre(7, 8, 9));
  tell(search, {6});
  EXPECT_THAT(values(search), UnorderedElementsAre(7, 8, 9));
  tell(search, {7});
  EXPECT_EQ(search.population().back().id, CandidateId{5});
}

TEST(GeneticAlgorithm, TheBestIsNeverLost) {
  GeneticAlgorithm search(kSpace, {.population = 10, .seed = 2});
  double best = 0;
  for (int i = 0; i < 400; ++i) {
    const Candidate candidate = search.ask(1).at(0);
    best = std::max<double>(best, one_max(candidate.genome));
    search.tell(evaluate(candidate));
    const bool between = i >= 9 && (i - 9) % 9 == 0;
    if (between) {
      EXPECT_THAT(values(search), Contains(best)) << i;
    }
  }
}

TEST(GeneticAlgorithm, FindsTheOptimumWithAnyNumberOfWorkers) {
  for (Replacement replacement : {Replacement::generational, Replacement::steady_state}) {
    for (std::size_t workers : {1, 7, 80}) {
      GeneticAlgorithm search(kSpace, {.population = 30, .replacement = replacement, .seed = 4});
      Driver(search).run(4000, workers);
      EXPECT_THAT(values(search), Contains(40)) << workers << " workers";
    }
  }
}

TEST(GeneticAlgorithm, LargerTournamentsChooseBetterParents) {
  GeneticAlgorithm search(kSpace, {.population = 10, .tournament = 50, .crossover = 0});
  tell(search, {1, 2, 3, 4, 9, 5, 6, 7, 8, 0});
  for (const Candidate& child : search.ask(50)) EXPECT_EQ(child.parents.at(0), CandidateId{4});
}

TEST(GeneticAlgorithm, CrossoverHasTwoDifferentParents) {
  GeneticAlgorithm search(kSpace, {.population = 10, .crossover = 1});
  tell(search, {1, 2, 3, 4, 9, 5, 6, 7, 8, 0});
  for (const Candidate& child : search.ask(200)) {
    ASSERT_EQ(child.parents.size(), 2u);
    EXPECT_NE(child.parents[0], child.parents[1]);
  }
}

TEST(GeneticAlgorithm, OfOneMemberBreedsByMutationInEffect) {
  GeneticAlgorithm search(kSpace, {.population = 1, .elites = 0});
  Driver(search).run(50, 3);
  EXPECT_EQ(search.population().size(), 1u);
}

TEST(GeneticAlgorithm, NeverAsksForAGenomeTwiceUnlessToldTo) {
  GeneticAlgorithm search(kSpace, {.population = 20});
  Driver driver(search);
  driver.run(1000, 4);
  EXPECT_EQ(std::set(driver.trace.begin(), driver.trace.end()).size(), driver.trace.size());
}

TEST(GeneticAlgorithm, KeepsMembersApartWhereTheSpaceHasADistance) {
  const Params params{.population = 12,
                      .replacement = Replacement::steady_state,
                      .breeding_tries = 100'000,
                      .min_distance = 4};
  GeneticAlgorithm search(kSpace, params);
  Driver(search).run(300, 1);
  const auto& members = search.population();
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k)
      EXPECT_GE(kSpace.distance(members[i].individual.genome, members[k].individual.genome), 4);
  }
  // Not for want of a better choice: without the rule they come near each other.
  GeneticAlgorithm free(kSpace, {.population = 12, .replacement = Replacement::steady_state});
  Driver(free).run(300, 1);
  EXPECT_LT(kSpace.distance(free.population()[0].individual.genome,
                            free.population()[1].individual.genome),
            4);
}

TEST(GeneticAlgorithm, GoesOnTheSameFromASavedState) {
  for (Replacement replacement : {Replacement::generational, Replacement::steady_state}) {
    const Params params{.population = 20, .replacement = replacement};
    GeneticAlgorithm search(kSpace, params);
    Driver(search).run(130, 7);
    GeneticAlgorithm copy(kSpace, params);
    expect_the_same_from_a_saved_state(search, copy, evaluate);
  }
}

TEST(GeneticAlgorithm, RefusesElitesThatLeaveNoRoom) {
  EXPECT_TRUE(GeneticAlgorithm::check({.population = 5, .elites = 4}).ok());
  const auto checked = GeneticAlgorithm::check({.population = 5, .elites = 5});
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().where, "elites");
}

}  // namespace
}  // namespace cambrian
