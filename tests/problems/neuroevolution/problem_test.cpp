#include "problems/neuroevolution/problem.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "operators/seeds/dense.hpp"

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

TEST(NetworkProblem, CutsThoseOfPreliminaryEvaluationsEarlier) {
  const auto problem =
      make({.environment = "pendulum", .episodes = 10, .steps = 100, .preliminary_steps = 30});
  Candidate candidate = sampled(*problem, 1);
  EXPECT_EQ(evaluate(*problem, candidate).work, 1000u);
  candidate.budget.work = 10;
  EXPECT_EQ(evaluate(*problem, candidate).work, 1000u);
  candidate.budget.work = 9;
  EXPECT_EQ(evaluate(*problem, candidate).work, 270u);
  const auto late = make({.environment = "pendulum", .episodes = 10, .preliminary_steps = 999});
  EXPECT_EQ(evaluate(*late, candidate).work, 1800u);
}

TEST(NetworkProblem, PlaysAllEpisodesOfAFullEvaluationOnlyIfTheFirstArePromising) {
  const auto whole = make({.environment = "pendulum", .episodes = 20});
  Candidate candidate = sampled(*whole, 1);
  const double all = evaluate(*whole, candidate).objectives[0];
  candidate.budget.work = 5;
  const double few = evaluate(*whole, candidate).objectives[0];
  candidate.budget.work = 0;
  const auto evaluated = [&](double promising) {
    const auto problem =
        make({.environment = "pendulum", .episodes = 20, .glance = 5, .promising = promising});
    return evaluate(*problem, candidate);
  };
  EXPECT_EQ(evaluated(-few).objectives[0], all);
  EXPECT_EQ(evaluated(-few).work, 25 * 200u);
  EXPECT_EQ(evaluated(1 - few).objectives[0], few);
  EXPECT_EQ(evaluated(1 - few).work, 5 * 200u);
  candidate.budget.work = 7;
  EXPECT_EQ(evaluated(1 - few).work, 7 * 200u);
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

TEST(NetworkProblem, PlaysEpisodesThatNoEvaluationHasPlayed) {
  const NetworkProblem problem(environment("pendulum").value(), {}, 3);
  const Genome genome = sampled(problem, 1).genome;
  const auto played = problem.play(genome, 20, 3);
  ASSERT_EQ(played.size(), 20u);
  EXPECT_EQ(problem.play(genome, 1, 3)[0].score, played[0].score);
  EXPECT_NE(problem.play(genome, 1, 4)[0].score, played[0].score);
  for (std::uint64_t id = 0; id < 20; ++id) {
    Candidate candidate;
    candidate.genome = genome;
    candidate.id = CandidateId{id};
    EXPECT_NE(-evaluate(problem, candidate).objectives[0], played[id].score);
  }
}

TEST(NetworkProblem, AFilmShowsTheFirstEpisodeFromItsStartToItsEnd) {
  const NetworkProblem problem(environment("cart_pole").value(), {}, 3);
  const Genome genome = sampled(problem, 1).genome;
  ASSERT_TRUE(problem.has_frames());
  const Film film = problem.film(genome, 5);
  EXPECT_EQ(film.frames.size(), problem.play(genome, 1, 5)[0].steps + 1);
  EXPECT_NE(film.frames.front().shapes.back(), film.frames.back().shapes.back());
}

TEST(NetworkProblem, AFilmOfAnEndlessEpisodeIsCut) {
  const NetworkProblem problem(environment("pendulum").value(), {.steps = 1'000'000'000}, 3);
  EXPECT_EQ(problem.film(sampled(problem, 1).genome, 5).frames.size(), 5001u);
}

TEST(NetworkProblem, CandidatesInARowMayShareTheirEpisodes) {
  const auto problem = make({.environment = "pendulum", .share = 10});
  Candidate candidate = sampled(*problem, 20);
  const double first = evaluate(*problem, candidate).objectives[0];
  candidate.id = CandidateId{29};
  EXPECT_EQ(evaluate(*problem, candidate).objectives[0], first);
  candidate.id = CandidateId{30};
  EXPECT_NE(evaluate(*problem, candidate).objectives[0], first);
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

TEST(NetworkProblem, TellsTheSumsOfObservationsWhenTheyAreNormalized) {
  const auto problem = make({.environment = "pendulum", .episodes = 20, .normalize = true});
  const Evaluation evaluation = evaluate(*problem, sampled(*problem, 1));
  // The behaviour, a count, sums of cosine, sine and speed, and of their squares.
  ASSERT_EQ(evaluation.descriptor.size(), 2u + 1 + 3 + 3);
  EXPECT_EQ(evaluation.descriptor[2], 4000);
  EXPECT_NEAR(evaluation.descriptor[6] + evaluation.descriptor[7], 4000, 1e-6);
  EXPECT_GT(evaluation.descriptor[8], 0);
}

TEST(NetworkProblem, TellsTheSameSumsOfEpisodesThatArePlayedAlone) {
  const auto problem = make({.environment = "pendulum", .episodes = 20, .normalize = true});
  const auto& network = dynamic_cast<const NetworkProblem&>(*problem);
  const Genome genome = sampled(*problem, 1).genome;
  Random all({.seed = 8});
  Random single({.seed = 8});
  const auto together = network.play(genome, 20, 200, all);
  std::vector<double> sums;
  for (int i = 0; i < 20; ++i) {
    const auto alone = network.play(genome, 1, 200, single);
    sums.insert(sums.end(), alone.sums.begin(), alone.sums.end());
  }
  EXPECT_EQ(together.sums, sums);
}

TEST(NetworkProblem, RefusesAGlanceThatShowsNothingOrAll) {
  const auto blind = NetworkProblem::make({.episodes = 20, .promising = 5}, {});
  ASSERT_FALSE(blind.ok());
  EXPECT_EQ(blind.error().where, "promising");
  const auto all = NetworkProblem::make({.episodes = 20, .glance = 20}, {});
  ASSERT_FALSE(all.ok());
  EXPECT_EQ(all.error().where, "glance");
}

TEST(NetworkProblem, RefusesNetworksThatNoMemoryHolds) {
  const auto problem = NetworkProblem::make({.hidden = {100000, 100000}}, {});
  ASSERT_FALSE(problem.ok());
  EXPECT_EQ(problem.error().where, "hidden");
}

TEST(NetworkSpace, AVectorsWeightsAreTheVector) {
  const auto problem = make({.hidden = {3}});
  const auto& space = dynamic_cast<const NetworkSpace&>(problem->space());
  const Genome sampled_one = sampled(*problem, 5).genome;
  const std::vector<double> vector = space.decode(sampled_one);
  EXPECT_EQ(space.dimension(), 4u * 3 + 3 + 3 * 2 + 2);
  const Genome dense = space.encode(vector, space.context());
  EXPECT_EQ(space.decode(dense), vector);
  Candidate candidate;
  candidate.genome = dense;
  const double score = evaluate(*problem, candidate).objectives[0];
  candidate.genome = sampled_one;
  EXPECT_EQ(evaluate(*problem, candidate).objectives[0], score);
}

TEST(NetworkSpace, NormalizingIsPartOfTheFirstLayer) {
  const auto problem = make({.environment = "pendulum", .hidden = {}, .normalize = true});
  const auto& space = dynamic_cast<const NetworkSpace&>(problem->space());
  std::vector<double> context = space.context();
  ASSERT_EQ(context.size(), 7u);
  // Of 4 observations: means 1, 0 and -2; deviations 0, which counts as 0.01, 1 and 4.
  const std::vector<double> told = {9, 9, 4, 4, 0, -8, 4, 4, 80};
  space.learn(told, context);
  const auto weights =
      seeds::decode_weights(space.encode(std::vector<double>{2, 3, 8, 5}, context));
  ASSERT_EQ(weights.size(), 4u);
  EXPECT_FLOAT_EQ(weights[0], 200);
  EXPECT_FLOAT_EQ(weights[1], 3);
  EXPECT_FLOAT_EQ(weights[2], 2);
  EXPECT_FLOAT_EQ(weights[3], 5 - 200 * 1 - 3 * 0 - 2 * -2);
}

TEST(NetworkSpace, LearnsNothingFromDescriptorsWithoutSums) {
  const auto problem = make({.environment = "pendulum", .normalize = true});
  const auto& space = dynamic_cast<const NetworkSpace&>(problem->space());
  std::vector<double> context = space.context();
  space.learn(std::vector<double>{1, 2}, context);
  EXPECT_EQ(context, space.context());
}

/// Members near one centre, with noise of deviation 0.3.
std::vector<Candidate> relatives(const NetworkSpace& space, std::size_t count) {
  const RankOne& differences = space.differences();
  Random random({.seed = 9});
  std::vector<double> centre(space.dimension());
  for (double& weight : centre) weight = 0.5 * random.normal();
  std::vector<double> context = space.context();
  for (double& number : context) number = 20;  // means 1
  for (std::size_t i = context.size() / 2 + 1; i < context.size(); ++i) context[i] = 60 + i;
  std::vector<Candidate> members(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<double> factors(differences.factors());
    for (double& factor : factors) factor = random.normal();
    differences.stretch(0.3, factors);
    members[i].id = CandidateId{i};
    members[i].genome = space.encode_near(centre, factors, context);
  }
  return members;
}

TEST(NetworkProblem, RelativesAreEvaluatedAsTheirWeightsWouldBe) {
  for (const bool normalize : {false, true}) {
    for (const char* environment : {"pendulum", "hard_maze"}) {
      const auto problem =
          make({.environment = environment, .episodes = 3, .steps = 20, .normalize = normalize});
      const auto& space = dynamic_cast<const NetworkSpace&>(problem->space());
      for (Candidate& member : relatives(space, 5)) {
        ASSERT_TRUE(space.is_near(member.genome));
        const Evaluation near = evaluate(*problem, member);
        member.genome = seeds::encode_weights(*space.weights(member.genome));
        const Evaluation own = evaluate(*problem, member);
        EXPECT_NEAR(near.objectives[0], own.objectives[0], 1e-3);
        ASSERT_EQ(near.descriptor.size(), own.descriptor.size());
        for (std::size_t k = 0; k < own.descriptor.size(); ++k)
          EXPECT_NEAR(near.descriptor[k], own.descriptor[k],
                      0.01 + 1e-4 * std::fabs(own.descriptor[k]));
      }
    }
  }
}

TEST(NetworkProblem, ARelativeIsEvaluatedTheSameAloneAndAmongOthers) {
  const auto problem =
      make({.environment = "pendulum", .episodes = 3, .preliminary_steps = 50, .normalize = true});
  const auto& space = dynamic_cast<const NetworkSpace&>(problem->space());
  auto candidates = relatives(space, 20);
  candidates[7].budget.work = 1;
  candidates[9].budget.work = 5;
  candidates[12] = sampled(*problem, 12);  // of another family
  std::vector<Evaluation> together(candidates.size());
  problem->evaluator().evaluate(candidates, together);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Evaluation alone = evaluate(*problem, candidates[i]);
    EXPECT_EQ(together[i].id, alone.id);
    EXPECT_EQ(together[i].objectives, alone.objectives);
    EXPECT_EQ(together[i].descriptor, alone.descriptor);
    EXPECT_EQ(together[i].work, alone.work);
  }
}

TEST(NetworkSpace, AGenomeNearANetworkStandsForWeightsToo) {
  const auto problem = make({.hidden = {3}, .normalize = true});
  const auto& space = dynamic_cast<const NetworkSpace&>(problem->space());
  std::vector<double> context = space.context();
  space.learn(std::vector<double>{0, 0, 0, 0, 10, 10, 20, 0, -5, 90, 80, 70, 60}, context);
  std::vector<double> centre(space.dimension());
  std::vector<double> factors(space.differences().factors());
  for (std::size_t i = 0; i < centre.size(); ++i) centre[i] = 0.1 * static_cast<double>(i % 7);
  for (std::size_t i = 0; i < factors.size(); ++i) factors[i] = 0.2 * static_cast<double>(i % 5);
  std::vector<double> vector = centre;
  space.differences().add<double>(factors, 1, vector);
  const auto near = space.decode(space.encode_near(centre, factors, context));
  const auto whole = space.decode(space.encode(vector, context));
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_NEAR(near[i], whole[i], 1e-6) << i;
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

TEST(NetworkSpace, DoesNotPrintManyWeightsAsText) {
  const auto formats = [](std::size_t width) {
    const NetworkShape shape{{width, 100, 1}};
    return NetworkSpace({.shape = shape, .rebuilding = {.groups = shape.groups(1, 1)}}).formats();
  };
  EXPECT_EQ(formats(900), (std::vector<std::string>{"json", "npz"}));
  EXPECT_EQ(formats(1000), (std::vector<std::string>{"npz"}));
}

TEST(NetworkSpace, PrintsRecurrentWeightsForThemselves) {
  const auto problem = make({.hidden = {3}, .recurrent = true});
  const Candidate candidate = sampled(*problem, 5);
  const auto json = nlohmann::json::parse(problem->space().print(candidate.genome, 0));
  const auto& space = dynamic_cast<const NetworkSpace&>(problem->space());
  const auto weights = space.weights(candidate.genome);
  EXPECT_EQ(space.size(), (4u + 3 + 1) * 3 + (3 + 1) * 2);
  EXPECT_EQ(json.at("weights_1").size(), 4u);
  ASSERT_EQ(json.at("recurrent_1").size(), 3u);
  EXPECT_EQ(json.at("recurrent_1").at(2).at(1).get<float>(), (*weights)[6 * 3 + 1]);
  EXPECT_FALSE(json.contains("recurrent_2"));
}

TEST(NetworkSpace, NormalizingLeavesRecurrentWeightsAsTheyAre) {
  const auto problem =
      make({.environment = "pendulum", .hidden = {2}, .recurrent = true, .normalize = true});
  const auto& space = dynamic_cast<const NetworkSpace&>(problem->space());
  std::vector<double> context = space.context();
  ASSERT_EQ(context.size(), 7u);
  // Of 4 observations: means 0 and deviations 2, but for the first one's mean, 1.
  const std::vector<double> told = {9, 9, 4, 4, 0, 0, 20, 16, 16};
  space.learn(told, context);
  const std::vector<double> ones(space.size(), 1.0);
  const auto weights = seeds::decode_weights(space.encode(ones, context));
  for (std::size_t i = 0; i < 6; ++i) EXPECT_FLOAT_EQ(weights[i], 0.5f);
  for (std::size_t i = 6; i < 10; ++i) EXPECT_EQ(weights[i], 1);
  for (std::size_t i = 10; i < 12; ++i) EXPECT_FLOAT_EQ(weights[i], 0.5f);
  for (std::size_t i = 12; i < weights.size(); ++i) EXPECT_EQ(weights[i], 1);
}

#ifdef CAMBRIAN_MUJOCO
TEST(NetworkProblem, PreliminaryEvaluationsMayLeaveSurvivalOut) {
  const auto with = make({.environment = "hopper", .episodes = 2});
  const auto without = make({.environment = "hopper", .episodes = 2, .survival = false});
  Candidate candidate = sampled(*with, 1);
  EXPECT_EQ(evaluate(*with, candidate).objectives, evaluate(*without, candidate).objectives);
  candidate.budget.work = 1;
  const Evaluation paid = evaluate(*with, candidate);
  const Evaluation unpaid = evaluate(*without, candidate);
  EXPECT_NEAR(unpaid.objectives[0] - paid.objectives[0], static_cast<double>(paid.work), 1e-9);
}
#else
TEST(NetworkProblem, SaysWhichLibraryAnEnvironmentWouldNeed) {
  const auto problem = NetworkProblem::make({.environment = "hopper"}, {});
  ASSERT_FALSE(problem.ok());
  EXPECT_NE(problem.error().what.find("built without MuJoCo"), std::string::npos);
  EXPECT_NE(problem.error().hint.find("libmujoco-dev"), std::string::npos);
}
#endif

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
