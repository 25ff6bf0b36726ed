#include "cli/lineage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace cambrian::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr CandidateId id(std::uint64_t value) { return CandidateId{value}; }

RunTrace::Told told(std::uint64_t candidate, std::vector<double> objectives,
                    Status status = Status::ok) {
  return {id(candidate), status, 0, std::move(objectives)};
}

Lineage::Birth child_of(std::vector<CandidateId> parents) { return {std::move(parents), {}}; }

std::string nothing(const Genome&) { return ""; }

std::vector<std::uint64_t> ids(const Lineage& lineage) {
  std::vector<std::uint64_t> all;
  for (const auto& step : lineage.steps) all.push_back(static_cast<std::uint64_t>(step.id));
  return all;
}

TEST(Lineage, LeadsFromTheFirstAncestorToTheBestThroughTheBetterParents) {
  const Lineage lineage = Lineage::of(
      {told(1, {7}), told(0, {9}), told(2, {6}), told(3, {8}), told(4, {4})},
      {child_of({}), child_of({}), child_of({id(0), id(1)}), child_of({id(1)}), child_of({id(2)})},
      nothing);
  EXPECT_THAT(ids(lineage), ElementsAre(1, 2, 4));
  EXPECT_FALSE(lineage.steps[0].gain);
  EXPECT_EQ(lineage.steps[1].gain, 1);
  EXPECT_EQ(lineage.steps[2].gain, 2);
  EXPECT_EQ(lineage.steps[2].evaluations, 5);
}

TEST(Lineage, OfEqualsIsOfTheOneThatHallsOfFameKeep) {
  Lineage::Birth first = child_of({});
  Lineage::Birth second = child_of({});
  first.genome.hash = 2;
  second.genome.hash = 1;
  const Lineage lineage = Lineage::of({told(0, {5}), told(1, {5})}, {first, second}, nothing);
  EXPECT_THAT(ids(lineage), ElementsAre(1));
}

TEST(Lineage, CountsHowOftenEachWaySucceeds) {
  const Lineage lineage = Lineage::of(
      {told(0, {9}), told(1, {7}), told(2, {8}), told(3, {7}), told(4, {NAN}), told(5, {5})},
      {child_of({}), child_of({}), child_of({id(0)}), child_of({id(1)}), child_of({id(1)}),
       child_of({id(0), id(1)})},
      nothing);
  ASSERT_EQ(lineage.ways.size(), 3);
  EXPECT_EQ(lineage.ways[0].tried, 2);
  EXPECT_EQ(lineage.ways[0].records, 2);
  EXPECT_EQ(lineage.ways[0].better, 0);
  EXPECT_EQ(lineage.ways[1].tried, 3);
  EXPECT_EQ(lineage.ways[1].usable, 2);
  EXPECT_EQ(lineage.ways[1].better, 1);
  EXPECT_EQ(lineage.ways[1].records, 0);
  EXPECT_EQ(lineage.ways[2].better, 1);
  EXPECT_EQ(lineage.ways[2].records, 1);
}

TEST(Lineage, AChildOfTwoIsBetterOnlyWhenItBeatsBoth) {
  const Lineage lineage =
      Lineage::of({told(0, {9}), told(1, {5}), told(2, {7})},
                  {child_of({}), child_of({}), child_of({id(0), id(1)})}, nothing);
  EXPECT_EQ(lineage.ways[1].better, 0);
}

TEST(Lineage, WithSeveralObjectivesBetterIsToDominate) {
  const Lineage lineage = Lineage::of(
      {told(0, {3, 3}), told(1, {2, 4}), told(2, {2, 3}), told(3, {4, 4})},
      {child_of({}), child_of({id(0)}), child_of({id(0), id(1)}), child_of({id(2)})}, nothing);
  EXPECT_EQ(lineage.ways[1].better, 0);
  EXPECT_EQ(lineage.ways[1].records, 1);  // on the front when it came, although not better
  EXPECT_EQ(lineage.ways[2].better, 1);
}

TEST(Lineage, OfARunWithoutUsableCandidatesHasNoSteps) {
  const Lineage lineage =
      Lineage::of({told(0, {}, Status::failed)}, {child_of({}), child_of({})}, nothing);
  EXPECT_THAT(lineage.steps, IsEmpty());
  EXPECT_EQ(lineage.ways[0].tried, 1);
  EXPECT_EQ(lineage.ways[0].usable, 0);
}

TEST(WayName, FollowsFromTheNumberOfParents) {
  EXPECT_EQ(way_name(0), "sample");
  EXPECT_EQ(way_name(1), "mutation");
  EXPECT_EQ(way_name(3), "crossover of 3");
}

}  // namespace
}  // namespace cambrian::cli
