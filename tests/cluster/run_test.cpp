#include "cluster/run.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/cluster/temporary_run.hpp"
#include "tests/engine/island/one_max_islands.hpp"

namespace cambrian {
namespace {

using test::bytes_of;
using test::OneMaxIslands;
using test::TemporaryRun;

Outcome finish(const IslandModel& model, RunOptions options) {
  auto outcome = run(model, options);
  EXPECT_TRUE(outcome) << outcome.error().message();
  return *outcome;
}

TEST(Run, EndsWithTheSameBoardForAnyNumberOfThreads) {
  const OneMaxIslands model({.islands = 5});
  const Outcome one = finish(model, {.threads = 1, .epochs = 30});
  EXPECT_EQ(one.reason, StopReason::epochs);
  for (std::uint32_t threads : {2u, 7u}) {
    const Outcome many = finish(model, {.threads = threads, .epochs = 30});
    EXPECT_EQ(bytes_of(many.board), bytes_of(one.board));
    EXPECT_EQ(many.evaluations, one.evaluations);
  }
}

TEST(Run, StopsWhenItIsSolvedWithTheSameBoardForAnyNumberOfThreads) {
  const OneMaxIslands model({.islands = 3, .bits = 32, .target = 0});
  const Outcome one = finish(model, {.threads = 1});
  EXPECT_EQ(one.reason, StopReason::solved);
  const Outcome many = finish(model, {.threads = 7});
  EXPECT_EQ(bytes_of(many.board), bytes_of(one.board));
  EXPECT_EQ(many.evaluations, one.evaluations);
}

TEST(Run, EndsAtTheTimeLimitAlthoughAnIslandIsInTheMiddleOfAnEpoch) {
  const OneMaxIslands model({.slow_island = 0});
  const Outcome outcome = finish(model, {.threads = 2, .seconds = 0.05});
  EXPECT_EQ(outcome.reason, StopReason::time);
  EXPECT_FALSE(outcome.board.hall.empty());
  EXPECT_LT(outcome.session, 5);
}

TEST(Run, AStopFlagInterruptsItAndWhatWasFoundMeanwhileCounts) {
  // The only island never ends its first epoch, so all its offers come from the interruption.
  const OneMaxIslands model({.islands = 1, .slow_island = 0});
  std::atomic<bool> stop{false};
  RunOptions options;
  options.threads = 1;
  options.stop = &stop;
  options.progress = [&stop](const Progress&) { stop.store(true); };
  const Outcome outcome = finish(model, options);
  EXPECT_EQ(outcome.reason, StopReason::interrupted);
  EXPECT_FALSE(outcome.board.hall.empty());
}

TEST(Run, AnIslandThatThrowsIsAnErrorThatNamesItAndItsEpoch) {
  const OneMaxIslands model({.broken_island = 1});
  const auto outcome = run(model, {.threads = 3});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message(), "island 1, epoch 2: the island is broken");
}

TEST(Run, ShowsProgressWithEveryNewMemberOfTheHallOfFame) {
  const OneMaxIslands model;
  HallOfFame seen;
  std::uint64_t evaluations = 0;
  RunOptions options;
  options.threads = 2;
  options.epochs = 20;
  options.progress = [&](const Progress& progress) {
    for (const Found& found : progress.found) {
      seen.offer(found.individual);
      EXPECT_LE(found.seconds, progress.elapsed);
    }
    evaluations = progress.evaluations;
    EXPECT_LE(progress.utilisation.size(), 2u);
  };
  const Outcome outcome = finish(model, options);
  EXPECT_EQ(evaluations, outcome.evaluations);
  for (const auto& [complexity, member] : outcome.board.hall.members()) {
    EXPECT_LE(seen.members().at(complexity).loss(), member.loss());
  }
}

TEST(Run, GoesOnInItsFolderToTheSameEndAsAnUninterruptedRun) {
  const OneMaxIslands model({.islands = 5});
  const Outcome expected = finish(model, {.threads = 2, .epochs = 40});
  const TemporaryRun place;
  RunFolder folder = place.open();
  Board last;
  for (std::uint64_t epochs : {10, 10, 25, 40}) {
    RunOptions options{.threads = 3, .epochs = epochs, .folder = &folder};
    const Outcome part = finish(model, options);
    EXPECT_EQ(part.generation, epochs);
    last = part.board;
  }
  EXPECT_EQ(bytes_of(last), bytes_of(expected.board));
}

TEST(Run, WithoutASnapshotItComputesAgainWhatTheJournalHas) {
  const OneMaxIslands model({.islands = 2});
  const TemporaryRun place;
  RunFolder folder = place.open();
  const Outcome first = finish(model, {.threads = 2, .epochs = 9, .folder = &folder});
  std::filesystem::remove(folder.file("snapshot.bin"));
  const std::uint64_t records = folder.journal().records();
  const Outcome second = finish(model, {.threads = 1, .epochs = 9, .folder = &folder});
  EXPECT_EQ(bytes_of(second.board), bytes_of(first.board));
  EXPECT_EQ(folder.journal().records(), records);
}

TEST(Run, AReplayComputesAgainWhatTheJournalHasAndWritesNothing) {
  const OneMaxIslands model({.islands = 3});
  const TemporaryRun place;
  std::uint64_t records = 0;
  {
    RunFolder folder = place.open();
    finish(model, {.threads = 2, .epochs = 12, .folder = &folder});
    records = folder.journal().records();
  }
  RunFolder folder = place.open();
  const auto again = replay(model, folder, {.threads = 3, .epochs = 12});
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(again->generation, 12u);
  EXPECT_FALSE(replay(OneMaxIslands({.seed = 9, .islands = 3}), folder, {.threads = 1}));
  EXPECT_EQ(folder.journal().records(), records);
}

TEST(Run, AnEpochThatComesOutDifferentlyFromTheJournalIsAnError) {
  const TemporaryRun place;
  RunFolder folder = place.open();
  const OneMaxIslands model({.seed = 1});
  finish(model, {.threads = 1, .epochs = 4, .folder = &folder});
  std::filesystem::remove(folder.file("snapshot.bin"));
  const OneMaxIslands other({.seed = 2});
  const auto outcome = run(other, {.threads = 1, .epochs = 4, .folder = &folder});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().where, "island 0, epoch 0");
}

}  // namespace
}  // namespace cambrian
