#include "engine/catalogue/selector_kind.hpp"

#include <gtest/gtest.h>

#include <array>

namespace cambrian {
namespace {

/// How often each of four members is chosen: the last is dominated by all, the third by the first.
std::array<int, 4> choices(std::uint32_t sample) {
  const auto draft = pareto_tournament_kind().draft();
  *std::get<std::uint32_t*>(draft->fields().find("sample")->pointer) = sample;
  const auto selector = draft->make().value();
  const SelectionTable table{2, {1, 5, 4, 2, 2, 6, 9, 9}, {1, 2, 3, 4}, {0, 0, 0, 0}};
  std::array<int, 4> counts = {};
  Random random({.seed = 1});
  for (int i = 0; i < 2000; ++i) ++counts[selector->select(table, random)];
  return counts;
}

TEST(ParetoTournament, OfManyDrawnTheUndominatedWinAlike) {
  const auto counts = choices(40);
  EXPECT_EQ(counts[2] + counts[3], 0);
  EXPECT_NEAR(counts[0], 1000, 120);
}

TEST(ParetoTournament, OfFewDrawnOthersWinNowAndThen) {
  const auto counts = choices(2);
  // A dominated member wins when all that are drawn are itself, or do not dominate it.
  EXPECT_NEAR(counts[3], 2000 / 16, 45);
  EXPECT_GT(counts[2], counts[3]);
  EXPECT_GT(counts[0], counts[2]);
  EXPECT_NEAR(choices(1)[3], 500, 90);
}

}  // namespace
}  // namespace cambrian
