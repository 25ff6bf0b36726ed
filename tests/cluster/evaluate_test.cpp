// Evaluate leases, from the algorithm to the journal and back.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cluster/run.hpp"
#include "engine/algorithm/deep_genetic_algorithm.hpp"
#include "engine/algorithm/random_search.hpp"
#include "engine/algorithm/regularized_evolution.hpp"
#include "tests/cluster/temporary_run.hpp"
#include "tests/support/bits.hpp"

namespace cambrian {
namespace {

using test::TemporaryRun;
using testing::BitStrings;

// Counts what it evaluates. `trouble` may throw, or change the evaluation.
class Counting : public Evaluator {
 public:
  using Trouble = std::function<void(const Candidate&, int attempt, Evaluation&)>;

  explicit Counting(Trouble trouble = nullptr) : trouble_(std::move(trouble)) {}

  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const Candidate& candidate = candidates[i];
      int attempt = 0;
      {
        const std::lock_guard lock(mutex_);
        attempt = attempts_[static_cast<std::uint64_t>(candidate.id)]++;
      }
      evaluations[i] = testing::evaluation_of(candidate, testing::one_max(candidate.genome));
      if (trouble_) trouble_(candidate, attempt, evaluations[i]);
    }
  }
  std::vector<std::string> objectives() const override { return {"zeros"}; }

  std::map<std::uint64_t, int> attempts() const {
    const std::lock_guard lock(mutex_);
    return attempts_;
  }

 private:
  Trouble trouble_;
  mutable std::mutex mutex_;
  mutable std::map<std::uint64_t, int> attempts_;
};

// Each call is one session: a new algorithm, as after a restart of the program.
Result<Outcome> session(const Evaluator& evaluator, EvaluateOptions settings, RunOptions options,
                        std::uint64_t seed = 1) {
  const BitStrings space(40, BitStrings::Mutation::flip_each);
  RegularizedEvolution::Params params;
  params.population = 20;
  params.sample = 5;
  params.seed = seed;
  RegularizedEvolution algorithm(space, params);
  return run(Search{algorithm, space, evaluator}, settings, options);
}

TEST(Evaluate, FreeRunningEvaluatesExactlyUpToTheLimitEachCandidateOnce) {
  const Counting evaluator;
  const auto outcome = session(evaluator, {.evaluations = 500}, {.threads = 3});
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->reason, StopReason::evaluations);
  EXPECT_EQ(outcome->evaluations, 500u);
  EXPECT_EQ(evaluator.attempts().size(), 500u);
  EXPECT_LT(outcome->board.hall.best().loss(), -30);
}

TEST(Evaluate, LaggedItEndsTheSameForAnyNumberOfThreadsAndAnySizeOfALease) {
  const Counting evaluator;
  const auto one = session(evaluator, {.evaluations = 400, .lag = 8}, {.threads = 1});
  ASSERT_TRUE(one) << one.error().message();
  for (std::uint32_t threads : {2u, 7u}) {
    for (std::uint64_t batch : {1u, 3u}) {
      const auto many =
          session(evaluator, {.evaluations = 400, .batch = batch, .lag = 8}, {.threads = threads});
      EXPECT_EQ(many->board.hall, one->board.hall);
    }
  }
}

TEST(Evaluate, WithALagOfOneItIsTheSerialAlgorithm) {
  const Counting evaluator;
  const auto outcome = session(evaluator, {.evaluations = 300, .lag = 1}, {.threads = 4});
  const BitStrings space(40, BitStrings::Mutation::flip_each);
  RegularizedEvolution serial(space, {.population = 20, .sample = 5, .seed = 1});
  double best = 0;
  for (int i = 0; i < 300; ++i) {
    const Candidate candidate = serial.ask(1).at(0);
    best = std::min(best, -1.0 * testing::one_max(candidate.genome));
    serial.tell(testing::evaluation_of(candidate, testing::one_max(candidate.genome)));
  }
  EXPECT_EQ(outcome->board.hall.best().loss(), best);
}

TEST(Evaluate, StopsAtItsTarget) {
  const Counting evaluator;
  const auto outcome = session(evaluator, {.target = -40, .has_target = true}, {.threads = 2});
  EXPECT_EQ(outcome->reason, StopReason::solved);
  EXPECT_EQ(outcome->board.hall.best().loss(), -40);
}

// Sets budgets as an algorithm does that looks closer at some candidates.
class Closer final : public RandomSearch {
 public:
  using RandomSearch::RandomSearch;
  std::vector<Candidate> ask(std::size_t room) override {
    auto candidates = RandomSearch::ask(room);
    for (Candidate& candidate : candidates)
      candidate.budget.work = static_cast<std::uint64_t>(candidate.id) % 10 == 9 ? 0 : 3;
    return candidates;
  }
};

