#include "operators/expression/evaluation/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace cambrian::expression {
namespace {

using testing::ElementsAre;

TEST(Column, StartsAtACacheLineAndEndsInOnes) {
  for (const std::size_t size : {1u, 63u, 64u, 65u, 1000u}) {
    const Column<float> column(size, 5);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(column.data()) % 64, 0);
    for (std::size_t i = size; i < size + 63; ++i) EXPECT_EQ(column.data()[i], 1);
  }
}

TEST(Column, CopiesItsNumbers) {
  Column<double> first(3, 1);
  Column<double> second = first;
  second[0] = 9;
  EXPECT_THAT(first.values(), ElementsAre(1, 1, 1));
  first = std::move(second);
  EXPECT_THAT(first.values(), ElementsAre(9, 1, 1));
}

TEST(Table, ConvertsBetweenPrecisions) {
  Table<double> table(2, 2);
  table.column(1)[0] = 0.1;
  EXPECT_EQ(Table<float>(table).at(0, 1), 0.1f);
}

TEST(Samples, GatherRowsInTheOrderGiven) {
  Samples<float> samples{Table<float>(3, 1), Column<float>(3), Column<float>(3)};
  for (std::size_t row = 0; row < 3; ++row) {
    samples.inputs.column(0)[row] = static_cast<float>(row);
    samples.target[row] = static_cast<float>(10 * row);
    samples.weights[row] = static_cast<float>(100 * row);
  }
  const std::vector<std::uint32_t> rows = {2, 0, 2, 1};
  const auto chosen = samples.gather(rows);
  EXPECT_THAT(chosen.inputs.column(0), ElementsAre(2, 0, 2, 1));
  EXPECT_THAT(chosen.target.values(), ElementsAre(20, 0, 20, 10));
  EXPECT_THAT(chosen.weights.values(), ElementsAre(200, 0, 200, 100));
}

}  // namespace
}  // namespace cambrian::expression
