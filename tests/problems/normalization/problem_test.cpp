#include "problems/normalization/problem.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "operators/layer/analysis.hpp"
#include "operators/layer/known.hpp"
#include "operators/layer/parse.hpp"

namespace cambrian::normalization {
namespace {

using layer::Graph;

Graph parsed(std::string_view text) {
  const auto known = layer::find_layer(text);
  return layer::parse(known ? known->text : text).value();
}

Settings small() {
  Settings settings;
  settings.track = Track::batch_dependent;
  settings.pictures.rows = {.train = 300, .validation = 100, .test = 50};
  settings.architectures = {
      {"plain", {.width = 4, .group = 2}},
      {"deep", {.blocks = training::Architecture::Blocks::residual, .width = 4, .group = 2}}};
  settings.training.steps = 48;
  settings.training.batch = 16;
  settings.quality = {.steps = 12, .accuracy = 0};
  settings.stability.steps = 3;
  return settings;
}

std::unique_ptr<Problem> make(const Settings& settings) {
  return NormalizationProblem::make(settings, {}).value();
}
Error refusal(const Settings& settings) { return NormalizationProblem::make(settings, {}).error(); }

Evaluation evaluate(const Problem& problem, const Graph& graph) {
  Candidate candidate;
  candidate.id = CandidateId{3};
  candidate.genome = layer::to_genome(graph);
  Evaluation evaluation;
  problem.evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
  EXPECT_EQ(evaluation.id, candidate.id);
  return evaluation;
}

std::uint64_t count(const Problem& problem, Verdict verdict) {
  return dynamic_cast<const NormalizationProblem&>(problem).count(verdict);
}

TEST(NormalizationProblem, EveryArchitectureIsAnObjective) {
  const auto problem = make(small());
  EXPECT_EQ(problem->evaluator().objectives(),
            (std::vector<std::string>{"plain_loss", "deep_loss"}));
  EXPECT_EQ(problem->descriptors(), (std::vector<std::string>{"plain_error", "deep_error"}));
  const Evaluation evaluation = evaluate(*problem, parsed("bn_relu"));
  ASSERT_EQ(evaluation.status, Status::ok) << evaluation.note;
  ASSERT_EQ(evaluation.objectives.size(), 2u);
  EXPECT_LT(evaluation.objectives[0], std::log(10));
  EXPECT_EQ(evaluation.work, 96u);
  EXPECT_EQ(problem->reference_point(), std::vector<double>(2, std::log(10.0)));
}

TEST(NormalizationProblem, AFunctionIsTrainedOnceHoweverItIsWritten) {
  const auto problem = make(small());
  const Evaluation one = evaluate(*problem, parsed("evonorm_s0"));
  const Evaluation same = evaluate(
      *problem,
      parsed("a = x + 0\nb = std_whg(a)\nreturn beta + gamma * (a * sigmoid(v1 * a) / b)"));
  EXPECT_EQ(count(*problem, Verdict::trained), 1u);
  EXPECT_EQ(count(*problem, Verdict::remembered), 1u);
  EXPECT_EQ(same.objectives, one.objectives);
}

TEST(NormalizationProblem, WhatIsDroppedSaysWhy) {
  const auto problem = make(small());
  EXPECT_EQ(evaluate(*problem, parsed("return x / 0")).note, "numerical: not finite on probes");
  EXPECT_EQ(count(*problem, Verdict::numerical), 1u);
  Settings strict = small();
  strict.quality.accuracy = 0.99;
  const Evaluation poor = evaluate(*make(strict), parsed("return max(x, 0) * gamma + beta"));
  EXPECT_EQ(poor.status, Status::invalid);
  EXPECT_EQ(poor.note.substr(0, 20), "quality: plain gets ");
  EXPECT_EQ(poor.work, 12u);
  Settings calm = small();
  calm.stability.limit = 1e-3;
  const auto strictest = make(calm);
  const Evaluation wild = evaluate(*strictest, parsed("bn_relu"));
  EXPECT_EQ(wild.note.substr(0, 41), "stability: plain can have a gradient of 0") << wild.note;
  EXPECT_EQ(count(*strictest, Verdict::stability), 1u);
}

TEST(NormalizationProblem, TheTallyCountsWhatBecameOfLayers) {
  const auto problem = make(small());
  const auto tally = problem->tally();
  EXPECT_TRUE(tally->shares().empty());
  for (const char* text : {"bn_relu", "bn_relu", "return x / 0"})
    tally->add(layer::to_genome(parsed(text)), evaluate(*problem, parsed(text)));
  Settings strict = small();
  strict.quality.accuracy = 0.99;
  tally->add(layer::to_genome(parsed("gn_relu")), evaluate(*make(strict), parsed("gn_relu")));
  EXPECT_EQ(tally->shares(), (std::vector<Share>{{"rejected_as_numerical", 0.25},
                                                 {"rejected_by_quality", 0.25},
                                                 {"rejected_by_stability", 0},
                                                 {"known_functions", 0.25},
                                                 {"trained_to_the_end", 0.25}}));
}

TEST(NormalizationTrial, AscentFindsLargerGradientsThanTrainingAndChangesNothing) {
  const Settings settings = small();
  const auto pictures = training::make_data(settings.pictures, "").value();
  Trial trial(pictures, settings.architectures[0].second, parsed("return max(x, 0) * gamma + beta"),
              settings.training);
  const double still = trial.largest_gradient({.steps = 0});
  const double grown = trial.largest_gradient({.steps = 8, .length = 0.1});
  EXPECT_GT(grown, 2 * still);
  EXPECT_EQ(trial.largest_gradient({.steps = 8, .length = 0.1}), grown);
  EXPECT_EQ(trial.steps(), 0u);
}

TEST(NormalizationTrial, PartsOfATrainingAreTheWhole) {
  const Settings settings = small();
  const auto pictures = training::make_data(settings.pictures, "").value();
  const auto begin = [&] {
    return Trial(pictures, settings.architectures[1].second, parsed("evonorm_b0"),
                 settings.training);
  };
  Trial whole = begin();
  EXPECT_TRUE(whole.train_until(48));
  Trial parts = begin();
  EXPECT_TRUE(parts.train_until(12));
  parts.score(training::Split::validation);
  parts.largest_gradient({.steps = 2});
  EXPECT_TRUE(parts.train_until(48));
  EXPECT_EQ(parts.score(training::Split::test).loss, whole.score(training::Split::test).loss);
}

TEST(NormalizationProblem, PopulationsBeginWithRandomLayersOrAKnownOne) {
  Settings settings = small();
  settings.track = Track::batch_independent;
  const auto problem = make(settings);
  Random random({.seed = 1});
  for (int i = 0; i < 50; ++i) {
    const Graph graph = layer::from_genome(problem->space().sample(random));
    EXPECT_FALSE(layer::analyze(graph).fault);
    EXPECT_FALSE(layer::analyze(graph).analysis.of_batch);
    EXPECT_EQ(graph.nodes.size(), 12u);
  }
  settings.start = "evonorm_s0";
  const auto bred = make(settings);
  const Genome first = bred->space().sample(random);
  EXPECT_EQ(bred->space().describe(first),
            "return x * sigmoid(x * v1) / std_whg(x) * gamma + beta");
  EXPECT_EQ(bred->space().complexity(first), 7u);
  EXPECT_NE(bred->space().vary({&first, 1}, random), first);
  EXPECT_NE(bred->space().print(first, 1).find("class Layer(torch.nn.Module)"), std::string::npos);
  EXPECT_EQ(parsed(bred->space().print(first, 2)), layer::from_genome(first));
}

TEST(NormalizationProblem, RefusesSettingsByName) {
  Settings settings = small();
  settings.start = "return max(x, 0";
  EXPECT_EQ(refusal(settings).message(),
            "start: line 1, column 16: expected \")\", not the end of the line");
  settings.start = "bn_rleu";
  EXPECT_EQ(refusal(settings).message(),
            "start: \"bn_rleu\" is no layer, no file and no text (did you mean 'bn_relu'?)");
  settings.start = "bn_relu";
  settings.track = Track::batch_independent;
  EXPECT_EQ(refusal(settings).message(),
            "start: takes moments over the batch (set track to batch_dependent)");
  settings = small();
  settings.primitives = {"tanhh"};
  EXPECT_EQ(refusal(settings).where, "primitives");
  settings = small();
  settings.pictures.data = training::Data::spirals;
  EXPECT_EQ(refusal(settings).where, "pictures.data");
  settings = small();
  settings.architectures[1].second.width = 3;
  EXPECT_EQ(refusal(settings).message(),
            "architectures.deep.width: is odd (take an even number of channels)");
  settings = small();
  settings.nodes = 2;
  settings.start = "bn_relu";
  EXPECT_EQ(refusal(settings).hint, "allow at least 8");
}

TEST(NormalizationProblem, AStartMayBeAFile) {
  const auto folder = std::filesystem::temp_directory_path();
  const auto path = folder / "cambrian_normalization_problem_test.txt";
  std::ofstream(path) << "s = std_wh(x)\nreturn x / s\n";
  Settings settings = small();
  settings.start = path.filename().string();
  EXPECT_TRUE(NormalizationProblem::make(settings, {.folder = folder.string()}));
  std::filesystem::remove(path);
}

TEST(HeldOutTrainings, ALayerIsJudgedInWiderNetworksByLossesOverThoseOfBatchNormAndReLU) {
  const auto problem = make(small());
  const auto& held_out = dynamic_cast<const HeldOut&>(*problem);
  EXPECT_EQ(held_out.held_out_tasks(), (std::vector<std::string>{"plain", "deep"}));
  const auto judge = [&](std::string_view text) {
    return held_out.judge_held_out(layer::to_genome(parsed(text)));
  };
  EXPECT_EQ(judge("bn_relu"), (std::vector<double>{0, 0}));
  for (const double ratio : judge("return max(x, 0) * v0")) EXPECT_GT(ratio, 0.1);  // learns little
}

TEST(HeldOutTrainings, OtherPicturesGiveOtherLosses) {
  Settings settings = small();
  const auto first = make(settings);
  settings.held_out.data_seed = 3;
  const auto second = make(settings);
  const Genome genome = layer::to_genome(parsed("gn_relu"));
  EXPECT_NE(dynamic_cast<const HeldOut&>(*first).judge_held_out(genome),
            dynamic_cast<const HeldOut&>(*second).judge_held_out(genome));
}

}  // namespace
}  // namespace cambrian::normalization
