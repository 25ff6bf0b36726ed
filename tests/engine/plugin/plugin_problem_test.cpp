#include "engine/plugin/plugin_problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/plugin/loader.hpp"

namespace cambrian {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A space of a test plugin, its parameters set by assignments.
std::unique_ptr<ProblemDraft> draft_of(const std::string& library, const std::string& space) {
  auto kinds = load_plugin(std::string(CAMBRIAN_TEST_PLUGINS) + "/plugin_" + library + ".so");
  EXPECT_TRUE(kinds.ok()) << kinds.error().message();
  for (const ProblemKind& kind : kinds->problems) {
    if (kind.name == space) return kind.draft();
  }
  ADD_FAILURE() << "no space " << space;
  return nullptr;
}

std::unique_ptr<Problem> problem_of(const std::string& library, const std::string& space,
                                    const std::vector<std::string>& assignments = {},
                                    const ProblemPlace& place = {}) {
  const auto draft = draft_of(library, space);
  for (const std::string& assignment : assignments) {
    const Result<void> set = set_assignment(draft->fields(), assignment);
    EXPECT_TRUE(set.ok()) << set.error().message();
  }
  auto problem = draft->make(place);
  EXPECT_TRUE(problem.ok()) << problem.error().message();
  return std::move(*problem);
}

std::vector<std::string> operators_of(const Problem& problem) {
  std::vector<std::string> names;
  for (const Operator& one : problem.space().operators()) names.push_back(one.name);
  return names;
}

Evaluation evaluate(const Problem& problem, Candidate candidate) {
  Evaluation evaluation;
  problem.evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
  EXPECT_EQ(evaluation.id, candidate.id);
  return evaluation;
}
Evaluation evaluate(const Problem& problem, const Genome& genome) {
  Candidate candidate;
  candidate.id = CandidateId{3};
  candidate.genome = genome;
  return evaluate(problem, candidate);
}

TEST(PluginProblem, DrawsTheSameNumbersAsTheEngineAndGivesTheStreamBack) {
  const auto problem = problem_of("one_max", "plugin_one_max", {"length=70"});
  Random lent({.seed = 5, .purpose = Purpose::init});
  Random own({.seed = 5, .purpose = Purpose::init});
  lent.bits32();
  own.bits32();
  const Genome genome = problem->space().sample(lent);
  ASSERT_EQ(genome.bytes.size(), 70u);
  for (std::byte bit : genome.bytes) EXPECT_EQ(std::to_integer<std::uint32_t>(bit), own.below(2));
  EXPECT_EQ(lent.bits64(), own.bits64());
}

TEST(PluginProblem, APluginInCDrawsTheSameNumbers) {
  const auto problem = problem_of("plain_c", "knapsack");
  Random lent({.seed = 5, .purpose = Purpose::init});
  Random own({.seed = 5, .purpose = Purpose::init});
  for (int i = 0; i < 9; ++i) {
    const Genome genome = problem->space().sample(lent);
    EXPECT_EQ(std::to_integer<std::uint32_t>(genome.bytes.at(0)), own.below(256));
  }
}

TEST(PluginProblem, CrossesTwoParentsAndThenMutates) {
  const auto problem = problem_of("one_max", "plugin_one_max", {"length=50"});
  const std::vector<Genome> parents = {Genome::of(Bytes(50, std::byte{0})),
                                       Genome::of(Bytes(50, std::byte{1}))};
  Random random({.seed = 1, .purpose = Purpose::vary});
  EXPECT_EQ(problem->space().describe(problem->space().vary({&parents[0], 1}, random)).find("11"),
            std::string::npos);
  const std::string child = problem->space().describe(problem->space().vary(parents, random));
  EXPECT_THAT(child, HasSubstr("11"));
  EXPECT_THAT(child, HasSubstr("00"));
}

TEST(PluginProblem, EvaluatesWithTheStreamOfTheCandidate) {
  const auto problem = problem_of("one_max", "plugin_one_max", {"noise=1"}, {.seed = 8});
  Random own({.seed = 8, .step = 3, .purpose = Purpose::evaluate});
  const Evaluation evaluation = evaluate(*problem, Genome::of(Bytes(100, std::byte{1})));
  EXPECT_EQ(evaluation.status, Status::ok);
  EXPECT_EQ(evaluation.objectives, std::vector<double>{own.normal()});
  EXPECT_FALSE(problem->repeatable());
  EXPECT_TRUE(problem_of("one_max", "plugin_one_max")->repeatable());
}

TEST(PluginProblem, KnowsItsOptimum) {
  EXPECT_EQ(problem_of("one_max", "plugin_one_max")->optimum(), 0);
  // What its author does not name is named after the methods that there are.
  EXPECT_THAT(operators_of(*problem_of("one_max", "plugin_one_max")),
              ElementsAre("mutate", "crossover"));
  EXPECT_EQ(problem_of("everything", "plane")->optimum(), std::nullopt);
}

TEST(PluginProblem, DescribesEveryKindOfParameter) {
  const auto draft = draft_of("everything", "plane");
  FieldList fields = draft->fields();
  EXPECT_EQ(write_json(fields),
            R"({
  "mirrored": false,
  "steps": 3,
  "offset": -5,
  "title": "plain",
  "words": [
    "a",
    "b"
  ],
  "weights": [
    1.0,
    2.0
  ],
  "sizes": [
    4
  ],
  "costs": {
    "x": 1.0
  },
  "limit": null,
  "remark": "none yet",
  "landscape": {
    "shape": "steep",
    "slope": 2.0
  }
}
)");
  EXPECT_EQ(expected(*fields.find("title")), "one of plain, fancy");
  EXPECT_EQ(expected(*fields.find("weights")), "a list, each a number from 0 to 9");
  EXPECT_EQ(expected(*fields.find("sizes")), "a list, each a whole number from 0 to 65535");
  EXPECT_EQ(expected(*fields.find("landscape.slope")), "a number above 0 and at most 10");
  EXPECT_EQ(fields.groups().at(0).help, "What it looks like");
}

