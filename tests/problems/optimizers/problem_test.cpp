#include "problems/optimizers/problem.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"
#include "operators/optimizer/print.hpp"
#include "problems/optimizers/simplify.hpp"

namespace cambrian::optimizers {
namespace {

using optimizer::Program;

Program parsed(std::string_view text) { return optimizer::parse(text).value(); }

Settings small() {
  Settings settings;
  settings.tasks = {{"logistic", {.kind = "logistic", .size = 5, .steps = 40}},
                    {"quadratic", {.kind = "quadratic", .size = 10, .steps = 60}}};
  settings.held_out = {{"valley", {.kind = "rosenbrock", .size = 6, .steps = 60}}};
  return settings;
}

std::unique_ptr<Problem> make(const Settings& settings) {
  return OptimizerProblem::make(settings, {}).value();
}

Error refusal(const Settings& settings) { return OptimizerProblem::make(settings, {}).error(); }

Evaluation evaluate(const Problem& problem, const Program& program) {
  Candidate candidate;
  candidate.id = CandidateId{3};
  candidate.genome = optimizer::to_genome(program);
  Evaluation evaluation;
  problem.evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
  return evaluation;
}

/// A central difference in each number against the gradient, on a task without noise.
void expect_exact_gradient(TaskSettings settings) {
  settings.noise = 0;
  const auto task = make_task(settings, "").value();
  std::size_t size = 0;
  for (const std::size_t tensor : task->tensors()) size += tensor;
  const auto training = task->begin(1);
  std::vector<float> w(size);
  std::vector<float> g(size);
  training->start(w);
  training->gradient(w, 0, g);
  for (std::size_t i = 0; i < size; ++i) {
    constexpr float kStep = 1e-2F;
    std::vector<float> left = w;
    std::vector<float> right = w;
    left[i] -= kStep;
    right[i] += kStep;
    // Losses are means over numbers, gradients are of the sum.
    const double slope = (training->loss(right) - training->loss(left)) /
                         static_cast<double>(right[i] - left[i]) * static_cast<double>(size);
    EXPECT_NEAR(g[i], slope, 2e-2 * (1 + std::abs(slope))) << settings.kind << " " << i;
  }
}

TEST(OptimizerTasks, GradientsAreThoseOfTheLoss) {
  expect_exact_gradient({.kind = "quadratic", .size = 7});
  expect_exact_gradient({.kind = "rosenbrock", .size = 6});
}

TEST(OptimizerTasks, KnownOptimizersTrainAllOfThem) {
  for (const std::string& kind : task_kinds()) {
    TaskSettings settings;
    settings.kind = kind;
    const auto task = make_task(settings, "").value();
    const Program still = parsed("update = g * 0");
    const double before = try_out(still, *task, {.steps = 1}).loss;
    const Program descent = parsed("m = interp(g, m, 0.9)\nupdate = 0.01 * lr * m");
    const TrialResult after = try_out(descent, *task, {.steps = 200});
    EXPECT_EQ(after.fault, "");
    EXPECT_LT(after.loss, 0.9 * before) << kind;
  }
}

TEST(OptimizerTasks, ATrialIsRepeatableAndHasItsOwnSeed) {
  const auto task = make_task({.kind = "logistic"}, "").value();
  const Program program = parsed(optimizer::kKnownOptimizers[0].text);
  const double loss = try_out(program, *task, {.seed = 5}).loss;
  EXPECT_EQ(try_out(program, *task, {.seed = 5}).loss, loss);
  EXPECT_NE(try_out(program, *task, {.seed = 6}).loss, loss);
}

TEST(OptimizerTasks, ADivergingTrialEndsEarly) {
  const auto task = make_task({.kind = "quadratic"}, "").value();
  const TrialResult result = try_out(parsed("update = g * -1"), *task, {.steps = 1000});
  EXPECT_EQ(result.fault.substr(0, 34), "weights are not finite after 64 st") << result.fault;
  const TrialResult slow = try_out(parsed("update = g * -0.01"), *task, {.steps = 100});
  EXPECT_EQ(slow.fault, "the loss has more than doubled after 25 steps");
}

TEST(OptimizerProblem, TheWarmStartScores0AndIsWhatPopulationsBeginWith) {
  const auto problem = make(small());
  Random random({.seed = 1});
  const Genome first = problem->space().sample(random);
  EXPECT_EQ(optimizer::from_genome(first), parsed(optimizer::kKnownOptimizers[0].text));
  EXPECT_EQ(problem->space().complexity(first), 9u);
  const Evaluation evaluation = evaluate(*problem, optimizer::from_genome(first));
  EXPECT_EQ(evaluation.status, Status::ok);
  EXPECT_EQ(evaluation.objectives, std::vector<double>{0});
  EXPECT_EQ(evaluation.work, 100u);
}

TEST(OptimizerProblem, AFasterRateIsBetterAndAnotherFormOfItIsRemembered) {
  const auto problem = make(small());
  const Evaluation one = evaluate(*problem, parsed("update = 0.1 * lr * g"));
  EXPECT_LT(one.objectives[0], -0.1);
  const auto& optimizers = dynamic_cast<const OptimizerProblem&>(*problem);
  EXPECT_EQ(optimizers.hits(), 0u);
  const Evaluation other = evaluate(*problem, parsed("x = tanh(w)\nupdate = (g * 0.1) * lr"));
  EXPECT_EQ(optimizers.hits(), 0u);  // rounded in another order
  EXPECT_NEAR(other.objectives[0], one.objectives[0], 1e-4);
  const Evaluation same = evaluate(*problem, parsed("x = tanh(w)\nupdate = (lr * 0.1) * g"));
  EXPECT_EQ(optimizers.hits(), 1u);
  EXPECT_EQ(same.objectives, one.objectives);
}

TEST(OptimizerProblem, LossesThatAreEnoughAreEqual) {
  Settings settings = small();
  for (auto& entry : settings.tasks) entry.second.enough = 1000;
  const auto problem = make(settings);
  for (const char* text : {"update = lr * (g * 0.001)", "update = lr * (g * 0.01)"})
    EXPECT_EQ(evaluate(*problem, parsed(text)).objectives[0], 0) << text;
}

TEST(OptimizerProblem, TheTallyCountsWhatIsNotTrained) {
  const auto problem = make(small());
  const auto tally = problem->tally();
  EXPECT_TRUE(tally->shares().empty());
  const auto tell = [&](std::string_view text) {
    tally->add(optimizer::to_genome(parsed(text)), evaluate(*problem, parsed(text)));
  };
  tell("update = g * 0.01");
  tell("x1 = square(g)\nupdate = g * 0.01");
  tell("update = g * -1");
  tell("update = 0.02 * g\nv = v * 2");
  Random random({.seed = 1});
  const Genome parent = problem->space().sample(random);
  for (int i = 0; i < 200; ++i) problem->space().vary({&parent, 1}, random);
  const std::vector<Share> shares = tally->shares();
  ASSERT_EQ(shares.size(), 5u);
  EXPECT_EQ(shares[0].name, "refused_by_types");
  EXPECT_GT(shares[0].value, 0.1);
  EXPECT_LT(shares[0].value, 0.7);
  EXPECT_EQ(shares[1].name, "refused_by_probes");
  EXPECT_LT(shares[1].value, 0.1);
  EXPECT_EQ(shares[2], (Share{"redundant_statements", 2.0 / 6}));
  EXPECT_EQ(shares[3], (Share{"known_functions", 0.25}));
  EXPECT_EQ(shares[4], (Share{"failed_in_training", 0.25}));
}

TEST(OptimizerProblem, AHopelessProgramIsNotTriedOnTheNextTask) {
  Settings settings = small();
  settings.hurdle = 0.01;
  settings.warm_start = "update = 0.1 * lr * g";
  const auto problem = make(settings);
  const Evaluation evaluation = evaluate(*problem, parsed("update = 0.0001 * lr * g"));
  EXPECT_EQ(evaluation.status, Status::ok);
  EXPECT_GT(evaluation.objectives[0], 0.01);
  EXPECT_EQ(evaluation.work, 40u);  // of 100
}

TEST(OptimizerProblem, WhatDivergesIsInvalidAndSaysWhere) {
  const auto problem = make(small());
  const Evaluation evaluation = evaluate(*problem, parsed("update = g * -1"));
  EXPECT_EQ(evaluation.status, Status::invalid);
  EXPECT_EQ(evaluation.note, "logistic: the loss has more than doubled after 10 steps");
  EXPECT_EQ(evaluate(*problem, parsed("update = arccosh(g)")).note, "updates are not finite");
}

TEST(OptimizerProblem, RefusesAWarmStartThatDoesNotParseOrFails) {
  Settings settings = small();
  settings.warm_start = "m = g * 0.1\nupdate = nrom(m)";
  EXPECT_EQ(refusal(settings).message(),
            "warm_start: line 2, column 10: \"nrom\" is not a function (did you mean 'norm'?)");
  settings.warm_start = "adam";
  EXPECT_EQ(refusal(settings).where, "warm_start");
  settings.warm_start = "update = g * -1";
  EXPECT_EQ(refusal(settings).where, "tasks.logistic");
  settings = small();
  settings.functions = {"tanhh"};
  EXPECT_EQ(refusal(settings).message(),
            "functions: \"tanhh\" is not a function (did you mean 'tanh'?)");
  settings.functions = {"add", "mul"};
  EXPECT_EQ(refusal(settings).message(),
            "functions: the warm start calls \"square\", which is not among them (add it, or begin "
            "with another program)");
  settings = small();
  settings.max_statements = 5;
  EXPECT_EQ(refusal(settings).hint, "allow at least 9");
}

TEST(OptimizerProblem, AWarmStartMayBeAFile) {
  const auto folder = std::filesystem::temp_directory_path();
  const auto path = folder / "cambrian_optimizer_problem_test.txt";
  std::ofstream(path) << "update = 0.1 * lr * g\n";
  Settings settings = small();
  settings.warm_start = path.filename().string();
  EXPECT_TRUE(OptimizerProblem::make(settings, {.folder = folder.string()}));
  std::filesystem::remove(path);
}

TEST(OptimizerSimplify, RemovesWhatDoesNotHelpAndKeepsWhatDoes) {
  const auto task = make_task({.kind = "quadratic"}, "").value();
  const Judge judge = [&](const Program& program) {
    const TrialResult result = try_out(program, *task, {.steps = 100});
    return result.fault.empty() ? result.loss : INFINITY;
  };
  const Program program = parsed(
      "m = interp(g, m, 0.9)\n"
      "x = abs(m)\n"
      "y = x * 1\n"
      "z = max(y, -1)\n"  // never otherwise
      "s = sign(m) * z\n"
      "update = s * 0.1\n");
  const Program simple = simplify(program, judge);
  EXPECT_LT(simple.statements.size(), 6u);
  EXPECT_LE(judge(simple), judge(program));
}

TEST(OptimizerProblem, PrintsWinnersSimplifiedInThreeLanguages) {
  const auto problem = make(small());
  const auto& space = problem->space();
  const Genome genome =
      optimizer::to_genome(parsed("x = g * 1\ny = x * 1\nz = cosh(m)\nupdate = y * 0.05"));
  EXPECT_EQ(space.describe(genome), "x1 = g * 1; x2 = x1 * 1; update = x2 * 0.05");
  const std::string text = space.print(genome, 0);
  EXPECT_NE(text.find("# held-out tasks: loss at the best lr, and that of the warm start\n#   valley"),
            std::string::npos);
  EXPECT_NE(text.find("\n  update = g * 0.05\n"), std::string::npos) << text;
  EXPECT_NE(space.print(genome, 1).find("class Optimizer(torch.optim.Optimizer)"),
            std::string::npos);
  const std::string cpp = space.print(genome, 2);
  EXPECT_NE(cpp.find("update[i] = g[i] * float(0.05);"), std::string::npos) << cpp;
}

const HeldOut& held_out(const Problem& problem) { return dynamic_cast<const HeldOut&>(problem); }

TEST(HeldOutTasks, AProgramIsJudgedByLossesOverThoseOfTheWarmStart) {
  Settings settings = small();
  settings.warm_start = "update = 0.001 * g";
  const auto problem = make(settings);
  ASSERT_EQ(held_out(*problem).held_out_tasks(), std::vector<std::string>{"valley"});
  const auto ratio = [&](std::string_view text) {
    return held_out(*problem).judge_held_out(optimizer::to_genome(parsed(text))).at(0);
  };
  EXPECT_EQ(ratio("update = 0.001 * g"), 0);
  EXPECT_LT(ratio("update = 0.002 * g"), -0.01);
  EXPECT_GT(ratio("update = 0.0001 * g"), 0.01);
  EXPECT_TRUE(std::isinf(ratio("update = exp(100 * g)")));
}

TEST(HeldOutTasks, EachIsTrainedAtTheBestOfItsRates) {
  Settings settings = small();
  settings.warm_start = "update = 0.001 * g";
  const auto judge = [&](std::vector<double> rates) {
    settings.held_out_rates = std::move(rates);
    const Genome genome = optimizer::to_genome(parsed("update = lr * 0.008 * g"));
    return held_out(*make(settings)).judge_held_out(genome).at(0);
  };
  EXPECT_NE(judge({1}), judge({0.25}));
  EXPECT_EQ(judge({1, 0.25}), std::min(judge({1}), judge({0.25})));
}

}  // namespace
}  // namespace cambrian::optimizers
