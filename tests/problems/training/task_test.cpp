#include "problems/training/task.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <vector>

#include "problems/training/make_task.hpp"

namespace cambrian::training {
namespace {

using testing::HasSubstr;

std::shared_ptr<const Task> task_of(Data data, std::vector<std::int64_t> hidden = {12, 7}) {
  TaskSettings settings;
  settings.data = data;
  settings.rows = {120, 60, 60};
  settings.hidden = std::move(hidden);
  return make_task(settings, ".").value();
}

constexpr Data kGenerated[] = {Data::digits, Data::clusters, Data::spirals, Data::teacher,
                               Data::friedman};

std::vector<float> start(const Task& task, std::uint64_t seed = 1) {
  std::vector<float> weights(task.parameters());
  task.initialise(seed, weights);
  return weights;
}

TEST(Task, TensorsCoverAllParametersInOrder) {
  for (const Data data : kGenerated) {
    const auto task = task_of(data);
    std::size_t next = 0;
    for (const Segment& tensor : task->tensors()) {
      EXPECT_EQ(tensor.begin, next);
      next += tensor.size();
    }
    EXPECT_EQ(next, task->parameters());
    EXPECT_EQ(task->tensors().size(), 6U);
  }
}

// By one parameter, by central differences: so short that hardly a unit passes its kink.
double measured_slope(const Task& task, std::vector<float> weights, const Batch& batch,
                      std::size_t parameter) {
  constexpr float kStep = 3e-4F;
  WorkSpace space;
  std::vector<float> ignored(weights.size());
  const float middle = weights[parameter];
  weights[parameter] = middle + kStep;
  const double above = task.loss_and_gradient(weights, batch, ignored, space);
  weights[parameter] = middle - kStep;
  const double below = task.loss_and_gradient(weights, batch, ignored, space);
  return (above - below) / (2 * static_cast<double>(kStep));
}

TEST(Task, GradientsAgreeWithFiniteDifferencesInEveryTensor) {
  Random random({.seed = 5});
  for (const Data data : kGenerated) {
    const auto task = task_of(data);
    auto weights = start(*task);
    // No unit is at its kink exactly, as one is whose inputs are all 0 while its bias is 0.
    for (float& weight : weights) weight += 0.1F * static_cast<float>(random.normal());
    for (const Noise noise : {Noise{}, Noise{.dropout = 0.3, .input = 0.2}}) {
      const Batch batch{.seed = 4, .step = 5, .rows = 50, .noise = noise};
      WorkSpace space;
      std::vector<float> gradient(weights.size());
      task->loss_and_gradient(weights, batch, gradient, space);
      for (const Segment& tensor : task->tensors()) {
        for (std::size_t i = 0; i < tensor.size(); i += 1 + tensor.size() / 9) {
          const double slope = gradient[tensor.begin + i];
          EXPECT_NEAR(measured_slope(*task, weights, batch, tensor.begin + i), slope,
                      0.01 * std::abs(slope) + 0.001)
              << tensor.name << " of data " << static_cast<int>(data);
        }
      }
    }
  }
}

TEST(Task, AStepDependsOnItsArgumentsAlone) {
  const auto task = task_of(Data::digits);
  const auto weights = start(*task);
  WorkSpace used;
  std::vector<float> first(weights.size());
  std::vector<float> again(weights.size());
  const Batch batch{.seed = 3, .step = 11, .rows = 32, .noise = {.dropout = 0.1, .input = 0.1}};
  for (std::uint64_t step = 0; step < 5; ++step)
    task->loss_and_gradient(weights, {.seed = 4, .step = step, .rows = 17}, first, used);
  const double loss = task->loss_and_gradient(weights, batch, first, used);
  WorkSpace fresh;
  EXPECT_EQ(task->loss_and_gradient(weights, batch, again, fresh), loss);
  EXPECT_EQ(first, again);
  EXPECT_NE(task->loss_and_gradient(weights, {.seed = 4, .step = 11}, again, fresh), loss);
}

TEST(Task, AnEpochTakesEveryRowOnce) {
  // The mean loss of an epoch's batches is that of the whole part, since weights do not change.
  const auto task = task_of(Data::clusters);
  const auto weights = start(*task);
  WorkSpace space;
  std::vector<float> gradient(weights.size());
  double sum = 0;
  for (std::uint64_t step = 4; step < 8; ++step)
    sum += task->loss_and_gradient(weights, {.seed = 9, .step = step, .rows = 30}, gradient, space);
  EXPECT_NEAR(sum / 4, task->evaluate(weights, Split::train, space).loss, 1e-5);
}

TEST(Task, PlainGradientStepsLearnEveryGeneratedSet) {
  for (const Data data : kGenerated) {
    TaskSettings settings;
    settings.data = data;
    settings.rows = {600, 300, 300};
    settings.hidden = {32, 32};
    const auto task = make_task(settings, ".").value();
    auto weights = start(*task);
    std::vector<float> gradient(weights.size());
    WorkSpace space;
    const Score before = task->evaluate(weights, Split::test, space);
    for (std::uint64_t step = 0; step < 800; ++step) {
      task->loss_and_gradient(weights, {.seed = 1, .step = step, .rows = 50}, gradient, space);
      for (std::size_t i = 0; i < weights.size(); ++i) weights[i] -= 0.1F * gradient[i];
    }
    const Score after = task->evaluate(weights, Split::test, space);
    EXPECT_LT(after.error, 0.6 * before.error) << static_cast<int>(data);
  }
}

TEST(Task, BrokenWeightsGiveALossThatIsNoNumber) {
  const auto task = task_of(Data::digits);
  auto weights = start(*task);
  weights[3] = NAN;
  std::vector<float> gradient(weights.size());
  WorkSpace space;
  EXPECT_TRUE(std::isnan(task->loss_and_gradient(weights, {}, gradient, space)));
}

class Table : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::path(testing::TempDir()) / "training_table.csv";
    settings_.data = Data::table;
    settings_.table = path_;
    settings_.rows = {4, 1, 1};
    settings_.hidden = {3};
  }
  void TearDown() override { std::filesystem::remove(path_); }
  void write(const std::string& text) { std::ofstream(path_) << text; }
  std::string error() const { return make_task(settings_, ".").error().message(); }