TEST(PluginProblem, HandsOverEveryKindOfParameter) {
  const auto plane = [](const std::vector<std::string>& assignments) {
    const auto problem = problem_of("everything", "plane", assignments, {.folder = "here"});
    Random random({.seed = 1, .purpose = Purpose::init});
    return problem->space().describe(problem->space().sample(random));
  };
  EXPECT_EQ(plane({}), "plain here a b 1 2 4 x1 free none yet steep 2 n3-5 right");
  EXPECT_EQ(plane({"title=fancy", "words=c", "weights=3,4", "sizes=7,8", "costs=y=2,z=3",
                   "limit=1.5", "remark=none", "landscape.shape=flat", "landscape.slope=9",
                   "mirrored=true", "steps=6", "offset=-7"}),
            "fancy here c 3 4 7 8 y2 z3 limited flat 9 m6-7 right");
}

TEST(PluginProblem, DefaultsStayWhatTheyWereWhenValuesAreSet) {
  const auto draft = draft_of("everything", "plane");
  ASSERT_TRUE(set_assignment(draft->fields(), "steps=9").ok());
  const FieldList fields = draft->fields();
  EXPECT_EQ(value_text(*fields.find("steps")), "9");
  EXPECT_EQ(fields.find("steps")->default_text, "3");
}

TEST(PluginProblem, WhatTheConstructorThrowsIsTheError) {
  const auto draft = draft_of("everything", "plane");
  ASSERT_TRUE(set_assignment(draft->fields(), "weights=1").ok());
  const auto problem = draft->make({});
  ASSERT_FALSE(problem.ok());
  EXPECT_EQ(problem.error().message(), "plane: weights must be two numbers");
}

TEST(PluginProblem, SeveralObjectivesABehaviourAndForms) {
  const auto problem = problem_of("everything", "plane");
  EXPECT_THAT(problem->evaluator().objectives(), ElementsAre("distance", "height"));
  EXPECT_THAT(problem->reference_point(), ElementsAre(20, 10));
  const double numbers[] = {3, 4};
  const auto bytes = std::as_bytes(std::span(numbers));
  const Genome genome = Genome::of(Bytes(bytes.begin(), bytes.end()));
  const Evaluation evaluation = evaluate(*problem, genome);
  EXPECT_THAT(evaluation.objectives, ElementsAre(5, 4));
  EXPECT_THAT(evaluation.descriptor, ElementsAre(3));
  EXPECT_EQ(problem->space().complexity(genome), 2u);
  EXPECT_THAT(problem->space().formats(), ElementsAre("json", "csv"));
  EXPECT_THAT(operators_of(*problem), ElementsAre("shift", "repair"));
  Random random({.seed = 2});
  const Genome one = problem->space().sample(random);
  const Genome other = problem->space().sample(random);
  ASSERT_TRUE(problem->space().has_distance());
  EXPECT_EQ(problem->space().distance(one, one), 0);
  EXPECT_GT(problem->space().distance(one, other), 0);
  EXPECT_EQ(problem->space().distance(one, other), problem->space().distance(other, one));
  EXPECT_EQ(problem->space().print(genome, 0), "[3, 4]");
  EXPECT_EQ(problem->space().print(genome, 1), "3,4");
}

