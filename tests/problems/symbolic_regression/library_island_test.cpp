#include "problems/symbolic_regression/library_island.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <ostream>

#include "operators/expression/parse.hpp"
#include "problems/symbolic_regression/scorer.hpp"
#include "tests/problems/symbolic_regression/made_data.hpp"

namespace cambrian::regression {
namespace {

using Rows = std::vector<double>;

RegressionConfig library_alone() {
  RegressionConfig config = small_search();
  config.library = true;
  config.library_share = 1;
  return config;
}

/// The loss of the best formula after some million look-ups, relative to the best constant's.
double least_loss(const RegressionConfig& config, const Dataset& data) {
  const auto model = build_model(config, data);
  return evolve(*model, 6).hall.best().loss() / model->problem().baseline;
}

double y(const Rows& x) { return 0.5 * x[0] * x[1] / (1 + x[2]); }

Dataset with_column(const std::function<double(const Rows&, std::size_t)>& value) {
  Dataset data = made_data(200, 3, y);
  Column& column = data.features.emplace_back(Column{"extra", "", {}});
  for (std::size_t r = 0; r < 200; ++r) {
    Rows row;
    for (std::size_t k = 0; k < 3; ++k) row.push_back(data.features[k].values[r]);
    column.values.push_back(value(row, r));
  }
  return data;
}

struct Awkward {
  const char* name;
  std::function<double(const Rows&, std::size_t)> extra;
};

void PrintTo(const Awkward& column, std::ostream* out) { *out << column.name; }

class AwkwardColumn : public testing::TestWithParam<Awkward> {};

TEST_P(AwkwardColumn, DoesNotHideALaw) {
  EXPECT_LT(least_loss(library_alone(), with_column(GetParam().extra)), 1e-20);
}

INSTANTIATE_TEST_SUITE_P(
    Which, AwkwardColumn,
    testing::Values(
        Awkward{"Constant", [](auto&, auto) { return 5.0; }},
        Awkward{"Zero", [](auto&, auto) { return 0.0; }},
        Awkward{"ACopyOfAnother", [](const Rows& x, auto) { return x[0]; }},
        Awkward{"InAFixedRatio", [](const Rows& x, auto) { return 2.54 * x[1]; }},
        Awkward{"OfBothSigns", [](const Rows& x, auto) { return x[0] - x[1]; }},
        Awkward{"WithZeros", [](auto&, std::size_t r) { return double(r % 3); }},
        Awkward{"OfOtherMagnitude", [](const Rows& x, auto) { return 1e-40 * std::exp(x[2]); }},
        Awkward{"OfHugeValues", [](const Rows& x, auto) { return 1e130 * (x[2] + x[0]); }}),
    [](const auto& which) { return which.param.name; });

TEST(LibraryIsland, FindsALawOfColumnsFortyOrdersOfMagnitudeApart) {
  Dataset data = made_data(200, 3, y);
  for (double& v : data.features[0].values) v *= 1e-30;
  for (double& v : data.features[1].values) v *= 1e10;
  EXPECT_LT(least_loss(library_alone(), data), 1e-20);
}

TEST(LibraryIsland, FindsALawAmongTwoHundredColumns) {
  const Dataset data =
      made_data(250, 200, [](const Rows& x) { return 3 * x[7] * x[120] / x[199]; });
  EXPECT_LT(least_loss(library_alone(), data), 1e-20);
}

TEST(LibraryIsland, MakesDoWithTheLeastMemory) {
  RegressionConfig config = library_alone();
  config.library_memory_mb = 1;
  EXPECT_LT(least_loss(config, made_data(200, 3, y)), 1e-20);
}

TEST(LibraryIsland, FindsALawOfEightRows) {
  const Dataset data = made_data(8, 2, [](const Rows& x) { return 2 * x[0] * x[0] * x[1]; });
  EXPECT_LT(least_loss(library_alone(), data), 1e-20);
}

TEST(LibraryIsland, WritesRootsAsPowers) {
  const Dataset data =
      made_data(200, 2, [](const Rows& x) { return std::cbrt(x[0]) * std::pow(x[1], 0.7); });
  const auto model = build_model(library_alone(), data);
  const Board board = evolve(*model, 6);
  EXPECT_EQ(model->describe(board.hall.best()), "x2^0.7*cbrt(x1)");
}

// A law with too many functions around each other for the library alone.
class Completion : public testing::Test {
 protected:
  std::shared_ptr<LibraryShare> share_ = shared(made_data(200, 4, [](const Rows& x) {
    return x[0] + std::cos(x[1] / std::log(x[1] * x[1] * x[2] + x[3]));
  }));

  static std::shared_ptr<LibraryShare> shared(const Dataset& data) {
    return std::make_shared<LibraryShare>(make_problem(library_alone(), {data, {}, 0}).value());
  }
  Board board_of(const char* formula) const {
    const Problem& problem = *share_->problem;
    const expression::Expression e = *expression::parse(formula, problem.vocabulary);
    Scorer scorer(problem);
    Board board;
    board.hall.offer({to_genome(e),
                      {scorer.training_loss(e)},
                      static_cast<std::uint32_t>(problem.constraints.complexity(e))});
    return board;
  }
  static EpochReport epoch(LibraryIsland& island, const Board& board) {
    EpochInput input;
    input.budget = 500;
    input.board = &board;
    return island.advance(input);
  }
};

TEST_F(Completion, OfAFormulaOfTheBoardIsOffered) {
  const auto least_loss_with = [&](const Board& board) {
    LibraryIsland island(share_, 0, 1);
    double least = 1;
    for (int i = 0; i < 12 && least > 1e-20; ++i) {
      for (const Individual& offer : epoch(island, board).offers) {
        least = std::min(least, offer.loss());
      }
    }
    return least;
  };
  EXPECT_LT(least_loss_with(board_of("x1 + cos(x2/x3)")), 1e-20);
  EXPECT_GT(least_loss_with({}), 1e-9);
}

TEST_F(Completion, GoesOnFromASavedStateAsIfItHadNotStopped) {
  const Board board = board_of("x1 + exp(x2/x3)");
  LibraryIsland whole(share_, 0, 2), second(share_, 0, 2);
  for (int i = 0; i < 3; ++i) epoch(whole, board);
  Encoder state;
  whole.save(state);
  const Bytes bytes = state.take();
  Decoder saved(bytes);
  second.load(saved);
  for (int i = 0; i < 2; ++i) {
    const EpochReport a = epoch(whole, board), b = epoch(second, board);
    EXPECT_EQ(a.offers, b.offers);
    EXPECT_EQ(a.evaluations, b.evaluations);
  }
}

}  // namespace
}  // namespace cambrian::regression
