#include "problems/symbolic_regression/report.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "operators/expression/evaluation/interpreter.hpp"
#include "operators/expression/parse.hpp"
#include "tests/problems/symbolic_regression/made_data.hpp"

namespace cambrian::regression {
namespace {

using Row = std::vector<double>;

// A board whose hall holds the given formulas with their true losses.
Board board_of(const Problem& problem, const std::vector<std::string>& formulas) {
  Board board;
  expression::Interpreter<double> interpreter(&problem.vocabulary);
  for (const std::string& text : formulas) {
    const auto e = expression::parse(text, problem.vocabulary).value();
    board.hall.offer({expression::to_genome(e),
                      {interpreter.loss(e, problem.training, problem.loss)},
                      static_cast<std::uint32_t>(problem.constraints.complexity(e))});
  }
  return board;
}

std::shared_ptr<const Problem> noisy_line(RegressionConfig config = {}) {
  Random random({.seed = 3});
  const auto law = [&](const Row& x) { return 2 * x[0] + 0.1 * random.normal(); };
  Dataset training = made_data(200, 2, law);
  Dataset validation = made_data(100, 2, law);
  return make_problem(std::move(config), {training, validation, 0}).value();
}

TEST(Report, ScoresTheFallOfTheLossPerUnitOfComplexity) {
  const auto problem = noisy_line();
  const Board board = board_of(*problem, {"x1", "2*x1"});
  const RegressionReport report = make_report(*problem, board);
  ASSERT_EQ(report.front.size(), 2u);
  const double ratio = report.front[0].training.loss / report.front[1].training.loss;
  EXPECT_EQ(report.front[0].score, 0);
  EXPECT_NEAR(report.front[1].score, std::log(ratio) / 2, 1e-9);
}

TEST(Report, GivesTheShareOfVarianceExplained) {
  const auto problem = noisy_line();
  const RegressionReport report = make_report(*problem, board_of(*problem, {"2*x1"}));
  const FitQuality& fit = report.front[0].training;
  EXPECT_EQ(fit.rows, 200u);
  EXPECT_NEAR(fit.r2, 1 - fit.loss / problem->target_variance, 1e-12);
  EXPECT_NEAR(fit.loss, 0.01, 0.003);
}

TEST(Report, GivesTheStandardErrorOfALoss) {
  const auto problem = noisy_line();
  const RegressionReport report = make_report(*problem, board_of(*problem, {"2*x1"}));
  // Squares of normal noise scatter by sqrt(2) of their mean.
  const FitQuality& fit = *report.front[0].validation;
  EXPECT_NEAR(fit.standard_error, std::sqrt(2.0 / 100) * 0.01, 0.0007);
}

TEST(Report, MarksWhereTheNoiseBegins) {
  const auto problem = noisy_line();
  const RegressionReport report = make_report(
      *problem, board_of(*problem, {"x1", "2*x1", "2*x1 + 0.001", "2*x1 + 0.001 - 0.0001*x2"}));
  ASSERT_GE(report.front.size(), 2u);
  EXPECT_EQ(report.front[0].standing, Standing::fit);
  EXPECT_EQ(report.front[1].standing, Standing::noise_floor);
  for (std::size_t i = 2; i < report.front.size(); ++i) {
    EXPECT_EQ(report.front[i].standing, Standing::overfit);
  }
}

TEST(Report, ChoosesTheSimplestLaw) {
  const auto problem =
      make_problem({}, {made_data(50, 2, [](const Row& x) { return x[0] / x[1]; }), {}, 0}).value();
  const RegressionReport report =
      make_report(*problem, board_of(*problem, {"x1", "x1/x2", "x1/x2 + 1e-14*x1"}));
  EXPECT_EQ(report.best().standing, Standing::law);
  EXPECT_EQ(report.best().complexity, 3u);
}

TEST(Report, SelectsByAccuracyOnValidationRows) {
  RegressionConfig config;
  config.selection = "accuracy";
  const auto problem = noisy_line(config);
  const RegressionReport report = make_report(*problem, board_of(*problem, {"x1", "2*x1"}));
  EXPECT_EQ(report.chosen, 1u);
}

TEST(Report, SelectsTheHighestScore) {
  RegressionConfig config;
  config.selection = "score";
  const auto problem = noisy_line(config);
  const RegressionReport report =
      make_report(*problem, board_of(*problem, {"x1", "2*x1", "2*x1 + 0.001"}));
  EXPECT_EQ(report.best().complexity, 3u);
}

TEST(Report, SelectsWhatIsWorthItsSizeOnFewRows) {
  RegressionConfig config;
  config.selection = "information";
  Random random({.seed = 9});
  const auto problem =
      make_problem(
          config,
          {made_data(30, 2, [&](const Row& x) { return 2 * x[0] + .1 * random.normal(); }), {}, 0})
          .value();
  const RegressionReport report =
      make_report(*problem, board_of(*problem, {"x1", "2*x1", "2*x1 + 0.001*x2*x2*x1"}));
  EXPECT_EQ(report.best().complexity, 3u);
}

TEST(Report, RoundsConstantsAsFarAsTheLossAllows) {
  const auto problem = noisy_line();
  const RegressionReport report = make_report(*problem, board_of(*problem, {"2.0000123456*x1"}));
  EXPECT_EQ(report.front[0].rounded.nodes[0].value, 2);
}

TEST(Report, OfAnEmptyBoardIsEmpty) {
  EXPECT_TRUE(make_report(*noisy_line(), Board{}).front.empty());
}

}  // namespace
}  // namespace cambrian::regression
