#include "engine/space/cached.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace cambrian {
namespace {

/// Answers with the length of the genome; counts its calls; refuses genomes of length 13.
class Counting : public Evaluator {
 public:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      ++calls;
      evaluations[i] = {.id = candidates[i].id, .work = 5};
      const std::size_t size = candidates[i].genome.bytes.size();
      evaluations[i].objectives = {static_cast<double>(size)};
      if (size == 13) evaluations[i].status = Status::failed;
    }
  }
  std::vector<std::string> objectives() const override { return {"length"}; }
  mutable std::atomic<int> calls{0};
};

Candidate candidate(std::uint64_t id, std::size_t length, std::uint64_t work = 0) {
  Candidate result;
  result.id = CandidateId{id};
  result.genome = Genome::of(Bytes(length));
  result.budget = {work};
  return result;
}

class CachedEvaluatorTest : public ::testing::Test {
 protected:
  std::vector<Evaluation> evaluate(const std::vector<Candidate>& candidates) {
    std::vector<Evaluation> evaluations(candidates.size());
    cached_.evaluate(candidates, evaluations);
    return evaluations;
  }
  Counting inner_;
  CachedEvaluator cached_{inner_, 3};
};

TEST_F(CachedEvaluatorTest, EvaluatesEqualCandidatesOnceAndAnswersEachById) {
  evaluate({candidate(0, 4)});
  const auto answers = evaluate({candidate(1, 4), candidate(2, 5), candidate(3, 5)});
  EXPECT_EQ(inner_.calls, 2);
  EXPECT_EQ(cached_.hits(), 2u);
  for (std::uint64_t i = 0; i < 3; ++i) EXPECT_EQ(answers[i].id, CandidateId{i + 1});
  EXPECT_EQ(answers[0].objectives[0], 4);
  EXPECT_EQ(answers[2].objectives[0], 5);
  EXPECT_EQ(answers[0].work, 5u);
}

TEST_F(CachedEvaluatorTest, AnotherBudgetIsAnotherCandidate) {
  evaluate({candidate(0, 4, 1), candidate(1, 4, 2)});
  EXPECT_EQ(inner_.calls, 2);
}

TEST_F(CachedEvaluatorTest, GenomesWhoseHashesCollideAreToldApart) {
  Candidate a = candidate(0, 4);
  Candidate b = candidate(1, 5);
  b.genome.hash = a.genome.hash;
  EXPECT_EQ(evaluate({a, b})[1].objectives[0], 5);
  EXPECT_EQ(evaluate({a, b})[1].objectives[0], 5);
}

TEST_F(CachedEvaluatorTest, ForgetsTheOldestBeyondItsCapacity) {
  for (std::uint64_t i = 1; i <= 4; ++i) evaluate({candidate(i, i)});
  evaluate({candidate(5, 4), candidate(6, 2)});
  EXPECT_EQ(inner_.calls, 4);
  evaluate({candidate(7, 1)});
  EXPECT_EQ(inner_.calls, 5);
}

TEST_F(CachedEvaluatorTest, TriesFailuresAgain) {
  evaluate({candidate(0, 13)});
  evaluate({candidate(1, 13)});
  EXPECT_EQ(inner_.calls, 2);
}

TEST_F(CachedEvaluatorTest, AnswersManyThreadsAtOnce) {
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (std::uint64_t i = 0; i < 200; ++i) {
        const std::size_t length = 1 + i % 7;
        const auto answers = evaluate({candidate(i, length)});
        wrong += answers[0].objectives[0] != static_cast<double>(length);
        wrong += answers[0].id != CandidateId{i};
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(CachedEvaluatorTest, CandidatesThatContinueFromAStateAreNotLookedUp) {
  Candidate continued = candidate(0, 4);
  continued.state = Bytes(1);
  evaluate({continued, continued, candidate(1, 4)});
  EXPECT_EQ(inner_.calls, 3);
}

}  // namespace
}  // namespace cambrian