TEST(Evaluate, APreliminaryEvaluationDoesNotEndTheRunAndCountsUntilTheFirstFullOne) {
  // With a small budget everything looks perfect.
  const Counting evaluator([](const Candidate& candidate, int, Evaluation& evaluation) {
    if (candidate.budget.work == 3) evaluation.objectives = {-40};
  });
  const BitStrings space(40, BitStrings::Mutation::flip_each);
  for (const std::uint64_t full : {4u, 3u}) {
    Closer algorithm(space, {.seed = 1});
    const auto outcome =
        run(Search{algorithm, space, evaluator},
            {.evaluations = 100, .target = -40, .has_target = true, .full_budget = full},
            {.threads = 2});
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->reason, full == 4 ? StopReason::evaluations : StopReason::solved);
    EXPECT_EQ(outcome->board.hall.best().loss() == -40, full == 3);
  }
  Closer algorithm(space, {.seed = 1});
  const auto early = run(Search{algorithm, space, evaluator}, {.evaluations = 5, .full_budget = 4},
                         {.threads = 2});
  EXPECT_EQ(early->board.hall.best().loss(), -40);
}

TEST(Evaluate, AResumedRunEvaluatesNothingTwiceAndEndsAsAnUninterruptedOne) {
  const Counting whole;
  const auto expected = session(whole, {.evaluations = 400, .lag = 8}, {.threads = 2});
  const TemporaryRun place;
  std::atomic<bool> stop{false};
  const Counting first([&stop](const Candidate& candidate, int, Evaluation&) {
    if (candidate.id == CandidateId{150}) stop.store(true);
  });
  {
    RunFolder folder = place.open();
    const auto part = session(first, {.evaluations = 400, .lag = 8},
                              {.threads = 2, .folder = &folder, .stop = &stop});
    EXPECT_EQ(part->reason, StopReason::interrupted);
  }
  const Counting second;
  RunFolder folder = place.open();
  const auto rest =
      session(second, {.evaluations = 400, .lag = 8}, {.threads = 3, .folder = &folder});
  ASSERT_TRUE(rest) << rest.error().message();
  EXPECT_EQ(rest->board.hall, expected->board.hall);
  // Those on their way when the first session ended may come twice: two threads, and one lease that
  // each may have begun.
  EXPECT_LE(first.attempts().size() + second.attempts().size(), 400u + 4);
}

TEST(Evaluate, AFreeRunningRunResumesToExactlyItsLimit) {
  const TemporaryRun place;
  const Counting evaluator;
  for (std::uint64_t limit : {100u, 250u, 250u}) {
    RunFolder folder = place.open();
    const auto outcome =
        session(evaluator, {.evaluations = limit}, {.threads = 3, .folder = &folder});
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->evaluations, limit);
  }
  EXPECT_EQ(evaluator.attempts().size(), 250u);
}

TEST(Evaluate, AReplayBreedsEveryCandidateAgainAndEvaluatesNone) {
  const BitStrings space(40, BitStrings::Mutation::flip_each);
  for (std::uint64_t lag : {0u, 6u}) {
    const TemporaryRun place;
    RunFolder folder = place.open();
    const Counting evaluator;
    const auto outcome =
        session(evaluator, {.evaluations = 200, .lag = lag}, {.threads = 3, .folder = &folder});
    RegularizedEvolution algorithm(space, {.population = 20, .sample = 5, .seed = 1});
    const Counting unused;
    const auto again =
        replay(Search{algorithm, space, unused}, {.evaluations = 200, .lag = lag}, folder);
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_EQ(again->board.hall, outcome->board.hall);
    EXPECT_EQ(again->evaluations, 200u);
    EXPECT_TRUE(unused.attempts().empty());
  }
}

// It asks for as many as fit, and the last generation is cut by the limit.
TEST(Evaluate, ARunWhoseAlgorithmWaitsForGenerationsGoesOnBeyondAnEarlierLimit) {
  const BitStrings space(40, BitStrings::Mutation::flip_each);
  const auto go_on = [&](std::uint64_t limit, const RunOptions& options) {
    DeepGeneticAlgorithm algorithm(space, {.population = 20, .parents = 5, .generational = true});
    const Counting evaluator;
    return run(Search{algorithm, space, evaluator}, {.evaluations = limit, .lag = 16}, options);
  };
  const TemporaryRun place;
  for (const std::uint64_t limit : {45u, 90u}) {
    RunFolder folder = place.open();
    const auto outcome = go_on(limit, {.threads = 2, .folder = &folder});
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->evaluations, limit);
  }
  RunFolder folder = place.open();
  const auto again = go_on(90, {.threads = 1, .folder = &folder});
  EXPECT_EQ(again->board.hall, go_on(90, {.threads = 1})->board.hall);
}

TEST(Evaluate, EndsAtTheLimitOfWork) {
  const Counting evaluator([](const Candidate&, int, Evaluation& e) { e.work = 3; });
  const auto outcome = session(evaluator, {.work = 100, .lag = 4}, {.threads = 2});
  EXPECT_EQ(outcome->reason, StopReason::work);
  EXPECT_EQ(outcome->evaluations, 34u);
}

