// Ranks that are threads of this process: run() on rank 0, relay() on the others.
#include "cluster/relay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cluster/run.hpp"
#include "tests/engine/island/one_max_islands.hpp"
#include "tests/support/frames.hpp"

namespace cambrian {
namespace {

using test::bytes_of;
using test::OneMaxIslands;

// What all ranks share. `spoil` may damage a frame on its way, or lose it (by making it empty).
struct Wire {
  explicit Wire(int ranks) : inboxes(ranks) {}
  std::mutex mutex;
  std::vector<std::deque<std::pair<int, Bytes>>> inboxes;
  std::function<void(int from, int to, Bytes& frame)> spoil;
  std::atomic<int> left_well{0};
};

class LocalRank final : public ProcessGroup {
 public:
  LocalRank(Wire& wire, int rank) : wire_(wire), rank_(rank) {}
  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(wire_.inboxes.size()); }
  void send(int rank, Bytes frame) override {
    const std::lock_guard lock(wire_.mutex);
    if (wire_.spoil) wire_.spoil(rank_, rank, frame);
    if (!frame.empty()) wire_.inboxes[rank].emplace_back(rank_, std::move(frame));
  }
  std::optional<std::pair<int, Bytes>> poll() override {
    const std::lock_guard lock(wire_.mutex);
    auto& inbox = wire_.inboxes[rank_];
    if (inbox.empty()) return std::nullopt;
    auto first = std::move(inbox.front());
    inbox.pop_front();
    return first;
  }
  void leave(bool well, int) override { wire_.left_well += well ? 1 : 0; }

 private:
  Wire& wire_;
  const int rank_;
};

// A job of ranks 0 to `ranks` - 1.
class Job {
 public:
  explicit Job(int ranks) : wire(ranks) {}

  Result<Outcome> run(const IslandModel& model, RunOptions options) {
    std::vector<std::thread> ranks;
    for (int rank = 1; rank < static_cast<int>(wire.inboxes.size()); ++rank) {
      ranks.emplace_back([this, &model, rank, threads = options.threads] {
        LocalRank group(wire, rank);
        Workbench bench;
        bench.model = &model;
        bench.identity = rank == stranger ? 2 : 1;
        const RelayOptions settings{.threads = threads, .heartbeat = 0.01};
        rank == unfit ? refuse(group, "no data here")
                      : static_cast<void>(relay(group, bench, settings));
      });
    }
    LocalRank group(wire, 0);
    options.group = &group;
    options.identity = 1;
    auto outcome = cambrian::run(model, options);
    for (std::thread& rank : ranks) rank.join();
    return outcome;
  }

  Wire wire;
  int stranger = -1;
  int unfit = -1;
};

const OneMaxIslands kModel({.islands = 5});

Bytes expected() { return bytes_of(run(kModel, {.threads = 1, .epochs = 20})->board); }

TEST(Relay, RanksOfSeveralThreadsEndAsOneThreadDoesAndLeaveInGoodOrder) {
  Job job(4);
  const auto outcome = job.run(kModel, {.threads = 2, .epochs = 20});
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(bytes_of(outcome->board), expected());
  EXPECT_TRUE(outcome->well);
  EXPECT_EQ(job.wire.left_well, 3);
}

TEST(Relay, ALeaseWhoseResultIsDamagedOnTheWayIsGivenAgain) {
  Job job(3);
  int damaged = 0;
  job.wire.spoil = [&damaged](int from, int, Bytes& frame) {
    if (from == 0 || frame.size() < 200 || damaged == 1) return;
    ++damaged;
    frame[100] ^= std::byte{1};
  };
  RunOptions options{.threads = 2, .epochs = 20};
  options.lease_limit = {.factor = 10, .grace = 0.1, .first = 0.1};
  const auto outcome = job.run(kModel, options);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(bytes_of(outcome->board), expected());
}

TEST(Relay, ARankThatRefusesEndsTheRunWithItsReason) {
  Job job(3);
  job.unfit = 2;
  const auto outcome = job.run(kModel, {.threads = 1, .epochs = 20});
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message(),
              ::testing::MatchesRegex("rank 2: on .+ \\(process [0-9]+\\): no data here"));
}

TEST(Relay, ARankOfAnotherIdentityEndsTheRun) {
  Job job(3);
  job.stranger = 1;
  const auto outcome = job.run(kModel, {.threads = 2, .epochs = 20});
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().where.find("rank 1, thread"), std::string::npos);
}

TEST(Relay, ARankOfAnotherVersionOfTheProgramEndsTheRunByName) {
  Job job(3);
  job.wire.spoil = [](int from, int to, Bytes& frame) {
    if (from == 2 || to == 2) frame = testing::of_version(std::move(frame), 3);
  };
  const auto outcome = job.run(kModel, {.threads = 1, .epochs = 20});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message(),
            "rank 2: its program speaks version 3 of the messages between ranks, and that of rank "
            "0 version 2; install the same version of the program on all machines");
}

}  // namespace
}  // namespace cambrian
