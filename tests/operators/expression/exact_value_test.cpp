#include "operators/expression/exact_value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "operators/expression/parse.hpp"
#include "tests/operators/expression/scalar.hpp"

namespace cambrian::expression {
namespace {

std::string name(double value) {
  const auto exact = exact_value(value);
  return exact ? to_text(*exact) : "";
}

TEST(ExactValue, IsKnownForFractionsPiAndRoots) {
  EXPECT_EQ(name(std::numbers::pi / 2), "pi/2");
  EXPECT_EQ(name(-2 * std::numbers::pi), "-2*pi");
  EXPECT_EQ(name(std::sqrt(2.0)), "sqrt(2)");
  EXPECT_EQ(name(3 * std::sqrt(5.0) / 2), "3*sqrt(5)/2");
  EXPECT_EQ(name(1.0 / 3), "1/3");
  EXPECT_EQ(name(-2.0 / 7), "-2/7");
}

TEST(ExactValue, LeavesWhatADecimalSaysAsWell) {
  for (double value : {0.5, 0.75, 3.0, 1.2345, 0.3333333, 0.0, 1e300, std::nan("")})
    EXPECT_EQ(name(value), "") << value;
}

TEST(ExactValue, NamesAreReadBackToTheValue) {
  const Vocabulary empty;
  for (double value : {std::numbers::pi / 2, -2 * std::numbers::pi / 3, std::sqrt(3.0) / 3}) {
    const Expression tree = parse(name(value), empty).value();
    EXPECT_DOUBLE_EQ(scalar_value(tree, empty, {}), value);
  }
}

TEST(ExactValue, TheNearestAreSimplestFirst) {
  const auto near = exact_values_near(0.9999, 0.001);
  ASSERT_FALSE(near.empty());
  EXPECT_TRUE(near.front().is_integer());
  EXPECT_TRUE(exact_values_near(0.123456, 1e-9).empty());
}

}  // namespace
}  // namespace cambrian::expression
