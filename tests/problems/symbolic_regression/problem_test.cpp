#include "problems/symbolic_regression/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/problems/symbolic_regression/made_data.hpp"

namespace cambrian::regression {
namespace {

using testing::HasSubstr;

Dataset line(std::size_t rows = 20) {
  return made_data(rows, 2, [](const std::vector<double>& x) { return 2 * x[0] + x[1]; });
}

TEST(BadInput, AConstantTargetLeavesNothingToExplain) {
  const Dataset data = made_data(20, 1, [](const auto&) { return 4.5; });
  EXPECT_THAT(complaint({}, data), HasSubstr("target 'y': it is constant"));
}

TEST(BadInput, OneRowIsNotEnough) {
  EXPECT_THAT(complaint({}, line(1)), HasSubstr("one row is not enough to learn from"));
}

TEST(BadInput, AnUnknownOperatorComesWithTheNearestOne) {
  RegressionConfig config;
  config.operators = {"add", "sqr"};
  EXPECT_THAT(complaint(config, line()), AllOf(HasSubstr("sqr"), HasSubstr("did you mean")));
}

TEST(BadInput, AnUnknownLossComesWithTheNearestOne) {
  RegressionConfig config;
  config.loss = "hubr";
  EXPECT_THAT(complaint(config, line()), AllOf(HasSubstr("loss"), HasSubstr("huber")));
}

TEST(BadInput, ALossExpressionMustUseThePrediction) {
  RegressionConfig config;
  config.loss_expression = "abs(target)";
  EXPECT_THAT(complaint(config, line()), HasSubstr("does not use the prediction"));
}

TEST(BadInput, AQuantileLiesBetweenZeroAndOne) {
  RegressionConfig config;
  config.loss = "quantile";
  config.loss_parameter = 1.5;
  EXPECT_THAT(complaint(config, line()), HasSubstr("between 0 and 1"));
}

TEST(BadInput, AGuessMustFitTheLimits) {
  RegressionConfig config;
  config.max_size = 3;
  config.guesses = {"x1 + x2 * x1"};
  EXPECT_THAT(complaint(config, line()), HasSubstr("guesses[0]: its complexity 5 exceeds"));
}

TEST(BadInput, AGuessMustBeAFormulaOfTheColumns) {
  RegressionConfig config;
  config.guesses = {"x1 + speed"};
  EXPECT_THAT(complaint(config, line()), AllOf(HasSubstr("guesses[0]"), HasSubstr("speed")));
}

TEST(BadInput, ColumnsMustBeOfOneLength) {
  Dataset data = line();
  data.features[1].values.pop_back();
  EXPECT_THAT(complaint({}, data), HasSubstr("column 'x2': 19 values for 20 rows"));
}

TEST(BadInput, ValuesMustBeFinite) {
  Dataset data = line();
  data.features[0].values[6] = INFINITY;
  EXPECT_THAT(complaint({}, data), HasSubstr("column 'x1', row 7"));
}

TEST(BadInput, MagnitudesWhoseSquaresNoDoubleHoldsAreRefused) {
  Dataset data = line();
  data.features[0].values[0] = 1e200;
  EXPECT_THAT(complaint({}, data), HasSubstr("change the column's unit"));
}

TEST(BadInput, WeightsMustNotBeNegative) {
  Dataset data = line();
  data.weights.assign(20, 1);
  data.weights[3] = -1;
  EXPECT_THAT(complaint({}, data), HasSubstr("negative"));
}

TEST(BadInput, UnitsMustBeReadable) {
  Dataset data = line();
  data.features[0].unit = "m/blorg";
  EXPECT_THAT(complaint({}, data), AllOf(HasSubstr("unit of 'x1'"), HasSubstr("blorg")));
}

TEST(Problem, NormalisesByTheLossOfTheBestConstant) {
  const auto problem = make_problem({}, {line(), {}, 0}).value();
  EXPECT_NEAR(problem->best_constant, problem->target_mean, 1e-9);
  EXPECT_NEAR(problem->baseline, problem->target_variance, 1e-9);
}

TEST(Problem, SearchesInSinglePrecisionOnlyWhereTheMagnitudesAllowIt) {
  Dataset data = line();
  EXPECT_EQ(make_problem({}, {data, {}, 0}).value()->training_float.rows(), 20u);
  for (double& x : data.features[0].values) x *= 1e20;
  EXPECT_EQ(make_problem({}, {data, {}, 0}).value()->training_float.rows(), 0u);
}

TEST(Problem, TakesBatchesOfManyRowsOnly) {
  EXPECT_EQ(make_problem({}, {line(1000), {}, 0}).value()->batch_rows, 1000u);
  EXPECT_LT(make_problem({}, {line(20000), {}, 0}).value()->batch_rows, 20000u);
}

TEST(Problem, KnowsHowRoundedTheTargetsAre) {
  Dataset data = line(200);
  for (double& y : data.targets[0].values) y = std::round(y * 1e7) / 1e7;
  const auto rounded = make_problem({}, {data, {}, 0}).value();
  EXPECT_GT(rounded->law_tolerance, 1e-16);
  EXPECT_LE(make_problem({}, {line(200), {}, 0}).value()->law_tolerance, 1e-19);
}

}  // namespace
}  // namespace cambrian::regression
