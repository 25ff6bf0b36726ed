#include "problems/symbolic_regression/champions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace cambrian::regression {
namespace {

using expression::Expression;
using expression::Node;

Expression formula(double value) { return Expression::of(Node::constant(value)); }

TEST(Champions, KeepTheBestOfEachComplexity) {
  Champions champions(10);
  EXPECT_TRUE(champions.offer(formula(1), 0.5, 3));
  EXPECT_FALSE(champions.offer(formula(2), 0.6, 3));
  EXPECT_TRUE(champions.offer(formula(3), 0.4, 3));
  EXPECT_EQ(champions[3].expression, formula(3));
}

TEST(Champions, RefuseWhatIsNotFiniteOrTooComplex) {
  Champions champions(10);
  EXPECT_FALSE(champions.offer(formula(1), std::nan(""), 3));
  EXPECT_FALSE(champions.offer(formula(1), INFINITY, 3));
  EXPECT_FALSE(champions.offer(formula(1), 0.5, 11));
}

TEST(Champions, DoNotDependOnTheOrderOfOffers) {
  Champions a(10), b(10);
  a.offer(formula(1), 0.5, 3);
  a.offer(formula(2), 0.5, 3);
  b.offer(formula(2), 0.5, 3);
  b.offer(formula(1), 0.5, 3);
  EXPECT_EQ(a[3].expression, b[3].expression);
}

TEST(Champions, FormAFrontOfFallingLosses) {
  Champions champions(10);
  champions.offer(formula(1), 0.5, 1);
  champions.offer(formula(2), 0.6, 3);
  champions.offer(formula(3), 0.2, 5);
  EXPECT_THAT(champions.front(), testing::ElementsAre(1, 5));
}

TEST(Champions, ReportWhatIsNewOnce) {
  Champions champions(10);
  champions.offer(formula(1), 0.5, 3);
  const auto report = champions.report(4);
  ASSERT_EQ(report.size(), 1u);
  EXPECT_EQ(report[0].loss(), 2);
  EXPECT_TRUE(champions.report(4).empty());
}

TEST(Champions, DoNotReportWhatTheBoardHas) {
  HallOfFame hall;
  hall.offer({expression::to_genome(formula(1)), {2.0}, 3});
  Champions champions(10);
  champions.take(hall, 4, {});
  EXPECT_EQ(champions[3].loss, 0.5);
  EXPECT_TRUE(champions.report(4).empty());
}

}  // namespace
}  // namespace cambrian::regression
