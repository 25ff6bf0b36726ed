#include "operators/expression/library/relation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/core/random.hpp"

namespace cambrian::expression {
namespace {

using Columns = std::vector<std::vector<double>>;

Columns random_columns(std::size_t count) {
  Random random({.seed = 7});
  Columns columns(count);
  for (int r = 0; r < 50; ++r) {
    for (auto& column : columns) column.push_back(random.uniform(-1, 1));
  }
  return columns;
}

TEST(SparseRelation, HasTheFewestCoefficients) {
  Columns columns = random_columns(6);
  for (std::size_t r = 0; r < 50; ++r) columns[5][r] = 3 * columns[1][r] - 0.5 * columns[4][r];
  const auto sum = sparse_relation(columns, {2, 5}, 1e-10);
  ASSERT_TRUE(sum);
  const std::vector<double> expected = {0, 3, 0, 0, -0.5, -1};
  for (std::size_t k = 0; k < 6; ++k) EXPECT_NEAR((*sum)[k], expected[k], 1e-12);
}

TEST(SparseRelation, HoldsInRowsOfAllSizes) {
  // The small rows tell that the last column is no multiple of the first.
  Columns columns = random_columns(2);
  for (std::size_t r = 0; r < 50; ++r) {
    columns[1][r] = 2 * columns[0][r];
    const double size = r < 25 ? 1e20 : 1;
    for (auto& column : columns) column[r] *= size;
  }
  EXPECT_TRUE(sparse_relation(columns, {1}, 1e-10));
  columns[1][40] += 0.1;
  EXPECT_FALSE(sparse_relation(columns, {1}, 1e-10));
}

TEST(SparseRelation, IsNoneOfIndependentOrUndefinedColumns) {
  Columns columns = random_columns(4);
  EXPECT_FALSE(sparse_relation(columns, {3}, 1e-10));
  columns[3] = columns[0];
  columns[1][7] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(sparse_relation(columns, {3}, 1e-10));
}

}  // namespace
}  // namespace cambrian::expression