TEST(PluginProblem, EveryNewGenomeIsImprovedAndRepaired) {
  const auto problem = problem_of("everything", "plane");
  Random random({.seed = 1, .purpose = Purpose::init});
  for (int i = 0; i < 20; ++i) {
    const Genome genome = problem->space().sample(random);
    double numbers[2];
    ASSERT_EQ(genome.bytes.size(), sizeof numbers);
    std::memcpy(numbers, genome.bytes.data(), sizeof numbers);
    EXPECT_GE(numbers[0], 0);
    EXPECT_EQ(numbers[1], std::round(numbers[1]));
  }
}

TEST(PluginProblem, TrainsOnFromAState) {
  const auto problem = problem_of("everything", "trainer");
  const double rate = 0;
  const auto bytes = std::as_bytes(std::span(&rate, 1));
  Candidate candidate;
  candidate.genome = Genome::of(Bytes(bytes.begin(), bytes.end()));
  candidate.budget.work = 3;
  const Evaluation first = evaluate(*problem, candidate);
  EXPECT_THAT(first.objectives, ElementsAre(0.125));
  EXPECT_EQ(first.work, 3u);
  candidate.state = first.state;
  const Evaluation second = evaluate(*problem, candidate);
  EXPECT_THAT(second.objectives, ElementsAre(0.015625));
  EXPECT_THAT(second.descriptor, ElementsAre(6));
}

TEST(PluginProblem, AStateOfAWrongSizeIsAFailedEvaluation) {
  const auto problem = problem_of("everything", "trainer");
  Candidate candidate;
  candidate.genome = Genome::of(Bytes(8));
  candidate.state = Bytes(5);
  EXPECT_EQ(evaluate(*problem, candidate).note, "bytes of a wrong size");
}

TEST(PluginProblem, GenomesMayTurnThemselvesIntoBytes) {
  const auto problem = problem_of("everything", "words");
  Random random({.seed = 1, .purpose = Purpose::vary});
  const Genome parent = problem->space().sample(random);
  const Genome child = problem->space().vary({&parent, 1}, random);
  EXPECT_EQ(child.bytes.size(), parent.bytes.size() + 1);
  EXPECT_THAT(problem->space().describe(child), HasSubstr("y|"));
}

TEST(PluginProblem, WhatAnEvaluationThrowsIsItsNote) {
  const auto problem = problem_of("throwing", "throwing", {"where=evaluate"});
  const Evaluation evaluation = evaluate(*problem, Genome::of(Bytes(1)));
  EXPECT_EQ(evaluation.status, Status::failed);
  EXPECT_EQ(evaluation.note, "bad luck in evaluate");
  EXPECT_EQ(evaluate(*problem_of("throwing", "throwing", {"where=odd"}), Genome::of({})).note,
            "threw something that is no std::exception");
}

TEST(PluginProblem, NotANumberIsInvalid) {
  const auto problem = problem_of("throwing", "throwing", {"where=nan"});
  EXPECT_EQ(evaluate(*problem, Genome::of(Bytes(1))).status, Status::invalid);
}

TEST(PluginProblem, WhatOtherFunctionsThrowIsAnExceptionThatNamesThePlugin) {
  Random random({.seed = 1});
  const auto message = [&](const auto& call) {
    try {
      call();
    } catch (const std::exception& fault) {
      return std::string(fault.what());
    }
    return std::string("nothing");
  };
  EXPECT_THAT(message([&] {
                problem_of("throwing", "throwing", {"where=sample"})->space().sample(random);
              }),
              HasSubstr("plugin_throwing.so: sample of 'throwing' failed: bad luck in sample"));
  EXPECT_THAT(
      message([&] {
        const Genome parent = Genome::of({});
        problem_of("throwing", "throwing", {"where=mutate"})->space().vary({&parent, 1}, random);
      }),
      HasSubstr("vary of 'throwing' failed: bad luck in mutate"));
}

}  // namespace
}  // namespace cambrian
