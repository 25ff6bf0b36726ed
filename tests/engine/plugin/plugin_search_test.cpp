#include "engine/plugin/plugin_search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/plugin/loader.hpp"
#include "engine/plugin/plugin_fault.hpp"

namespace cambrian {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

PluginKinds library(const std::string& name) {
  auto kinds = load_plugin(std::string(CAMBRIAN_TEST_PLUGINS) + "/plugin_" + name + ".so");
  EXPECT_TRUE(kinds.ok()) << kinds.error().message();
  return *kinds;
}

template <class Kind>
auto draft_of(const Kind& kind, const std::vector<std::string>& assignments) {
  auto draft = kind.draft();
  for (const std::string& assignment : assignments) {
    const auto set = set_assignment(draft->fields(), assignment);
    EXPECT_TRUE(set.ok()) << set.error().message();
  }
  return draft;
}

std::unique_ptr<Problem> problem_of(const std::string& name,
                                    const std::vector<std::string>& assignments = {}) {
  return std::move(*draft_of(library(name).problems.at(0), assignments)->make({}));
}

class Searching : public ::testing::Test {
 protected:
  Result<std::unique_ptr<Algorithm>> climb(const std::vector<std::string>& assignments = {},
                                           std::uint64_t seed = 1, std::size_t objectives = 1) {
    return draft_of(library("searching").algorithms.at(0), assignments)
        ->make({.space = problem_->space(), .objectives = objectives, .seed = seed});
  }

  Evaluation evaluated(const Candidate& candidate) const {
    Evaluation evaluation;
    problem_->evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
    return evaluation;
  }
  /// What the plugin does wrong, in words.
  std::string fault(const std::string& wrong) {
    const auto algorithm = std::move(*climb({"wrong=" + wrong}));
    try {
      for (const Candidate& candidate : algorithm->ask(1)) algorithm->tell(evaluated(candidate));
    } catch (const PluginFault& what) {
      return what.what();
    }
    return "none";
  }

  std::unique_ptr<Problem> problem_ = problem_of("one_max");
};

TEST_F(Searching, ItsKindsHaveNamesOriginsAndParameters) {
  const PluginKinds kinds = library("searching");
  EXPECT_TRUE(kinds.problems.empty());
  EXPECT_EQ(kinds.algorithms.at(0).name, "climb");
  EXPECT_THAT(kinds.algorithms.at(0).origin, HasSubstr("plugin_searching.so"));
  EXPECT_FALSE(kinds.algorithms.at(0).selects);
  EXPECT_EQ(kinds.selectors.at(0).name, "choosy");
  EXPECT_NE(kinds.algorithms.at(0).draft()->fields().find("budget"), nullptr);
}

TEST_F(Searching, ClimbsByAskAndTell) {
  const auto algorithm = std::move(*climb());
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 2000; ++i) {
    const Candidate candidate = algorithm->ask(1).at(0);
    const Evaluation evaluation = evaluated(candidate);
    best = std::min(best, evaluation.objectives.at(0));
    algorithm->tell(evaluation);
  }
  EXPECT_LE(best, 5);
}

TEST_F(Searching, CandidatesDependOnSeedAndCallsAlone) {
  const auto genomes = [&](std::uint64_t seed, std::size_t room) {
    const auto algorithm = std::move(*climb({}, seed));
    std::vector<Genome> all;
    while (all.size() < 6) {
      for (const Candidate& candidate : algorithm->ask(room)) all.push_back(candidate.genome);
    }
    return all;
  };
  EXPECT_EQ(genomes(1, 1), genomes(1, 3));
  EXPECT_NE(genomes(1, 1), genomes(2, 1));
}

TEST_F(Searching, AMutantRemembersItsParentAndTheBudget) {
  const auto algorithm = std::move(*climb({"budget=7"}));
  const Candidate first = algorithm->ask(1).at(0);
  EXPECT_TRUE(first.parents.empty());
  EXPECT_EQ(first.budget.work, 7u);
  algorithm->tell(evaluated(first));
  EXPECT_THAT(algorithm->ask(1).at(0).parents, ElementsAre(CandidateId{0}));
}

TEST_F(Searching, UnusableEvaluationsAreToldAsSuch) {
  const auto algorithm = std::move(*climb());
  Evaluation evaluation = evaluated(algorithm->ask(1).at(0));
  evaluation.objectives = {std::numeric_limits<double>::quiet_NaN()};
  algorithm->tell(evaluation);
  EXPECT_TRUE(algorithm->ask(1).at(0).parents.empty());  // still none to breed from
}

TEST_F(Searching, WhatAnAlgorithmDoesWrongIsNamed) {
  EXPECT_THAT(fault("ask"), HasSubstr("plugin_searching.so: ask of 'climb' failed: bad luck"));
  EXPECT_THAT(fault("tell"), HasSubstr("tell of 'climb' failed: threw something"));
  EXPECT_THAT(fault("descent"), HasSubstr("descends from one that was not asked for"));
  EXPECT_THAT(fault("nothing to ask"), HasSubstr("gave no candidate although none was evaluated"));
  EXPECT_EQ(fault("nothing"), "none");
  EXPECT_EQ(climb({"wrong=create"}).error().what, "climb: no luck");
  EXPECT_THAT(climb({}, 1, 2).error().what, HasSubstr("one objective only"));
}

