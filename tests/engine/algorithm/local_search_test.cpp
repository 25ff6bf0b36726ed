#include "engine/algorithm/local_search.hpp"

#include <gtest/gtest.h>

#include <set>

#include "engine/algorithm/random_search.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/driver.hpp"

namespace cambrian {
namespace {

using cambrian::testing::BitStrings;
using cambrian::testing::evaluation_of;
using cambrian::testing::evaluations_until;
using cambrian::testing::one_max;

const BitStrings kSpace(30, BitStrings::Mutation::flip_one);

TEST(LocalSearch, MovesToAMutantThatIsNoWorse) {
  LocalSearch search(kSpace, {});
  Candidate start = search.ask(1).at(0);
  search.tell(evaluation_of(start, 5));
  const Candidate equal = search.ask(1).at(0);
  EXPECT_EQ(equal.parents.at(0), start.id);
  search.tell(evaluation_of(equal, 5));
  const Candidate worse = search.ask(1).at(0);
  EXPECT_EQ(worse.parents.at(0), equal.id);
  search.tell(evaluation_of(worse, 4));
  EXPECT_EQ(search.ask(1).at(0).parents.at(0), equal.id);
}

TEST(LocalSearch, WaitsForItsStartOnly) {
  LocalSearch search(kSpace, {});
  const auto start = search.ask(8);
  EXPECT_EQ(start.size(), 1u);
  EXPECT_TRUE(search.ask(8).empty());
  search.tell(evaluation_of(start[0], 1));
  EXPECT_EQ(search.ask(8).size(), 8u);
}

TEST(LocalSearch, StartsAgainWhenItsPatienceEnds) {
  LocalSearch search(kSpace, {.patience = 2});
  search.tell(evaluation_of(search.ask(1).at(0), 9));
  const auto mutants = search.ask(3);
  search.tell(evaluation_of(mutants[0], 1));
  search.tell(evaluation_of(mutants[1], 1));
  const Candidate restart = search.ask(1).at(0);
  EXPECT_TRUE(restart.parents.empty());
  search.tell(evaluation_of(mutants[2], 99));  // of the start that was given up
  search.tell(evaluation_of(restart, 3));
  EXPECT_EQ(search.ask(1).at(0).parents.at(0), restart.id);
}

TEST(LocalSearch, ReplacesAStartThatFails) {
  LocalSearch search(kSpace, {});
  Evaluation failed = evaluation_of(search.ask(1).at(0), 1);
  failed.status = Status::failed;
  search.tell(failed);
  EXPECT_TRUE(search.ask(1).at(0).parents.empty());
}

TEST(LocalSearch, StartsAgainAtALocalOptimumWhereDuplicatesAreRefused) {
  const BitStrings three(3, BitStrings::Mutation::flip_one);
  LocalSearch search(three, {.refuse_duplicates = true, .seed = 1});
  const Candidate start = search.ask(1).at(0);
  search.tell(evaluation_of(start, 9));
  const auto mutants = search.ask(9);
  EXPECT_EQ(mutants.size(), 3u);
  EXPECT_TRUE(search.ask(9).empty());  // one of the three may be better
  for (const Candidate& mutant : mutants) search.tell(evaluation_of(mutant, 1));
  const Candidate restart = search.ask(9).at(0);
  EXPECT_TRUE(restart.parents.empty());
  EXPECT_NE(restart.genome, start.genome);
}

TEST(LocalSearch, GoesOnWhenTheSpaceIsExhausted) {
  const BitStrings two(2, BitStrings::Mutation::flip_one);
  LocalSearch search(two, {.refuse_duplicates = true});
  cambrian::testing::Driver driver(search);
  driver.run(20, 2);
  EXPECT_EQ(std::set(driver.trace.begin(), driver.trace.begin() + 4).size(), 4u);
}

template <class Search>
void expect_equal_after_loading(Search& search, Search copy) {
  Encoder out;
  search.save(out);
  const Bytes state = out.take();
  Decoder in(state);
  copy.load(in);
  EXPECT_TRUE(in.at_end());
  for (int i = 0; i < 50; ++i) {
    const Candidate a = search.ask(1).at(0);
    const Candidate b = copy.ask(1).at(0);
    EXPECT_EQ(a.genome, b.genome);
    search.tell(evaluation_of(a, one_max(a.genome)));
    copy.tell(evaluation_of(b, one_max(b.genome)));
  }
}

TEST(LocalSearch, GoesOnTheSameFromASavedState) {
  LocalSearch search(kSpace, {.patience = 10, .refuse_duplicates = true, .seed = 2});
  (void)evaluations_until(search, 20, one_max);
  expect_equal_after_loading(
      search, LocalSearch(kSpace, {.patience = 10, .refuse_duplicates = true, .seed = 2}));
}

TEST(RandomSearch, GoesOnTheSameFromASavedState) {
  RandomSearch search(kSpace, {.refuse_duplicates = true, .seed = 2});
  (void)evaluations_until(search, 20, one_max);
  expect_equal_after_loading(search, RandomSearch(kSpace, {.refuse_duplicates = true, .seed = 2}));
}

TEST(RandomSearch, GivesAsManyCandidatesAsThereIsRoomFor) {
  RandomSearch search(kSpace, {.seed = 3});
  const auto candidates = search.ask(100);
  EXPECT_EQ(candidates.size(), 100u);
  EXPECT_NE(candidates[0].genome, candidates[1].genome);
  EXPECT_EQ(candidates[99].id, CandidateId{99});
}

TEST(RandomSearch, DrawsWithoutReplacementWhereDuplicatesAreRefused) {
  const BitStrings four(4, BitStrings::Mutation::flip_one);
  RandomSearch search(four, {.refuse_duplicates = true, .breeding_tries = 1000});
  cambrian::testing::Driver driver(search);
  driver.run(20, 4);
  EXPECT_EQ(std::set(driver.trace.begin(), driver.trace.begin() + 16).size(), 16u);
}

}  // namespace
}  // namespace cambrian
