#include "cluster/isolated_evaluator.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "engine/core/archive.hpp"

namespace cambrian {
namespace {

// Does what the genome says.
class Obedient : public Evaluator {
 public:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    const Bytes& bytes = candidates[0].genome.bytes;
    const std::string order(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (order == "crash") {
      // Sanitizers have a handler of their own.
      ::signal(SIGSEGV, SIG_DFL);
      ::raise(SIGSEGV);
    }
    if (order == "exit") ::_exit(7);
    if (order == "hang") ::pause();
    if (order == "throw") throw std::runtime_error("bad luck");
    if (order == "eat") std::vector<char>(std::size_t{1} << 34, 'x');
    evaluations[0].id = candidates[0].id;
    evaluations[0].objectives = {static_cast<double>(order.size())};
    evaluations[0].note = std::to_string(::getpid());
  }
  std::vector<std::string> objectives() const override { return {"length"}; }
};

Evaluation evaluate(const IsolatedEvaluator& evaluator, const std::string& order) {
  Candidate candidate;
  candidate.id = CandidateId{5};
  const BytesView view = as_bytes(order);
  candidate.genome = Genome::of(Bytes(view.begin(), view.end()));
  Evaluation evaluation;
  evaluator.evaluate({&candidate, 1}, {&evaluation, 1});
  EXPECT_EQ(evaluation.id, candidate.id);
  return evaluation;
}

const Obedient kObedient;

TEST(IsolatedEvaluator, EvaluatesInOneProcessOfItsOwnThatStays) {
  const IsolatedEvaluator evaluator(kObedient, {});
  const Evaluation first = evaluate(evaluator, "abc");
  EXPECT_EQ(first.objectives, std::vector<double>{3});
  EXPECT_NE(first.note, std::to_string(::getpid()));
  EXPECT_EQ(evaluate(evaluator, "abcd").note, first.note);
}

TEST(IsolatedEvaluator, ACrashIsAFailedEvaluationAndTheNextOneWorks) {
  const IsolatedEvaluator evaluator(kObedient, {});
  const Evaluation crashed = evaluate(evaluator, "crash");
  EXPECT_EQ(crashed.status, Status::failed);
  EXPECT_EQ(crashed.note, "its process died: Segmentation fault");
  EXPECT_EQ(evaluate(evaluator, "exit").note, "its process died: exit code 7");
  EXPECT_EQ(evaluate(evaluator, "abc").status, Status::ok);
}

TEST(IsolatedEvaluator, WhatAnEvaluationThrowsIsItsNote) {
  const IsolatedEvaluator evaluator(kObedient, {});
  EXPECT_EQ(evaluate(evaluator, "throw").note, "bad luck");
}

TEST(IsolatedEvaluator, KillsWhatTakesTooLong) {
  const IsolatedEvaluator evaluator(kObedient, {.seconds = 0.05});
  const Evaluation hung = evaluate(evaluator, "hang");
  EXPECT_EQ(hung.status, Status::timed_out);
  EXPECT_EQ(hung.note, "took longer than 0.050000 s");
  EXPECT_EQ(evaluate(evaluator, "abc").status, Status::ok);
}

TEST(IsolatedEvaluator, AnAllocationBeyondTheLimitIsAFailedEvaluation) {
#ifdef CAMBRIAN_SANITIZED
  GTEST_SKIP() << "sanitizers need the addresses that the limit takes away";
#endif
  const IsolatedEvaluator evaluator(kObedient, {.memory = 1 << 28});
  EXPECT_EQ(evaluate(evaluator, "eat").note, "out of memory");
  EXPECT_EQ(evaluate(evaluator, "abc").status, Status::ok);
}

TEST(IsolatedEvaluator, DoesNotTryAGenomeAgainThatHasEndedThreeProcesses) {
  const IsolatedEvaluator evaluator(kObedient, {});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(evaluate(evaluator, "exit").note, "its process died: exit code 7");
  }
  EXPECT_EQ(evaluate(evaluator, "exit").note, "not tried again: it has ended 3 processes");
  EXPECT_EQ(evaluate(evaluator, "abc").status, Status::ok);
}

TEST(IsolatedEvaluator, ManyThreadsEvaluateAtTheSameTimeInProcessesOfTheirOwn) {
  const IsolatedEvaluator evaluator(kObedient, {});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&evaluator, t] {
      for (int i = 0; i < 50; ++i) {
        const std::string order(static_cast<std::size_t>(t + i), 'a');
        EXPECT_EQ(evaluate(evaluator, order).objectives.front(), t + i);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(IsolatedEvaluator, AnInterruptEndsWhatHangs) {
  const IsolatedEvaluator evaluator(kObedient, {});
  std::thread hanging(
      [&evaluator] { EXPECT_EQ(evaluate(evaluator, "hang").status, Status::failed); });
  evaluator.interrupt();
  hanging.join();
}

// Processes that this one has forked.
std::vector<pid_t> children() {
  std::ifstream file("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  return {std::istream_iterator<pid_t>(file), {}};
}

TEST(IsolatedEvaluatorDeathTest, ItsProcessEndsWithTheHelperThatForks) {
  const auto lose_the_helper = [] {
    const IsolatedEvaluator evaluator(kObedient, {});
    evaluate(evaluator, "abc");
    for (const pid_t child : children()) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
    evaluate(evaluator, "abc");
    evaluate(evaluator, "abc");
  };
  EXPECT_EXIT(lose_the_helper(), testing::KilledBySignal(SIGKILL), "has died");
}

TEST(IsolatedEvaluator, LargeGenomesPassThroughThePipes) {
  const IsolatedEvaluator evaluator(kObedient, {});
  const std::size_t size = 3'000'001;
  EXPECT_EQ(evaluate(evaluator, std::string(size, 'a')).objectives.front(), size);
}

}  // namespace
}  // namespace cambrian