TEST_F(Searching, WhatTheSpaceThrowsPassesThroughTheAlgorithm) {
  problem_ = problem_of("throwing", {"where=sample"});
  const auto algorithm = std::move(*climb());
  try {
    algorithm->ask(1);
    FAIL();
  } catch (const PluginFault& what) {
    EXPECT_THAT(what.what(),
                HasSubstr("plugin_throwing.so: sample of 'throwing' failed: bad luck"));
  }
}

TEST_F(Searching, ATellOfAStrangerIsRefused) {
  Evaluation evaluation;
  evaluation.id = CandidateId{5};
  EXPECT_THROW((*climb())->tell(evaluation), std::logic_error);
}

TEST(PluginSelectors, ChooseByAllThatIsKnownOfMembers) {
  const SelectionTable table = {.objective_count = 2,
                                .objectives = {0, 9, 5, 1, 6, 1, 7, 1},
                                .born = {1, 9, 8, 7},
                                .complexities = {1, 2, 2, 3}};
  const auto selector = std::move(*library("searching").selectors.at(0).draft()->make());
  Random random({.seed = 1});
  EXPECT_EQ(selector->select(table, random), 2u);
}

TEST(PluginSelectors, WhatTheyDoWrongIsNamed) {
  const SelectionTable table = {.objectives = {1}, .born = {0}, .complexities = {0}};
  const auto fault = [&](const std::string& wrong) -> std::string {
    const auto selector =
        draft_of(library("searching").selectors.at(0), {"wrong=" + wrong})->make();
    if (!selector) return selector.error().what;
    Random random({.seed = 1});
    try {
      (*selector)->select(table, random);
    } catch (const PluginFault& what) {
      return what.what();
    }
    return "none";
  };
  EXPECT_THAT(fault("select"), HasSubstr("select of 'choosy' failed: bad luck"));
  EXPECT_THAT(fault("range"), HasSubstr("it chose member 1 of 0 to 0"));
  EXPECT_EQ(fault("create"), "choosy: no luck");
  EXPECT_EQ(fault("nothing"), "none");
}

TEST(PluginSelectors, ChooseTheParentsOfTheAlgorithmsThatTakeOne) {
  const auto problem = problem_of("one_max");
  const std::shared_ptr<const Selector> choosy =
      std::move(*library("searching").selectors.at(0).draft()->make());
  std::vector<std::string> taking;
  for (const AlgorithmKind& kind : built_in_algorithms()) {
    if (!kind.selects) continue;
    taking.push_back(kind.name);
    const auto draft = draft_of(kind, {"population=10", "crossover=0"});
    const auto algorithm = std::move(
        *draft->make({.space = problem->space(), .objectives = 1, .seed = 1, .selector = choosy}));
    // Equal values: the smallest are all, so the oldest is the parent. A space without sizes.
    Evaluation evaluation;
    for (int i = 0; i < 10; ++i) {
      evaluation.id = algorithm->ask(1).at(0).id;
      evaluation.objectives = {3};
      algorithm->tell(evaluation);
    }
    EXPECT_THAT(algorithm->ask(1).at(0).parents, ElementsAre(CandidateId{0})) << kind.name;
  }
  EXPECT_THAT(taking, ElementsAre("regularized_evolution", "genetic_algorithm", "nsga2"));
}

TEST(PluginSelectors, CannotTellWhoIsTheWorstOfASample) {
  const auto problem = problem_of("one_max");
  const auto draft = draft_of(built_in_algorithms().at(0), {"removal=worst_of_sample"});
  const auto made =
      draft->make({.space = problem->space(),
                   .selector = std::move(*library("searching").selectors.at(0).draft()->make())});
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().where, "removal");
}

TEST(PluginKindsOfTables, AnOlderPluginWithSpacesOnlyIsFine) {
  const PluginKinds kinds = library("older_plugin");
  EXPECT_EQ(kinds.problems.size(), 1u);
  EXPECT_TRUE(kinds.algorithms.empty());
}

TEST(PluginKindsOfTables, ACutTableOfAnAlgorithmOrSelectorIsRefused) {
  const auto refusal = [](const CambrianPlugin& plugin) {
    const auto kinds = plugin_kinds(&plugin, "x.so");
    return kinds.ok() ? "" : kinds.error().what;
  };
  CambrianAlgorithm algorithm{};
  algorithm.size = offsetof(CambrianAlgorithm, tell);
  const CambrianAlgorithm* algorithms[] = {&algorithm};
  CambrianSelector selector{};
  selector.size = sizeof selector;
  const CambrianSelector* selectors[] = {&selector};
  CambrianPlugin plugin{};
  plugin.abi = CAMBRIAN_ABI_VERSION;
  plugin.size = sizeof plugin;
  EXPECT_THAT(refusal(plugin), HasSubstr("nothing in the plugin"));
  plugin.algorithms = algorithms;
  plugin.algorithm_count = 1;
  EXPECT_THAT(refusal(plugin), HasSubstr("the table of its algorithm is cut short"));
  algorithm.size = sizeof algorithm;
  algorithm.name = "Climb";
  EXPECT_THAT(refusal(plugin), HasSubstr("no name of lower_case"));
  algorithm.name = "climb";
  EXPECT_THAT(refusal(plugin), HasSubstr("'climb' lacks a function"));
  plugin.algorithm_count = 0;
  plugin.selectors = selectors;
  plugin.selector_count = 1;
  selector.name = "choosy";
  EXPECT_THAT(refusal(plugin), HasSubstr("'choosy' lacks a function"));
}

}  // namespace
}  // namespace cambrian
