#include "problems/symbolic_regression/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/problems/symbolic_regression/made_data.hpp"

namespace cambrian::regression {
namespace {

using expression::Expression;
using Row = std::vector<double>;

Dataset law_of_two() {
  return made_data(100, 2, [](const Row& x) { return 2.5 * x[0] * x[0] + std::cos(x[1]); });
}

// The best normalised loss after the search.
double best_loss(const RegressionModel& model, const Board& board) {
  return board.hall.empty() ? 1e300 : board.hall.best().loss() / model.problem().baseline;
}

TEST(Search, FindsASumOfASquareAndACosine) {
  const auto model = build_model(small_search(), law_of_two());
  const Board board = evolve(*model, 60);
  EXPECT_TRUE(model->solved(board));
  EXPECT_LT(best_loss(*model, board), 1e-20);
}

TEST(Search, FindsConstantsInsideFunctions) {
  const Dataset data =
      made_data(100, 2, [](const Row& x) { return 2 * x[1] * std::sin(1.7 * x[0] + 0.3); });
  const auto model = build_model(small_search(), data);
  EXPECT_LT(best_loss(*model, evolve(*model, 150)), 1e-12);
}

TEST(Search, IsEqualForEqualSeedsAndDiffersForOthers) {
  RegressionConfig config = small_search();
  config.stop_at_law = false;
  const auto model = build_model(config, law_of_two());
  const Board first = evolve(*model, 3);
  EXPECT_EQ(first.hall, evolve(*model, 3).hall);
  config.seed = 2;
  EXPECT_NE(first.hall, evolve(*build_model(config, law_of_two()), 3).hall);
}

TEST(Search, GoesOnFromASavedStateAsIfItHadNotStopped) {
  const auto model = build_model(small_search(), law_of_two());
  const auto island = model->make(0);
  Board board;
  EpochInput input;
  input.budget = 3000;
  input.board = &board;
  model->merge(board, {island->advance(input)});
  Encoder out;
  island->save(out);
  const Bytes state = out.take();
  const auto restored = model->make(0);
  Decoder in(state);
  restored->load(in);
  input.epoch = 1;
  EpochReport a = island->advance(input);
  EpochReport b = restored->advance(input);
  EXPECT_EQ(a.offers, b.offers);
  EXPECT_EQ(a.emigrants, b.emigrants);
  EXPECT_EQ(a.evaluations, b.evaluations);
}

TEST(Search, WorksOnBatchesOfManyRows) {
  const Dataset data =
      made_data(5000, 2, [](const Row& x) { return 2.5 * x[0] * x[0] + std::cos(x[1]); });
  RegressionConfig config = small_search();
  config.batch_rows = 128;
  const auto model = build_model(config, data);
  EXPECT_LT(best_loss(*model, evolve(*model, 80)), 1e-18);
}

class FewRows : public testing::TestWithParam<int> {};

TEST_P(FewRows, AreSearchedForAnyNumberOfColumns) {
  const auto rows = static_cast<std::size_t>(GetParam());
  for (const std::size_t columns : {1u, 2u, 5u, 14u}) {
    const auto model =
        build_model({}, made_data(rows, columns, [](const Row& x) { return 2 * x[0] + 1; }));
    EXPECT_FALSE(evolve(*model, 2).hall.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Of, FewRows, testing::Values(2, 3, 5, 7, 8, 9, 12, 20, 80));

TEST(ShortSearch, TellsTheBestConstant) {
  const auto model = build_model({}, law_of_two());
  Board board;
  model->merge(board, std::vector<EpochReport>(model->islands()));
  ASSERT_EQ(board.hall.members().size(), 1u);
  EXPECT_DOUBLE_EQ(board.hall.best().loss(), model->problem().baseline);
}

class Scales : public testing::TestWithParam<double> {};

TEST_P(Scales, AreNoHindrance) {
  const double scale = GetParam();
  const Dataset data =
      made_data(100, 2, [&](const Row& x) { return scale * (2.5 * x[0] * x[0] + std::cos(x[1])); });
  const auto model = build_model(small_search(), data);
  EXPECT_LT(best_loss(*model, evolve(*model, 80)), 1e-18);
}

INSTANTIATE_TEST_SUITE_P(OfTheTarget, Scales, testing::Values(1e-30, 1e-6, 1e6, 1e30));

TEST(Limits, HoldForEveryFormulaOffered) {
  RegressionConfig config = small_search();
  config.operators = {"add", "sub", "mul", "div", "sin", "cos", "exp"};
  config.max_size = 15;
  config.max_depth = 5;
  config.argument_limits = {"div=-1,3"};
  config.nesting_limits = {"sin: sin=0 cos=0", "cos: sin=0 cos=0"};
  const auto model = build_model(config, law_of_two());
  std::size_t offers = 0;
  evolve(*model, 6, [&](const EpochReport& report) {
    for (const Individual& offer : report.offers) {
      EXPECT_TRUE(model->problem().allows(model->problem().decode(offer.genome)))
          << model->describe(offer);
      EXPECT_LE(offer.complexity, 15u);
      ++offers;
    }
  });
  EXPECT_GT(offers, 10u);
}

TEST(Limits, HardUnitsAreNeverBroken) {
  Dataset data = made_data(100, 2, [](const Row& x) { return 0.5 * x[0] * x[1] * x[1]; });
  data.features[0].unit = "kg";
  data.features[1].unit = "m/s";
  data.targets[0].unit = "J";
  RegressionConfig config = small_search();
  config.dimensionless_constants = true;
  const auto model = build_model(config, data);
  const Board board = evolve(*model, 20, [&](const EpochReport& report) {
    for (const Individual& offer : report.offers) {
      EXPECT_EQ(model->problem().units->violations(model->problem().decode(offer.genome)), 0u)
          << model->describe(offer);
    }
  });
  EXPECT_LT(best_loss(*model, board), 1e-18);
}

TEST(Limits, SoftUnitsCostTheirPenalty) {
  Dataset data = made_data(50, 2, [](const Row& x) { return x[0] + x[1]; });
  data.features[0].unit = "m";
  data.features[1].unit = "s";
  data.targets[0].unit = "m";
  RegressionConfig config = small_search();
  config.units_mode = "soft";
  config.guesses = {"x1 + x2"};
  const auto model = build_model(config, data);
  const Expression guess = model->problem().guesses[0];
  EXPECT_EQ(model->problem().units_cost(guess), config.units_penalty);
}

TEST(Constants, AreWholeNumbersWhenAskedFor) {
  RegressionConfig config = small_search();
  config.constants = "integer";
  const auto model = build_model(
      config, made_data(100, 2, [](const Row& x) { return 3 * x[0] - 2 * x[1] * x[1]; }));
  const Board board = evolve(*model, 40, [&](const EpochReport& report) {
    for (const Individual& offer : report.offers) {
      for (const expression::Node& node : model->problem().decode(offer.genome).nodes) {
        EXPECT_EQ(node.value, std::round(node.value));
      }
    }
  });
  EXPECT_LT(best_loss(*model, board), 1e-20);
}

TEST(Constants, AreAbsentWhenNoneAreAllowed) {
  RegressionConfig config = small_search();
  config.constants = "none";
  const auto model = build_model(
      config, made_data(100, 2, [](const Row& x) { return x[0] * x[1] + std::sin(x[0]); }));
  const Board board = evolve(*model, 40, [&](const EpochReport& report) {
    for (const Individual& offer : report.offers) {
      for (const expression::Node& node : model->problem().decode(offer.genome).nodes) {
        EXPECT_FALSE(node.is_constant()) << model->describe(offer);
      }
    }
  });
  EXPECT_LT(best_loss(*model, board), 1e-20);
}

TEST(Guesses, AreUsed) {
  const auto law = [](const Row& x) {
    return std::exp(std::sin(x[0] * x[0]) / (1 + x[1])) * std::log(x[0] + x[1] * x[1]);
  };
  RegressionConfig config = small_search();
  config.guesses = {"exp(sin(x1*x1)/(1+x2))*log(x1+x2*x2)"};
  const auto model = build_model(config, made_data(100, 2, law));
  EXPECT_LT(best_loss(*model, evolve(*model, 1)), 1e-25);
}

TEST(Guesses, HaveTheirConstantsFitted) {
  RegressionConfig config = small_search();
  config.guesses = {"1*exp(1*x1/(2+x2))"};
  const auto model = build_model(config, made_data(100, 2, [](const Row& x) {
                                   return 3.5 * std::exp(1.7 * x[0] / (4.2 + x[1]));
                                 }));
  EXPECT_LT(best_loss(*model, evolve(*model, 1)), 1e-18);
}

TEST(Weights, DecideBetweenTwoLaws) {
  // Two thirds of the rows follow another law, but weigh nothing.
  Dataset data = made_data(150, 1, [](const Row& x) { return x[0] * x[0]; });
  for (std::size_t i = 0; i < 150; ++i) {
    data.weights.push_back(i % 3 == 0 ? 1 : 0);
    if (i % 3 != 0) data.targets[0].values[i] = 7 - std::sin(5 * data.features[0].values[i]);
  }
  const auto model = build_model(small_search(), data);
  const Board board = evolve(*model, 30);
  EXPECT_LT(best_loss(*model, board), 1e-20);
}

TEST(Losses, AbsoluteErrorIgnoresOutliers) {
  Dataset data = made_data(100, 1, [](const Row& x) { return 3 * x[0] + 1; });
  for (std::size_t i = 0; i < 100; i += 10) data.targets[0].values[i] += 50;
  RegressionConfig config = small_search();
  config.loss = "mae";
  config.operators = {"add", "mul"};
  config.max_size = 7;
  const auto model = build_model(config, data);
  const Board board = evolve(*model, 40);
  EXPECT_NEAR(board.hall.best().loss(), 5, 1e-6);
}

TEST(Losses, AUsersExpressionIsMinimised) {
  RegressionConfig config = small_search();
  config.loss_expression = "abs(prediction - target) / target";
  const auto model =
      build_model(config, made_data(100, 1, [](const Row& x) { return x[0] + x[0] * x[0]; }));
  EXPECT_LT(evolve(*model, 30).hall.best().loss(), 1e-9);
}

TEST(Stopping, ATargetLossEndsTheSearch) {
  RegressionConfig config = small_search();
  config.target_loss = 1e3;
  const auto model = build_model(config, law_of_two());
  EXPECT_TRUE(model->solved(evolve(*model, 2)));
}

TEST(Stopping, NoiseIsNoLaw) {
  Random random({.seed = 5});
  const Dataset data = made_data(60, 3, [&](const Row&) { return random.normal(); });
  const auto model = build_model(small_search(), data);
  EXPECT_FALSE(model->solved(evolve(*model, 10)));
}

TEST(Board, ForgetsSizesSeenLongAgo) {
  const auto model = build_model(small_search(), law_of_two());
  Board board;
  EpochReport report;
  report.statistics.assign(21, 0.0);
  report.statistics[5] = 90'000;
  report.statistics[6] = 30'000;
  model->merge(board, {report, report});
  double sum = 0;
  for (std::size_t c = 0; c <= 20; ++c) sum += board.statistics[c];
  EXPECT_NEAR(sum, 100'000, 1);
  EXPECT_GT(board.statistics[5], board.statistics[6]);
}

}  // namespace
}  // namespace cambrian::regression