  std::filesystem::path path_;
  TaskSettings settings_;
};

TEST_F(Table, ItsLastColumnIsAClassOfAnyName) {
  write("x,y,kind\n1,2,cat\n2,1,dog\n3,4,cat\n4,3,\"a cow\"\n5,6,dog\n6,5,cat\n");
  const auto task = make_task(settings_, ".").value();
  EXPECT_EQ(task->tensors().back().columns, 3U);
  EXPECT_EQ(task->tensors().front().rows, 2U);
}

TEST_F(Table, ItsLastColumnIsANumberIfSoWanted) {
  settings_.numbers = true;
  write("1,2.5\n2,1\n3,4\n4,3\n5,6\n6,5\n");
  const auto task = make_task(settings_, ".").value();
  EXPECT_EQ(task->tensors().back().columns, 1U);
}

TEST_F(Table, PixelsAreBroughtToOneScale) {
  write("1,20,a\n2,40,b\n3,60,a\n4,80,b\n");
  const auto spread = [&] {
    const DataSet data = *make_data(settings_, ".").value();
    const auto of = [&](std::size_t column) {
      const auto [low, high] = std::minmax(data.train.rows[column], data.train.rows[2 + column]);
      return high - low;
    };
    return of(1) / of(0);
  };
  settings_.rows = {2, 1, 1};
  EXPECT_NEAR(spread(), 1, 1e-5);
  settings_.pixels = true;
  EXPECT_NEAR(spread(), 20, 1e-4);
  settings_.table.clear();
  settings_.data = Data::digits;
  EXPECT_THAT(error(), HasSubstr("pixels: is about a table, but the data are others"));
}

TEST_F(Table, ErrorsNameTheLine) {
  write("x,kind\n1,a\ntwo,b\n");
  EXPECT_THAT(error(), HasSubstr("line 3: 'two' in column 1 is no number"));
  write("x,kind\n1,a\n2,b,c\n");
  EXPECT_THAT(error(), HasSubstr("line 3: has 3 cells instead of 2"));
  write("x,kind\n1,a\n2,\n");
  EXPECT_THAT(error(), HasSubstr("line 3: has no class"));
  settings_.numbers = true;
  write("1,2\n2,b\n");
  EXPECT_THAT(error(), HasSubstr("line 2: 'b' in column 2 is no number (clear"));
}

TEST_F(Table, WhatCannotBeLearntFromIsAnError) {
  write("1,a\n2,a\n3,a\n");
  EXPECT_THAT(error(), HasSubstr("fewer than two classes"));
  write("1,a\n2,b\n3,a\n");
  EXPECT_THAT(error(), HasSubstr("rows.train: train, validation and test take 6 rows, and there"));
  write("1\n2\n");
  EXPECT_THAT(error(), HasSubstr("has one column"));
  write("");
  EXPECT_THAT(error(), HasSubstr("fewer than two classes"));
  settings_.table = "/no/such/file.csv";
  EXPECT_THAT(error(), HasSubstr("/no/such/file.csv"));
  settings_.table.clear();
  EXPECT_THAT(error(), HasSubstr("table: is missing"));
}

}  // namespace
}  // namespace cambrian::training
