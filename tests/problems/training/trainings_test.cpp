#include "problems/training/trainings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "engine/config/config.hpp"
#include "engine/core/archive.hpp"
#include "engine/space/hyperparameters.hpp"
#include "problems/training/make_task.hpp"
#include "problems/training/trainer.hpp"

namespace cambrian::training {
namespace {

using testing::HasSubstr;

std::shared_ptr<const Task> small_task() {
  TaskSettings settings;
  settings.rows = {100, 50, 50};
  settings.hidden = {8};
  return make_task(settings, ".").value();
}

constexpr Descent kNoisy{.rate = 0.05, .batch = 16, .noise = {.dropout = 0.2, .input = 0.1}};

TEST(Trainer, PartsOfATrainingGiveTheBitsOfTheWhole) {
  const auto task = small_task();
  auto whole = TrainingState::start(*task, 7);
  auto parts = whole;
  auto losses = train(*task, kNoisy, 5, whole);
  auto some = train(*task, kNoisy, 2, parts);
  parts = TrainingState::decode(parts.encode(), *task);
  const auto more = train(*task, kNoisy, 3, parts);
  some.insert(some.end(), more.begin(), more.end());
  EXPECT_EQ(some, losses);
  EXPECT_EQ(parts.encode(), whole.encode());
  EXPECT_LT(losses.back(), losses.front());
}

TEST(Trainer, AStateOfAnotherNetworkIsRefused) {
  const auto task = small_task();
  TaskSettings other;
  other.rows = {100, 50, 50};
  other.hidden = {9};
  const auto state = TrainingState::start(*make_task(other, ".").value(), 1).encode();
  EXPECT_THROW(TrainingState::decode(state, *task), DecodeError);
}

TEST(Trainer, EndsAfterTheEpochInWhichItDiverges) {
  const auto task = small_task();
  auto state = TrainingState::start(*task, 1);
  const auto losses = train(*task, {.rate = 1e6}, 50, state);
  EXPECT_LT(losses.size(), 10U);
}

Result<std::unique_ptr<Problem>> make(const std::string& settings,
                                      const ProblemKind& kind = mlp_kind()) {
  const auto draft = kind.draft();
  FieldList fields = draft->fields();
  const auto errors = read_json(fields, settings, "test");
  if (!errors.empty()) return errors.front();
  return draft->make({.seed = 3});
}

constexpr const char* kSmall =
    R"({"task": {"rows": {"train": 100, "validation": 50, "test": 50}, "hidden": [8]}})";

Evaluation evaluate(const Problem& problem, const std::string& settings, Bytes state,
                    std::uint64_t epochs) {
  Candidate candidate;
  candidate.genome = dynamic_cast<const Hyperparameters&>(problem.space()).parse(settings).value();
  candidate.budget.work = epochs;
  candidate.state = std::move(state);
  Evaluation evaluation;
  problem.evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
  return evaluation;
}

std::string with_rate(const std::string& rate) {
  return R"({"rate":)" + rate +
         R"(,"momentum":0.9,"weight_decay":1e-4,"batch":16,"dropout":0.0,"input_noise":0.0})";
}

TEST(Trainings, GoesOnFromTheStateThatItGave) {
  const auto problem = make(kSmall).value();
  const auto whole = evaluate(*problem, with_rate("0.03"), {}, 4);
  const auto half = evaluate(*problem, with_rate("0.03"), {}, 2);
  const auto rest = evaluate(*problem, with_rate("0.03"), half.state, 2);
  EXPECT_EQ(rest.objectives, whole.objectives);
  EXPECT_EQ(rest.descriptor, whole.descriptor);
  EXPECT_EQ(rest.state, whole.state);
  EXPECT_EQ(rest.work, 2U);
  EXPECT_EQ(whole.descriptor.size(), problem->descriptors().size());
  EXPECT_LT(whole.objectives.front(), 2.2);  // who knows nothing has ln 10 = 2.3
}

TEST(Trainings, ALanguageModelLearnsWithoutNoise) {
  const std::string small =
      R"({"task": {"windows": {"train": 100, "validation": 20, "test": 20}, "context": 8}})";
  const auto problem = make(small, language_model_kind()).value();
  const std::string settings = R"({"rate":0.1,"momentum":0.9,"weight_decay":1e-4,"batch":8})";
  const auto before = evaluate(*problem, settings, {}, 1);
  const auto after = evaluate(*problem, settings, before.state, 4);
  EXPECT_LT(after.objectives.front(), before.objectives.front() - 0.1);
  EXPECT_THAT(make(R"({"parameters": {"dropout": {"low": 0, "high": 0.5}}})", language_model_kind())
                  .error()
                  .message(),
              HasSubstr("parameters.dropout: the training has no such setting"));
}

TEST(Trainings, ATrainingThatDivergesIsInvalidAndLeavesNoState) {
  const std::string wide = R"({"task": {"rows": {"train": 100, "validation": 50, "test": 50}},
      "parameters": {"rate": {"low": 1, "high": 1e6}}})";
  const auto evaluation = evaluate(*make(wide).value(), with_rate("1e6"), {}, 20);
  EXPECT_EQ(evaluation.status, Status::invalid);
  EXPECT_THAT(evaluation.note, HasSubstr("diverged in epoch"));
  EXPECT_TRUE(evaluation.state.empty());
}

