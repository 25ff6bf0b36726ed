#include "problems/symbolic_regression/library_island.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <ostream>

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

}  // namespace
}  // namespace cambrian::regression
