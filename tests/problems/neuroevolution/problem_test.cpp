#include "problems/neuroevolution/problem.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace cambrian::neuroevolution {
namespace {

std::unique_ptr<Problem> make(const Settings& settings) {
  return NetworkProblem::make(settings, {.seed = 3}).value();
}

Evaluation evaluate(const Problem& problem, Candidate candidate) {
  Evaluation evaluation;
  problem.evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
  return evaluation;
}

Candidate sampled(const Problem& problem, std::uint64_t seed) {
  Random random({.seed = seed});
  Candidate candidate;
  candidate.id = CandidateId{seed};
  candidate.genome = problem.space().sample(random);
  return candidate;
}

TEST(NetworkProblem, MinimisesMinusTheMeanScore) {
  const auto problem = make({.episodes = 20});
  const Candidate candidate = sampled(*problem, 1);
  const Evaluation evaluation = evaluate(*problem, candidate);
  EXPECT_EQ(evaluation.status, Status::ok);
  // A step of cart_pole pays 1, so the work is the sum of the scores.
  EXPECT_EQ(-20 * evaluation.objectives.at(0), static_cast<double>(evaluation.work));
  EXPECT_EQ(evaluation.descriptor.size(), 4u);
}

TEST(NetworkProblem, PlaysAsManyEpisodesAsTheBudgetSays) {
  const auto problem = make({.environment = "mountain_car", .episodes = 10});
  EXPECT_EQ(problem->full_budget(), 10u);
  Candidate candidate = sampled(*problem, 1);
  EXPECT_EQ(evaluate(*problem, candidate).work, 2000u);
  candidate.budget.work = 3;
  EXPECT_EQ(evaluate(*problem, candidate).work, 600u);
}

TEST(NetworkProblem, DrawsOtherEpisodesForAnotherCandidateOnly) {
  const auto problem = make({.environment = "pendulum"});
  Candidate candidate = sampled(*problem, 1);
  const double first = evaluate(*problem, candidate).objectives[0];
  EXPECT_EQ(evaluate(*problem, candidate).objectives[0], first);
  candidate.id = CandidateId{77};
  EXPECT_NE(evaluate(*problem, candidate).objectives[0], first);
  EXPECT_FALSE(problem->repeatable());
}

TEST(NetworkProblem, IsRepeatableWithoutChance) {
  const auto problem = make({.environment = "hard_maze"});
  EXPECT_TRUE(problem->repeatable());
  EXPECT_EQ(problem->optimum(), 0);
  const Evaluation evaluation = evaluate(*problem, sampled(*problem, 2));
  const double distance =
      std::hypot(31 - evaluation.descriptor.at(0), 20 - evaluation.descriptor.at(1));
  EXPECT_NEAR(evaluation.objectives[0], distance, 1e-9);
}

TEST(NetworkProblem, RefusesNetworksThatNoMemoryHolds) {
  const auto problem = NetworkProblem::make({.hidden = {100000, 100000}}, {});
  ASSERT_FALSE(problem.ok());
  EXPECT_EQ(problem.error().where, "hidden");
}

TEST(NetworkSpace, PrintsWeightsAsJson) {
  const auto problem = make({.hidden = {3}});
  const Candidate candidate = sampled(*problem, 5);
  const auto json = nlohmann::json::parse(problem->space().print(candidate.genome, 0));
  const auto& space = dynamic_cast<const NetworkSpace&>(problem->space());
  const auto weights = space.weights(candidate.genome);
  EXPECT_EQ(json.at("activation"), "tanh");
  ASSERT_EQ(json.at("weights_1").size(), 4u);
  EXPECT_EQ(json.at("weights_1").at(2).at(1).get<float>(), (*weights)[2 * 3 + 1]);
  ASSERT_EQ(json.at("weights_2").size(), 3u);
  EXPECT_EQ(json.at("weights_2").at(2).at(1).get<float>(), (*weights)[15 + 2 * 2 + 1]);
  EXPECT_EQ(json.at("biases_2").size(), 2u);
}

TEST(NetworkSpace, PrintsWeightsAsAnArchiveOfNumPy) {
  const auto problem = make({.hidden = {3}});
  const std::string zip = problem->space().print(sampled(*problem, 5).genome, 1);
  EXPECT_EQ(zip.substr(0, 4), "PK\3\4");
  EXPECT_EQ(zip.substr(zip.size() - 22, 4), "PK\5\6");
  EXPECT_EQ(zip[zip.size() - 12], 4);  // entries
  const std::size_t entry = zip.find("weights_1.npy\x93NUMPY");
  ASSERT_NE(entry, std::string::npos);
  EXPECT_NE(zip.find("'shape': (4, 3, )", entry), std::string::npos);
  EXPECT_EQ((zip.find('\n', entry) - entry - 13) % 64, 63u);
}

}  // namespace
}  // namespace cambrian::neuroevolution
