// States of trainings over sessions that end at any moment.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "cluster/candidate_wire.hpp"
#include "cluster/evaluate_source.hpp"
#include "engine/algorithm/population_based_training.hpp"
#include "tests/support/memory_files.hpp"

namespace cambrian {
namespace {

using testing::MemoryFiles;
using testing::PowerFailure;
using testing::Unsynced;

constexpr std::size_t kStateSize = 400;  // too large to be a reference itself

// Genomes are a byte; explored by adding one.
class Letters : public SearchSpace {
 public:
  Genome sample(Random& random) const override { return of(random.below(200)); }
  Genome vary(std::span<const Genome> parents, Random& random) const override {
    return of(std::to_integer<unsigned>(parents.front().bytes[0]) + random.below(5));
  }
  std::string describe(const Genome&) const override { return "letter"; }
  static Genome of(unsigned value) { return Genome::of({static_cast<std::byte>(value)}); }
};

// The new state and score follow from the old state and the genome.
Evaluation train(const Candidate& candidate) {
  EXPECT_TRUE(candidate.state.empty() || candidate.state.size() == kStateSize);
  const std::uint64_t mark = hash_combine(hash_bytes(candidate.state), candidate.genome.hash);
  Evaluation evaluation{.id = candidate.id, .work = candidate.budget.work};
  evaluation.state.resize(kStateSize);
  std::memcpy(evaluation.state.data(), &mark, sizeof mark);
  evaluation.objectives = {static_cast<double>(mark % 1000)};
  return evaluation;
}

struct Settings {
  std::uint64_t evaluations = 40;
  std::uint64_t lag = 0;
  std::uint64_t commit_every = 3;
};

using Look = std::function<void(const PopulationBasedTraining&)>;

// One session, by one worker, up to its end: the algorithm's state then. `look` sees it after every
// commit.
Bytes session(
    const MemoryFiles& files, const Settings& settings,
    const Look& look = [](const PopulationBasedTraining&) {}) {
  auto folder = RunFolder::open("run", files).value();
  const Letters space;
  PopulationBasedTraining::Params params;
  params.population = 5;
  params.interval = 1;
  params.seed = 4;
  PopulationBasedTraining algorithm(space, params);
  EvaluateSource source(algorithm, space,
                        {.evaluations = settings.evaluations, .lag = settings.lag});
  const auto attached = source.attach(folder);
  EXPECT_TRUE(attached) << attached.error().message();
  for (std::uint64_t told = 1; source.finished() == StopReason::none; ++told) {
    Encoder out;
    const auto lease = source.next(out);
    const Bytes message = out.take();
    Decoder in(message);
    for (int skipped = 0; skipped < 3; ++skipped) in.u64();  // lease, kind, number of candidates
    Encoder answer;
    answer.u64(1);
    encode(answer, train(decode_candidate(in)));
    const Bytes body = answer.take();
    Decoder result(body);
    EXPECT_TRUE(source.tell(*lease, result, 0));
    if (told % settings.commit_every == 0) {
      EXPECT_TRUE(source.commit());
      look(algorithm);
    }
  }
  EXPECT_TRUE(source.commit());
  // Neither lost nor left over: a file for each state that a member has.
  std::set<Bytes> states;
  for (const Bytes& state : algorithm.states()) states.insert(state);
  EXPECT_EQ(files.list("run/states").value().size(), states.size());
  Encoder out;
  algorithm.save(out);
  return out.take();
}

// True when the machine failed.
bool fails_after(MemoryFiles& files, const Settings& settings, int operations, Unsynced unsynced) {
  files.operations_left = operations;
  try {
    session(files, settings);
  } catch (const PowerFailure&) {
    files.crash(unsynced);
    return true;
  }
  files.operations_left.reset();
  return false;
}

class Faults : public ::testing::TestWithParam<Settings> {};

TEST_P(Faults, AtAnyOperationLeaveNoStateLostOrDanglingAndChangeNoDecision) {
  const Settings settings = GetParam();
  MemoryFiles whole;
  ASSERT_TRUE(RunFolder::create("run", {.command = "run"}, whole));
  const Bytes expected = session(whole, settings);
  int faults = 0;
  for (Unsynced unsynced : {Unsynced::lost, Unsynced::kept, Unsynced::half, Unsynced::zeros}) {
    for (int operations = 0;; ++operations) {
      MemoryFiles files;
      ASSERT_TRUE(RunFolder::create("run", {.command = "run"}, files));
      if (!fails_after(files, settings, operations, unsynced)) break;
      ++faults;
      // And soon again, in the session that repairs.
      if (fails_after(files, settings, operations % 23, unsynced)) ++faults;
      ASSERT_EQ(session(files, settings), expected) << operations;
    }
  }
  EXPECT_GT(faults, 500);
  RecordProperty("faults", faults);
}

// More than 10,000 faults in all.
INSTANTIATE_TEST_SUITE_P(
    States, Faults,
    ::testing::Values(Settings{}, Settings{.lag = 4}, Settings{.commit_every = 1},
                      Settings{.lag = 7, .commit_every = 5}, Settings{.lag = 1, .commit_every = 1},
                      Settings{.lag = 2, .commit_every = 2},
                      Settings{.evaluations = 70, .commit_every = 11},
                      Settings{.lag = 2, .commit_every = 1}, Settings{.lag = 4, .commit_every = 1},
                      Settings{.lag = 7, .commit_every = 1}, Settings{.lag = 3, .commit_every = 2},
                      Settings{.evaluations = 60, .lag = 5, .commit_every = 4}));

// What users of other implementations complain of; see
// tests/engine/algorithm/population_based_training_test.cpp.

TEST(Complaints, AStateIsKeptAsLongAsAnybodyMayGoOnFromIt) {
  MemoryFiles files;
  ASSERT_TRUE(RunFolder::create("run", {.command = "run"}, files));
  int shared = 0;
  session(files, {.evaluations = 200, .commit_every = 1}, [&](const auto& algorithm) {
    const std::vector<Bytes> all = algorithm.states();
    const std::set<Bytes> states(all.begin(), all.end());
    shared += states.size() < all.size() ? 1 : 0;
    // A file for each, though several members share one of them and others have left it.
    EXPECT_GE(files.list("run/states").value().size(), states.size());
  });
  EXPECT_GT(shared, 20);
}

TEST(Complaints, ARunThatWasKilledGoesOnAndDecidesTheSame) {
  MemoryFiles whole;
  ASSERT_TRUE(RunFolder::create("run", {.command = "run"}, whole));
  const Bytes expected = session(whole, {.evaluations = 100});
  MemoryFiles files;
  ASSERT_TRUE(RunFolder::create("run", {.command = "run"}, files));
  int killed = 0;
  while (killed < 100 && fails_after(files, {.evaluations = 100}, 60, Unsynced::lost)) ++killed;
  EXPECT_GE(killed, 2);
  EXPECT_EQ(session(files, {.evaluations = 100}), expected);
}

TEST(States, AreNotInTheJournal) {
  MemoryFiles files;
  ASSERT_TRUE(RunFolder::create("run", {.command = "run"}, files));
  session(files, {.evaluations = 200});
  EXPECT_LT(files.content("run/journal.bin").size(), 200 * kStateSize);
}

}  // namespace
}  // namespace cambrian
