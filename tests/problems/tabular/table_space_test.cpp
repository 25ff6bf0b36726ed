#include "problems/tabular/table_space.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/support/stochastic.hpp"

namespace cambrian::tabular {
namespace {

/// Three columns, of which the last has one value; all combinations but (1, 2).
std::shared_ptr<const CandidateTable> table() {
  auto result = std::make_shared<CandidateTable>(std::vector<std::string>{"a", "b", "c"},
                                                 std::vector<std::string>{"loss"});
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 3; ++b) {
      const std::array values = {std::to_string(a), std::to_string(b), std::string("only")};
      const double loss = 3 * a + b;
      if (a != 1 || b != 2) result->add(values, {&loss, 1});
    }
  }
  return result;
}

TEST(TableSpace, DrawsEveryRowEquallyOften) {
  const TableSpace space(table());
  Random random({.seed = 1});
  ExpectDistribution<Choices>(
      [&] { return decode(space.sample(random)); }, 5000,
      {{{0, 0, 0}, 0.2}, {{0, 1, 0}, 0.2}, {{0, 2, 0}, 0.2}, {{1, 0, 0}, 0.2}, {{1, 1, 0}, 0.2}});
}

TEST(TableSpace, AMutantDiffersInOneColumnAndIsInTheTable) {
  const TableSpace space(table());
  Random random({.seed = 2});
  const Genome parent = encode({0, 2, 0});
  Eventually<Choices>(
      [&] {
        return decode(space.vary({&parent, 1}, random));
      },
      200, {{0, 0, 0}, {0, 1, 0}});
  EXPECT_EQ(space.neighbours(), 3u);
}

TEST(TableSpace, AChildOfTwoIsNeitherOfThemAndInTheTable) {
  const TableSpace space(table());
  Random random({.seed = 3});
  const std::array parents = {encode({0, 0, 0}), encode({1, 1, 0})};
  Eventually<Choices>([&] { return decode(space.vary(parents, random)); }, 500,
                      {{0, 0, 0}, {0, 1, 0}, {0, 2, 0}, {1, 0, 0}, {1, 1, 0}},
                      {{0, 1, 0}, {1, 0, 0}});
}

TEST(TableSpace, OfOneRowHasItselfForAMutant) {
  auto single = std::make_shared<CandidateTable>(std::vector<std::string>{"a"},
                                                 std::vector<std::string>{"loss"});
  const std::string value = "x";
  const double loss = 1;
  single->add({&value, 1}, {&loss, 1});
  const TableSpace space(single);
  Random random({.seed = 4});
  const Genome parent = space.sample(random);
  EXPECT_EQ(space.vary({&parent, 1}, random), parent);
}

TEST(TableSpace, DescribesTheValues) {
  EXPECT_EQ(TableSpace(table()).describe(encode({0, 2, 0})), "a=0, b=2, c=only");
}

}  // namespace
}  // namespace cambrian::tabular
