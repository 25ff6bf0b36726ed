#include "problems/function_approximation/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cambrian::approximation {
namespace {

using testing::HasSubstr;

std::string fault(ApproximationConfig config) {
  const auto problem = make_problem(std::move(config));
  return problem ? "" : problem.error().message();
}

std::string fault(const std::string& function, const std::string& low, const std::string& high) {
  ApproximationConfig config;
  config.function = function;
  config.on = {low, high};
  return fault(std::move(config));
}

double value(const std::string& function, double x) {
  const auto target = Target::parse(function);
  EXPECT_TRUE(target) << target.error().message();
  return static_cast<double>((*target)(x));
}

TEST(Target, IsAnExpressionOrAName) {
  EXPECT_DOUBLE_EQ(value("2^x", 0.5), std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(value("exp2", 0.5), std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(value("t*exp(-t)", 2), 2 * std::exp(-2.0));
  EXPECT_DOUBLE_EQ(value("erfc", 5), std::erfc(5.0));
  EXPECT_DOUBLE_EQ(value("gelu", 1), 0.8413447460685429);
}

TEST(Target, PiInAnExpressionIsPi) {
  const auto target = Target::parse("sin(pi*x)");
  EXPECT_LT(std::fabs(static_cast<double>((*target)(1))), 1e-33);
}

TEST(Target, KnowsTheAiryFunction) {
  EXPECT_DOUBLE_EQ(value("airy", 0), 0.3550280538878172);
  EXPECT_DOUBLE_EQ(value("airy(-7*x)", 1), 0.1842808352505056);
}

TEST(Problem, NamesTheNearestFunction) {
  EXPECT_THAT(fault("exp22", "0", "1"), HasSubstr("did you mean 'exp2'?"));
  EXPECT_THAT(fault("sni(x)", "0", "1"), HasSubstr("sin"));
}

TEST(Problem, RefusesAnEmptyDomain) {
  EXPECT_THAT(fault("2^x", "1", "0"), HasSubstr("is empty"));
  EXPECT_THAT(fault("2^x", "1", "1"), HasSubstr("is empty"));
  EXPECT_THAT(fault("2^x", "0", "inf"), HasSubstr("not finite"));
  EXPECT_THAT(fault("2^x", "a", "1"), HasSubstr("--on"));
}

TEST(Problem, SaysWhereTheFunctionHasAPoleOrNoValue) {
  EXPECT_THAT(fault("tan", "1", "2"), HasSubstr("pole at x = 1.5708"));
  EXPECT_THAT(fault("1/x", "-1", "1"), HasSubstr("infinite at x = 0"));
  EXPECT_THAT(fault("log(1+x)", "0", "-1"), HasSubstr("empty"));
  EXPECT_THAT(fault("exp(log(x))", "-1", "1"), HasSubstr("not a number at x = -1"));
  EXPECT_THAT(fault("log(x) - 1", "0", "1"), HasSubstr("infinite at x = 0"));
}

TEST(Problem, ARelativeErrorNeedsAZeroAtZero) {
  EXPECT_THAT(fault("log2", "1/2", "2"), HasSubstr("is 0 at x = 1"));
  EXPECT_THAT(fault("cos", "0", "2"), HasSubstr("is 0 at x = 1.5708"));
  EXPECT_EQ(fault("log2(1+x)", "0", "1"), "");
  EXPECT_EQ(fault("sin", "-1", "1"), "");
  ApproximationConfig absolute;
  absolute.function = "cos";
  absolute.on = {"0", "2"};
  absolute.error = "absolute";
  EXPECT_EQ(fault(std::move(absolute)), "");
}

TEST(Problem, AnEndWhereOnlyTheLimitExistsIsNoFault) { EXPECT_EQ(fault("sin(x)/x", "0", "1"), ""); }

TEST(Problem, AZeroThatIsOnlyALimitIsAZero) {
  EXPECT_EQ(fault("bessel_i_half", "0", "1"), "");
  EXPECT_THAT(fault("sinh(x-1)/sqrt(x-1)", "1", "2"), HasSubstr("is 0 at x = 1"));
  EXPECT_THAT(fault("cosh(x)/sqrt(x)", "0", "1"), HasSubstr("at x = 0"));
}

TEST(Problem, NamesUnknownOperators) {
  ApproximationConfig config;
  config.function = "2^x";
  config.operators = {"+ - sqr"};
  EXPECT_THAT(fault(std::move(config)), HasSubstr("sqr"));
}

}  // namespace
}  // namespace cambrian::approximation
