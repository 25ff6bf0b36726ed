#include "engine/pareto/hypervolume.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <vector>

#include "engine/core/random.hpp"

namespace cambrian::pareto {
namespace {

/// The definition: the cells of the grid of all coordinates that some point dominates.
double slow_hypervolume(Points points, const std::vector<double>& reference) {
  std::vector<std::vector<double>> edges(points.columns);
  for (std::size_t k = 0; k < points.columns; ++k) {
    std::set<double> values = {reference[k]};
    for (std::size_t i = 0; i < points.size(); ++i)
      if (points[i][k] < reference[k]) values.insert(points[i][k]);
    edges[k].assign(values.begin(), values.end());
  }
  std::vector<std::size_t> cell(points.columns, 0);
  double sum = 0;
  while (true) {
    double volume = 1;
    std::vector<double> corner;
    for (std::size_t k = 0; k < points.columns; ++k) {
      const bool end = cell[k] + 1 == edges[k].size();
      volume *= end ? 0 : edges[k][cell[k] + 1] - edges[k][cell[k]];
      corner.push_back(edges[k][cell[k]]);
    }
    bool covered = false;
    for (std::size_t i = 0; i < points.size() && !covered; ++i) {
      const auto point = points[i];
      covered = std::equal(point.begin(), point.end(), corner.begin(), std::less_equal<>());
    }
    if (covered) sum += volume;
    std::size_t k = 0;
    while (k < cell.size() && ++cell[k] == edges[k].size()) cell[k++] = 0;
    if (k == cell.size()) return sum;
  }
}

TEST(Hypervolume, OfOnePointIsItsBox) {
  EXPECT_EQ(hypervolume({std::array{2.0}, 1}, std::array{5.0}), 3);
  EXPECT_EQ(hypervolume({std::array{1.0, 2.0}, 2}, std::array{4.0, 4.0}), 6);
  EXPECT_EQ(hypervolume({std::array{1.0, 2.0, 3.0}, 3}, std::array{4.0, 4.0, 4.0}), 6);
  EXPECT_EQ(hypervolume({std::array{0.0, 1.0, 2.0, 3.0}, 4}, std::array{4.0, 4.0, 4.0, 4.0}), 24);
}

TEST(Hypervolume, IsTheUnionOfBoxes) {
  const std::array rows = {1.0, 3.0, 2.0, 2.0, 3.0, 1.0};
  EXPECT_EQ(hypervolume({rows, 2}, std::array{4.0, 4.0}), 6);
}

TEST(Hypervolume, OfNoPointsIsNone) {
  EXPECT_EQ(hypervolume({{}, 2}, std::array{4.0, 4.0}), 0);
  EXPECT_EQ(hypervolume({{}, 3}, std::array{4.0, 4.0, 4.0}), 0);
  EXPECT_EQ(hypervolume({{}, 4}, std::array{4.0, 4.0, 4.0, 4.0}), 0);
}

TEST(Hypervolume, PointsThatDoNotBeatTheReferenceCountNothing) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const std::array rows = {1.0, 1.0, 0.0, 4.0, -9.0, 5.0, inf, 0.0};
  EXPECT_EQ(hypervolume({rows, 2}, std::array{4.0, 4.0}), 9);
}

TEST(Hypervolume, IsTheDefinitionsForAnyNumberOfColumns) {
  for (std::size_t columns = 1; columns <= 5; ++columns) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Random random({.seed = seed});
      const std::uint32_t grid = seed % 2 == 0 ? 4 : 7;  // many ties and equal points
      std::vector<double> rows(12 * columns);
      for (double& value : rows) value = random.below(grid);
      const std::vector<double> reference(columns, grid - 1);
      EXPECT_NEAR(hypervolume({rows, columns}, reference),
                  slow_hypervolume({rows, columns}, reference), 1e-9)
          << columns << " columns, seed " << seed;
    }
  }
}

TEST(Hypervolume, OfADenseSphereIsNearlyThatOfTheSphere) {
  // One minus an eighth of the unit sphere, from below, for points on a fine grid of angles.
  std::vector<double> rows;
  constexpr int kSteps = 150;
  for (int i = 0; i <= kSteps; ++i) {
    for (int j = 0; j <= kSteps; ++j) {
      const double a = std::numbers::pi / 2 * i / kSteps;
      const double b = std::numbers::pi / 2 * j / kSteps;
      rows.insert(rows.end(), {std::cos(a) * std::cos(b), std::cos(a) * std::sin(b), std::sin(a)});
    }
  }
  const double exact = 1.331 - std::numbers::pi / 6;
  const double found = hypervolume({rows, 3}, std::array{1.1, 1.1, 1.1});
  EXPECT_LT(found, exact);
  EXPECT_NEAR(found, exact, 0.02);
}

TEST(Hypervolume, AFourthColumnThatIsAlwaysTheSameIsAFactor) {
  Random random({.seed = 3});
  std::vector<double> three;
  std::vector<double> four;
  for (int i = 0; i < 60; ++i) {
    for (int k = 0; k < 3; ++k) {
      three.push_back(random.uniform());
      four.push_back(three.back());
    }
    four.push_back(0.5);
  }
  EXPECT_NEAR(hypervolume({four, 4}, std::array{1.0, 1.0, 1.0, 2.5}),
              2 * hypervolume({three, 3}, std::array{1.0, 1.0, 1.0}), 1e-12);
}

}  // namespace
}  // namespace cambrian::pareto
