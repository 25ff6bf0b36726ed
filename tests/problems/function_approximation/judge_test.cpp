#include "problems/function_approximation/judge.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "operators/program/parse.hpp"

namespace cambrian::approximation {
namespace {

Judgement judged(const std::string& text) {
  ApproximationConfig config;
  config.function = "2^x";
  return judge(**make_problem(config), *program::parse(text));
}

TEST(Judge, TellsTheErrorOfAProgramAsItIsWritten) {
  const Judgement j = judged("1 + x");
  EXPECT_EQ(j.as_written.cost, 1u);
  // (1 + x) / 2^x - 1 is largest where x = 1/ln 2 - 1.
  const double x = 1 / std::log(2.0) - 1;
  EXPECT_NEAR(j.as_written.error, (1 + x) / std::exp2(x) - 1, 1e-6);
  EXPECT_NEAR(j.as_written.error_in_double, j.as_written.error, 1e-12);
  EXPECT_GE(*j.as_written.bound, j.as_written.error);
}

TEST(Judge, FindsTheBestConstants) {
  const Judgement j = judged("1 + x + 0*x");
  EXPECT_EQ(j.as_written.cost, 3u);
  ASSERT_TRUE(j.best);
  const Judgement fraction = judged("-1.4 - 8.3/(x - 3.5)");
  ASSERT_TRUE(fraction.best);
  EXPECT_NEAR(-std::log10(fraction.best->error), 3.062, 0.001);
  EXPECT_TRUE(fraction.best->levelled);
}

TEST(Judge, ASharedConstantIsJudgedAsOne) {
  const Judgement j = judged("a = 1; (a + x)*a");
  EXPECT_NEAR(j.as_written.error, judged("1 + x").as_written.error, 1e-9);
}

TEST(Judge, APoleIsAnInfiniteError) {
  const Judgement j = judged("1/(x - 0.25)");
  EXPECT_FALSE(j.as_written.error < 1);
}

}  // namespace
}  // namespace cambrian::approximation
