#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/algorithm/map_elites.hpp"
#include "engine/algorithm/novelty_search.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/driver.hpp"

namespace cambrian {
namespace {

using cambrian::testing::BitStrings;
using cambrian::testing::Driver;
using cambrian::testing::evaluation_of;
using cambrian::testing::expect_the_same_from_a_saved_state;
using cambrian::testing::leading_ones;
using cambrian::testing::one_max;

const BitStrings kSpace(40, BitStrings::Mutation::flip_each);

Evaluation evaluate(const Candidate& candidate) {
  Evaluation evaluation = evaluation_of(candidate, leading_ones(candidate.genome));
  evaluation.descriptor = {static_cast<double>(one_max(candidate.genome)),
                           static_cast<double>(leading_ones(candidate.genome))};
  return evaluation;
}

/// Tells the next candidates, all of them equally good, where they ended.
template <class Search>
void tell(Search& search, const std::vector<std::vector<double>>& descriptors) {
  for (const auto& descriptor : descriptors) {
    Evaluation evaluation = evaluation_of(search.ask(1).at(0), 1);
    evaluation.descriptor = descriptor;
    search.tell(evaluation);
  }
}

TEST(NoveltySearch, ParentsAreThoseFarthestFromTheirNeighbours) {
  NoveltySearch search(kSpace, {.population = 5, .parents = 2, .neighbours = 2});
  tell(search, {{0, 0}, {1, 0}, {0, 1}, {9, 9}, {-4, 0}});
  ASSERT_EQ(search.parents().size(), 2u);
  EXPECT_EQ(search.parents()[0].id, CandidateId{3});
  EXPECT_EQ(search.parents()[1].id, CandidateId{4});
  EXPECT_NEAR(search.parents()[1].loss, -(4 + std::sqrt(17.0)) / 2, 1e-12);
}

TEST(NoveltySearch, WhatIsInTheArchiveIsNotNovelAgain) {
  NoveltySearch search(kSpace,
                       {.population = 3, .parents = 1, .neighbours = 1, .archive_probability = 1});
  tell(search, {{0, 0}, {1, 0}, {9, 9}});
  EXPECT_EQ(search.archive().size(), 3u);
  tell(search, {{9, 9}, {0, 0.1}, {5, 0}});
  EXPECT_EQ(search.parents()[0].id, CandidateId{5});
}

TEST(NoveltySearch, MembersWithoutABehaviourAreNoParents) {
  NoveltySearch search(kSpace, {.population = 3, .parents = 3, .neighbours = 1});
  tell(search, {{}, {1, INFINITY}, {2, 2}});
  ASSERT_EQ(search.parents().size(), 1u);
  EXPECT_EQ(search.parents()[0].id, CandidateId{2});
}

TEST(NoveltySearch, ReachesBehavioursThatNoSampleHas) {
  NoveltySearch search(kSpace, {.population = 50, .parents = 10});
  double best = 0;
  Driver driver(search, [&](const Candidate& candidate) {
    best = std::max<double>(best, one_max(candidate.genome));
    return evaluate(candidate);
  });
  driver.run(4000, 10);
  EXPECT_GE(best, 38);
}

TEST(NoveltySearch, GoesOnFromASavedState) {
  const NoveltySearch::Params params{.population = 20, .parents = 3, .archive_probability = 0.3};
  for (const std::size_t before : {0u, 15u, 60u}) {
    NoveltySearch search(kSpace, params);
    NoveltySearch copy(kSpace, params);
    Driver driver(search, evaluate);
    driver.run(before, 4);
    expect_the_same_from_a_saved_state(search, copy, evaluate);
  }
}

const MapElites::Params kGrid{.cells = {4, 5}, .low = {0, 0}, .high = {40, 40}, .samples = 20};

TEST(MapElites, EachCellKeepsItsBest) {
  MapElites search(kSpace, {.cells = {2}, .low = {0}, .high = {1}, .samples = 10});
  const auto tell_one = [&](double value, double where) {
    Evaluation evaluation = evaluation_of(search.ask(1).at(0), value);
    evaluation.descriptor = {where};
    search.tell(evaluation);
  };
  tell_one(5, 0.1);
  tell_one(4, 0.2);  // worse
  tell_one(3, 7);    // beyond the end: in the last cell
  tell_one(6, -2);   // before the begin: in the first
  tell_one(9, NAN);  // nowhere
  ASSERT_EQ(search.elites().size(), 2u);
  EXPECT_EQ(search.elites().at(0).id, CandidateId{3});
  EXPECT_EQ(search.elites().at(1).id, CandidateId{2});
}

TEST(MapElites, FillsTheCellsThatCanBeReached) {
  MapElites search(kSpace, kGrid);
  Driver driver(search, evaluate);
  driver.run(6000, 10);
  // As many leading ones as ones at most: 4 x 5 cells above the diagonal cannot all be reached.
  EXPECT_GE(search.elites().size(), 10u);
  for (const auto& [place, elite] : search.elites())
    EXPECT_EQ(place % 5, static_cast<std::uint64_t>(std::min(leading_ones(elite.genome) / 8, 4)));
}

TEST(MapElites, GoesOnFromASavedState) {
  for (const std::size_t before : {0u, 10u, 60u}) {
    MapElites search(kSpace, kGrid);
    MapElites copy(kSpace, kGrid);
    Driver driver(search, evaluate);
    driver.run(before, 4);
    expect_the_same_from_a_saved_state(search, copy, evaluate);
  }
}

TEST(MapElites, RefusesGridsThatAreNone) {
  EXPECT_EQ(MapElites::check({.cells = {}, .low = {}, .high = {}}).error().where, "cells");
  EXPECT_EQ(MapElites::check({.cells = {3}, .low = {0, 0}, .high = {1}}).error().where, "cells");
  EXPECT_EQ(MapElites::check({.cells = {3}, .low = {1}, .high = {0}}).error().where, "low");
}

}  // namespace
}  // namespace cambrian
