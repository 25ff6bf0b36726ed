#include "operators/expression/round_constants.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "operators/expression/parse.hpp"
#include "operators/expression/print.hpp"
#include "operators/expression/vocabulary.hpp"
#include "tests/operators/expression/scalar.hpp"

namespace cambrian::expression {
namespace {

class RoundConstants : public testing::Test {
 protected:
  /// Mean squared error against the formula `truth` with a noise floor.
  LossOf loss_of(std::string_view truth, double noise = 0) {
    return [this, noise, target = parse(truth, vocabulary).value()](const Expression& e) {
      ++calls;
      double sum = noise;
      for (double x = 0.1; x < 3; x += 0.1) {
        const double error =
            scalar_value(e, vocabulary, {x}) - scalar_value(target, vocabulary, {x});
        sum += error * error / 29;
      }
      return sum;
    };
  }
  std::string rounded(std::string_view text, const LossOf& loss, RoundingOptions options = {}) {
    return to_infix(round_constants(parse(text, vocabulary).value(), loss, options), vocabulary);
  }
  Vocabulary vocabulary = make_vocabulary({.variables = {"x"}}).value();
  int calls = 0;
};

TEST_F(RoundConstants, FindsTheShortestDecimalThatKeepsTheLoss) {
  EXPECT_EQ(rounded("2.4999999871*x + 0.3000000113", loss_of("2.5*x + 0.3", 1e-6)), "2.5*x + 0.3");
}

TEST_F(RoundConstants, KeepsDigitsThatTheDataNeed) {
  EXPECT_EQ(rounded("1.23456789*x", loss_of("1.23456789*x", 1e-12)), "1.2345679*x");
  EXPECT_EQ(rounded("1.23456789*x", loss_of("1.23456789*x", 1e-2)), "1.235*x");
}

TEST_F(RoundConstants, SnapsToPiRootsAndFractions) {
  const RoundingOptions options{.absolute_tolerance = 1e-16};
  EXPECT_EQ(rounded("6.283185306*x", loss_of("2*pi*x"), options), "2*pi*x");
  EXPECT_EQ(rounded("sin(1.41421356*x)", loss_of("sin(sqrt(2)*x)"), options), "sin(sqrt(2)*x)");
  EXPECT_EQ(rounded("x^0.33333333", loss_of("x^(1/3)"), options), "x^(1/3)");
}

TEST_F(RoundConstants, DropsConstantsThatDoNothing) {
  EXPECT_EQ(rounded("2*x + 1.7e-9", loss_of("2*x", 1e-6)), "2*x + 0");
}

TEST_F(RoundConstants, LeavesTheExpressionWhenTheLossIsNotANumber) {
  const LossOf nowhere = [](const Expression&) { return std::nan(""); };
  EXPECT_EQ(rounded("1.23456789*x", nowhere), "1.23456789*x");
}

TEST_F(RoundConstants, NeverLosesMoreThanTheTolerance) {
  const LossOf loss = loss_of("1.1*x + exp(0.7*x)", 1e-3);
  const Expression before = parse("1.10123*x + exp(0.69871*x)", vocabulary).value();
  const double start = loss(before);
  EXPECT_LE(loss(round_constants(before, loss)), start * 1.001);
  EXPECT_LT(calls, 100);
}

}  // namespace
}  // namespace cambrian::expression