TEST(Trainings, AStateOfSomethingElseIsAFailure) {
  const auto evaluation = evaluate(*make(kSmall).value(), with_rate("0.1"), Bytes(40), 1);
  EXPECT_EQ(evaluation.status, Status::failed);
}

TEST(Trainings, ParametersMayBeNarrowedAndFixed) {
  const auto problem = make(R"({"parameters": {"rate": {"low": 0.1, "high": 0.2},
      "batch": {"type": "ordinal", "values": [50]}}})")
                           .value();
  Random random({.seed = 1});
  for (int i = 0; i < 20; ++i) {
    const std::string text = problem->space().describe(problem->space().sample(random));
    EXPECT_THAT(text, HasSubstr("\"rate\":0.1"));
    EXPECT_THAT(text, HasSubstr("\"batch\":50"));
    EXPECT_THAT(text, HasSubstr("\"momentum\":"));
  }
}

TEST(Trainings, WhatTheTrainingDoesNotAllowIsRefusedByName) {
  const auto error = [](const std::string& parameters) {
    return make(R"({"parameters": {)" + parameters + "}}").error().message();
  };
  EXPECT_THAT(error(R"("lr": {"low": 0.1, "high": 1})"),
              HasSubstr("parameters.lr: the training has no such setting"));
  EXPECT_THAT(error(R"("dropout": {"low": 0, "high": 1})"),
              HasSubstr("parameters.dropout: allows 1.0, which the training does not"));
  EXPECT_THAT(error(R"("batch": {"type": "ordinal", "values": [0, 8]})"), HasSubstr("allows 0"));
  EXPECT_THAT(error(R"("batch": {"type": "ordinal", "values": ["all"]})"),
              HasSubstr("allows \"all\""));
  EXPECT_THAT(error(R"("rate": {"low": 1, "high": 0.1})"), HasSubstr("parameters.rate"));
  EXPECT_THAT(error(R"("rate": {"low": 0.1, "high": 1, "length": 3})"), HasSubstr("is one value"));
}

TEST(Trainings, ATaskThatCannotBeMadeIsAnErrorOfItsSetting) {
  EXPECT_THAT(make(R"({"task": {"data": "table"}})").error().message(),
              HasSubstr("task.table: is missing"));
  EXPECT_THAT(make(R"({"task": {"table": "a.csv"}})").error().message(),
              HasSubstr("task.table: is given, but"));
}

}  // namespace
}  // namespace cambrian::training
