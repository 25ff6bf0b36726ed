#include "cluster/status.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/cluster/temporary_run.hpp"
#include "tests/engine/island/one_max_islands.hpp"

namespace cambrian {
namespace {

using test::OneMaxIslands;
using test::TemporaryRun;

// A process that has ended.
pid_t no_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

TEST(RunStatus, OfAFinishedRunSaysWhyItEndedAndWhatItFound) {
  const TemporaryRun place;
  RunFolder folder = place.open();
  const auto outcome =
      run(OneMaxIslands({.bits = 16, .target = 0}), {.threads = 2, .folder = &folder});
  ASSERT_TRUE(outcome);
  const auto status = read_status(RunFolder::view(place.path()).value());
  ASSERT_TRUE(status) << status.error().message();
  EXPECT_EQ(status->state, "done");
  EXPECT_EQ(status->reason, "solved");
  EXPECT_EQ(status->evaluations, outcome->evaluations);
  EXPECT_EQ(status->best, "0.000000 zeros");
  EXPECT_EQ(status->pid, ::getpid());
}

TEST(RunStatus, OfAFailedRunHoldsTheError) {
  const TemporaryRun place;
  RunFolder folder = place.open();
  EXPECT_FALSE(run(OneMaxIslands({.broken_island = 1}), {.threads = 1, .folder = &folder}));
  const auto status = read_status(folder);
  EXPECT_EQ(status->state, "failed");
  EXPECT_EQ(status->reason, "island 1, epoch 2: the island is broken");
}

TEST(RunStatus, OfARunWhoseProcessIsGoneIsDead) {
  const TemporaryRun place;
  const RunFolder folder = place.open();
  StatusWriter(folder, nullptr).update({});
  RunStatus status = read_status(folder).value();
  EXPECT_EQ(status.state, "running");
  status.pid = no_process();
  ASSERT_TRUE(folder.write("status.json", status.to_json()));
  EXPECT_EQ(read_status(folder)->state, "dead");
}

TEST(RunStatus, SurvivesJsonAlsoWithoutABestMember) {
  RunStatus status;
  status.best_loss = NAN;
  status.job = "42";
  const auto copy = RunStatus::from_json(status.to_json(), "here");
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->to_json(), status.to_json());
}

TEST(RunStatus, OfAFolderWithoutOneOrWithADamagedOneIsAnError) {
  const TemporaryRun place;
  const RunFolder folder = place.open();
  EXPECT_EQ(read_status(folder).error().what, "the run has no status yet");
  ASSERT_TRUE(folder.write("status.json", "{\"state\": 3}"));
  EXPECT_FALSE(read_status(folder));
}

TEST(StatusWriter, AppendsOneLineOfMetricsNowAndThen) {
  const TemporaryRun place;
  const RunFolder folder = place.open();
  StatusWriter writer(folder, nullptr);
  Progress progress;
  for (progress.session = 0; progress.session < 10; progress.session += 0.5)
    writer.update(progress);
  std::ifstream file(folder.file("history.jsonl"));
  std::stringstream lines;
  lines << file.rdbuf();
  const std::string text = lines.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);
}

}  // namespace
}  // namespace cambrian
