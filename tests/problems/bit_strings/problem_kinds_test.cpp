#include "problems/bit_strings/problem_kinds.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "engine/config/config.hpp"

namespace cambrian {
namespace {

std::unique_ptr<Problem> made(const std::string& name, const std::string& setting,
                              std::uint64_t seed = 1) {
  for (const ProblemKind& kind : bit_strings::problem_kinds()) {
    if (kind.name != name) continue;
    const auto draft = kind.draft();
    EXPECT_TRUE(set_assignment(draft->fields(), setting));
    ProblemPlace place;
    place.seed = seed;
    return std::move(draft->make(place).value());
  }
  return nullptr;
}

double judged(const Problem& problem, const std::string& bits, std::uint64_t id = 0) {
  Candidate candidate;
  candidate.id = CandidateId{id};
  for (const char bit : bits) candidate.genome.bytes.push_back(std::byte(bit == '1' ? 1 : 0));
  Evaluation evaluation;
  problem.evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
  return evaluation.objectives.at(0);
}

TEST(BitStringProblems, CountTheBitsThatAreMissing) {
  EXPECT_EQ(judged(*made("one_max", "bits=5"), "01101"), 2);
  EXPECT_EQ(judged(*made("leading_ones", "bits=5"), "11011"), 3);
  EXPECT_EQ(judged(*made("leading_ones", "bits=5"), "11111"), 0);
}

TEST(BitStringProblems, WithTwoObjectivesHaveAHypervolumeAndNoOptimum) {
  const auto both = made("leading_ones_trailing_zeros", "bits=4");
  EXPECT_EQ(both->evaluator().objectives().size(), 2u);
  EXPECT_EQ(judged(*both, "1100"), 2);
  EXPECT_FALSE(both->optimum());
  EXPECT_EQ(both->reference_point(), (std::vector<double>{5, 5}));
}

TEST(BitStringProblems, DrawNoiseByCandidateAndSeed) {
  const auto noisy = made("one_max", "noise=0.5");
  const std::string bits(100, '1');
  EXPECT_FALSE(noisy->repeatable());
  EXPECT_EQ(judged(*noisy, bits, 3), judged(*noisy, bits, 3));
  EXPECT_NE(judged(*noisy, bits, 3), judged(*noisy, bits, 4));
  EXPECT_NE(judged(*noisy, bits, 3), judged(*made("one_max", "noise=0.5", 2), bits, 3));
  double squares = 0;
  for (std::uint64_t id = 0; id < 2000; ++id) squares += std::pow(judged(*noisy, bits, id), 2);
  EXPECT_NEAR(squares / 2000, 0.25, 0.03);
}

}  // namespace
}  // namespace cambrian