TEST(Evaluate, EndsWhenNothingBetterComes) {
  const Counting evaluator([](const Candidate& candidate, int, Evaluation& e) {
    e.objectives = {-std::min(10.0, static_cast<double>(candidate.id))};
  });
  const auto outcome = session(evaluator, {.stagnation = 25, .lag = 4}, {.threads = 2});
  EXPECT_EQ(outcome->reason, StopReason::stagnation);
  EXPECT_EQ(outcome->evaluations, 36u);  // the tenth after the first is the last better one
}

TEST(Evaluate, KeepsTheFrontOfSeveralObjectives) {
  const BitStrings space(8, BitStrings::Mutation::flip_each);
  // Every number of ones is as good as any other.
  class Trade : public Evaluator {
    void evaluate(std::span<const Candidate> candidates,
                  std::span<Evaluation> evaluations) const override {
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        const double ones = testing::one_max(candidates[i].genome);
        evaluations[i] = {.id = candidates[i].id, .objectives = {ones, 8 - ones}};
      }
    }
    std::vector<std::string> objectives() const override { return {"ones", "zeros"}; }
  } const evaluator;
  RegularizedEvolution algorithm(space, {.population = 5, .sample = 1});
  const auto outcome =
      run(Search{algorithm, space, evaluator}, {.evaluations = 300, .lag = 4}, {.threads = 2});
  EXPECT_GE(outcome->board.front.members().size(), 7u);
  EXPECT_LE(outcome->board.front.members().size(), 9u);
}

TEST(Evaluate, ACandidateBredOtherwiseThanRecordedIsAnError) {
  const TemporaryRun place;
  const Counting evaluator;
  for (std::uint64_t seed : {1u, 2u}) {
    RunFolder folder = place.open();
    const auto outcome =
        session(evaluator, {.evaluations = 30}, {.threads = 1, .folder = &folder}, seed);
    EXPECT_EQ(outcome.ok(), seed == 1);
    if (!outcome) {
      EXPECT_EQ(outcome.error().what, "the candidates bred again differ from those recorded");
    }
  }
}

void throw_at_every_fifth(const Candidate& candidate, int attempt, Evaluation&) {
  if (static_cast<std::uint64_t>(candidate.id) % 5 == 0 && attempt < 2) {
    throw std::runtime_error("out of luck");
  }
}

TEST(Evaluate, WhatAnEvaluationThrowsIsAFailedEvaluationAndTheRunGoesOn) {
  const Counting evaluator(throw_at_every_fifth);
  const auto outcome = session(evaluator, {.evaluations = 100, .batch = 4}, {.threads = 2});
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->evaluations, 100u);
  EXPECT_FALSE(outcome->board.hall.empty());
}

TEST(Evaluate, RetriesFailedCandidates) {
  const Counting evaluator(throw_at_every_fifth);
  const auto outcome = session(evaluator, {.evaluations = 50, .retries = 2}, {.threads = 2});
  ASSERT_TRUE(outcome) << outcome.error().message();
  for (const auto& [id, attempts] : evaluator.attempts()) EXPECT_EQ(attempts, id % 5 == 0 ? 3 : 1);
}

TEST(Evaluate, EndsWithTheReasonWhenEverythingFails) {
  const Counting evaluator([](const Candidate&, int, Evaluation&) {
    throw std::runtime_error("no such file: train.csv");
  });
  const auto outcome = session(evaluator, {.hopeless = 20}, {.threads = 2});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().what,
            "20 evaluations in a row failed; the last: no such file: train.csv");
}

TEST(Evaluate, AbortsOnTheFirstFailureWhenToldTo) {
  const Counting evaluator(throw_at_every_fifth);
  const auto outcome = session(evaluator, {.on_failure = FailurePolicy::abort}, {.threads = 1});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message(),
            "candidate 0: its evaluation failed: out of luck (mend the evaluation, or choose "
            "another failure policy)");
}

// Candidate 30 takes until it is interrupted, all others no time.
class Endless : public Counting {
 public:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    while (candidates[0].id == CandidateId{30} && !interrupted_) std::this_thread::yield();
    Counting::evaluate(candidates, evaluations);
    if (candidates[0].id == CandidateId{30}) evaluations[0].status = Status::failed;
  }
  void interrupt() const { interrupted_ = true; }

 private:
  mutable std::atomic<bool> interrupted_{false};
};

TEST(Evaluate, AnEvaluationThatTheEndInterruptsIsNotAFailure) {
  const TemporaryRun place;
  const BitStrings space(40, BitStrings::Mutation::flip_each);
  const Endless endless;
  {
    RunFolder folder = place.open();
    RegularizedEvolution algorithm(space, {.population = 20, .sample = 5, .seed = 1});
    const Search search{algorithm, space, endless, [&endless] { endless.interrupt(); }};
    const auto outcome =
        run(search, {.evaluations = 100}, {.threads = 2, .seconds = 0.2, .folder = &folder});
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->reason, StopReason::time);
  }
  const Counting counting;
  RunFolder folder = place.open();
  const auto rest = session(counting, {.evaluations = 100, .on_failure = FailurePolicy::abort},
                            {.threads = 1, .folder = &folder});
  ASSERT_TRUE(rest) << rest.error().message();
  EXPECT_EQ(counting.attempts().count(30), 1u);
}

}  // namespace
}  // namespace cambrian
