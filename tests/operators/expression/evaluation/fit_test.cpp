#include "operators/expression/evaluation/fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "operators/expression/evaluation/interpreter.hpp"
#include "operators/expression/evaluation/reference.hpp"
#include "tests/support/random_expression.hpp"

namespace cambrian::expression {
namespace {

Expression variable(std::uint16_t k) { return Expression::of(Node::variable(k)); }
Expression constant(double value) { return Expression::of(Node::constant(value)); }
Expression operator+(const Expression& a, const Expression& b) {
  return Expression::apply(Op::add, a, b);
}
Expression operator*(const Expression& a, const Expression& b) {
  return Expression::apply(Op::mul, a, b);
}

/// Targets of `law` on random inputs in [0.5, 3], with noise.
Samples<double> samples_of(const Expression& law, std::size_t rows, double noise = 0) {
  Random random({.seed = 21});
  Samples<double> samples{random_table<double>(rows, 3, random, 0.5, 3), Column<double>(rows), {}};
  std::vector<double> inputs(3);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t k = 0; k < 3; ++k) inputs[k] = samples.inputs.at(row, k);
    samples.target[row] = reference_value(law.nodes, inputs) + noise * random.normal();
  }
  return samples;
}

/// a exp(b x) + c sin(d y).
Expression waves(double a, double b, double c, double d) {
  return constant(a) * Expression::apply(Op::exp, constant(b) * variable(0)) +
         constant(c) * Expression::apply(Op::sin, constant(d) * variable(1));
}

TEST(Jacobian, OfEveryOperatorEqualsADifferenceQuotient) {
  Random random({.seed = 22});
  ConstantFitter<double> fitter;
  for (const OpInfo& op : all_ops()) {
    for (const double centre : {0.37, 1.63, -0.71}) {
      // op(c x, y) and op(y, c x), or op(c x).
      const auto table = random_table<double>(40, 2, random, 0.6, 1.4);
      const auto scaled = constant(centre) * variable(0);
      std::vector<Expression> forms;
      if (op.arity == 1) forms = {Expression::apply(op.op, scaled)};
      if (op.arity == 2) {
        forms = {Expression::apply(op.op, scaled, variable(1)),
                 Expression::apply(op.op, variable(1), scaled)};
      }
      for (const Expression& form : forms) {
        std::vector<double> values(40), slopes(40);
        fitter.jacobian(form, table, values, slopes);
        for (std::size_t row = 0; row < 40; ++row) {
          const auto at = [&](double shift) {
            Expression moved = form;
            for (Node& node : moved.nodes) {
              if (node.is_constant()) node.value += shift;
            }
            const double inputs[] = {table.at(row, 0), table.at(row, 1)};
            return reference_value(moved.nodes, inputs);
          };
          const double h = 1e-5;
          const double quotient = (at(h) - at(-h)) / (2 * h);
          const double coarse = (at(2 * h) - at(-2 * h)) / (4 * h);
          // Not across jumps, kinks and the edges of domains.
          if (!std::isfinite(quotient) || std::fabs(quotient - coarse) > 1e-4) continue;
          ASSERT_NEAR(slopes[row], quotient, 1e-6 * std::max(1.0, std::fabs(quotient)))
              << op.name << " at " << centre * table.at(row, 0) << ", " << table.at(row, 1);
        }
      }
    }
  }
}

TEST(Jacobian, CoversConstantsInConstantSubtreesAndPlainOnes) {
  // exp(c0 + c1) x + c2
  const auto form =
      Expression::apply(Op::exp, constant(0.5) + constant(0.25)) * variable(0) + constant(3);
  Random random({.seed = 23});
  const auto table = random_table<double>(20, 1, random);
  std::vector<double> values(20), slopes(60);
  EXPECT_TRUE(ConstantFitter<double>().jacobian(form, table, values, slopes));
  for (std::size_t row = 0; row < 20; ++row) {
    const double expected = std::exp(0.75) * table.at(row, 0);
    EXPECT_NEAR(slopes[row], expected, 1e-14 * 10);
    EXPECT_EQ(slopes[row], slopes[20 + row]);
    EXPECT_EQ(slopes[40 + row], 1);
  }
}

TEST(ConstantFitter, FindsTheConstantsOfAKnownLaw) {
  const auto samples = samples_of(waves(1.5, 0.7, -2, 1.9), 1000);
  ConstantFitter<double> fitter;
  const auto result = fitter.fit(waves(1, 1, -1, 1.7), samples, {.iterations = 50});
  EXPECT_TRUE(result.improved);
  EXPECT_LT(result.loss, 1e-25);
  EXPECT_NEAR(result.expression.nodes[0].value, 1.5, 1e-10);
}

TEST(ConstantFitter, FindsThemInFloatToItsPrecision) {
  const auto samples = samples_of(waves(1.5, 0.7, -2, 1.9), 1000).cast<float>();
  const auto result =
      ConstantFitter<float>().fit(waves(1, 1, -1, 1.7), samples, {.iterations = 50});
  EXPECT_LT(result.loss, 1e-10);
}

TEST(ConstantFitter, SolvesLinearProblemsInAFewSteps) {
  const auto law = constant(3) * variable(0) + (constant(-2) * variable(1) + constant(0.5));
  const auto form = constant(1) * variable(0) + (constant(1) * variable(1) + constant(1));
  const auto result = ConstantFitter<double>().fit(form, samples_of(law, 300), {.iterations = 8});
  EXPECT_LT(result.loss, 1e-20);
}

TEST(ConstantFitter, FitsTheInnerConstantsAloneUnderLinearScaling) {
  // The target is 5 - 3 exp(-1.3 x); the form exp(c x) fits it up to scale and offset.
  const auto law =
      constant(5) + constant(-3) * Expression::apply(Op::exp, constant(-1.3) * variable(0));
  const auto form = Expression::apply(Op::exp, constant(-0.2) * variable(0));
  const auto result = ConstantFitter<double>().fit(form, samples_of(law, 500),
                                                   {.iterations = 40, .linear_scaling = true});
  EXPECT_LT(result.loss, 1e-12);
  EXPECT_NEAR(result.expression.nodes[0].value, -1.3, 1e-5);
}

class RobustLosses : public testing::TestWithParam<Loss> {};

TEST_P(RobustLosses, AreMinimisedToTheLawUnderOutliers) {
  auto samples = samples_of(waves(1.5, 0.7, -2, 1.9), 1000, 0.01);
  for (std::size_t row = 0; row < 1000; row += 50) samples.target[row] += 30;
  const auto result = ConstantFitter<double>().fit(waves(1.2, 0.8, -1.5, 1.8), samples,
                                                   {.loss = GetParam(), .iterations = 100});
  EXPECT_TRUE(result.improved);
  EXPECT_NEAR(result.expression.nodes[0].value, 1.5, 0.02);
}

INSTANTIATE_TEST_SUITE_P(All, RobustLosses,
                         testing::Values(Loss{LossKind::mae}, Loss{LossKind::huber, 0.05},
                                         Loss{LossKind::quantile, 0.5}, Loss{LossKind::log_cosh}),
                         [](const auto& test) { return std::string(name_of(test.param.kind)); });

TEST(ConstantFitter, MinimisesALossGivenAsAnExpression) {
  // (log p - log t)^2
  const auto difference = Expression::apply(Op::sub, Expression::apply(Op::log, variable(0)),
                                            Expression::apply(Op::log, variable(1)));
  const Loss loss{LossKind::custom, 0, Expression::apply(Op::square, difference)};
  const auto law = constant(2) * Expression::apply(Op::exp, constant(1.5) * variable(0));
  const auto form = constant(1) * Expression::apply(Op::exp, constant(1) * variable(0));
  const auto result =
      ConstantFitter<double>().fit(form, samples_of(law, 300), {.loss = loss, .iterations = 100});
  EXPECT_LT(result.loss, 1e-8);
}

TEST(ConstantFitter, HeedsTheWeightsOfRows) {
  auto samples = samples_of(constant(2) * variable(0), 100);
  samples.weights = Column<double>(100, 1);
  for (std::size_t row = 0; row < 50; ++row) {
    samples.target[row] += 100;
    samples.weights[row] = 0;
  }
  const auto result = ConstantFitter<double>().fit(constant(1) * variable(0), samples, {});
  EXPECT_NEAR(result.expression.nodes[0].value, 2, 1e-9);
}

TEST(ConstantFitter, NeverReturnsAWorseExpression) {
  Random random({.seed = 24});
  std::vector<Op> ops;
  for (const OpInfo& op : all_ops()) ops.push_back(op.op);
  const auto samples = samples_of(waves(1, 0.5, 1, 2), 200, 0.1);
  ConstantFitter<double> fitter;
  Interpreter<double> judge;
  int improved = 0;
  for (int k = 0; k < 300; ++k) {
    const auto tree = random_expression({ops, 3, 0.5}, 1 + random.below(25), random);
    const auto result = fitter.fit(tree, samples, {.restarts = 1}, &random);
    const double before = judge.loss(tree, samples);
    const double after = judge.loss(result.expression, samples);
    improved += result.improved;
    ASSERT_TRUE(std::isnan(before) ? result.improved == !std::isnan(after) : after <= before);
    ASSERT_TRUE(std::isnan(after) || after == result.loss);
    ASSERT_EQ(result.expression.size(), tree.size());
  }
  EXPECT_GT(improved, 40);
}

TEST(ConstantFitter, LeavesIntegersAloneWhenAsked) {
  const auto form = Expression::apply(Op::pow, constant(1.1) * variable(0), constant(2));
  const auto law = Expression::apply(Op::pow, constant(1.7) * variable(0), constant(2.2));
  const auto result = ConstantFitter<double>().fit(form, samples_of(law, 100),
                                                   {.iterations = 30, .keep_integers = true});
  EXPECT_TRUE(result.improved);
  EXPECT_EQ(result.expression.nodes[3].value, 2);
}

TEST(ConstantFitter, KeepsToItsBudgetOfEvaluations) {
  const auto samples = samples_of(waves(1.5, 0.7, -2, 1.9), 100);
  Random random({.seed = 25});
  for (const std::uint64_t budget : {1u, 2u, 5u, 12u}) {
    const auto result = ConstantFitter<double>().fit(
        waves(1, 1, 1, 1), samples, {.iterations = 50, .restarts = 3, .evaluations = budget},
        &random);
    EXPECT_LE(result.evaluations, budget);
  }
}

TEST(ConstantFitter, FitsArgumentsOfUserDefinedOperatorsButNotTheirBodies) {
  Vocabulary vocabulary;
  // twice(x) = x + x mentions its argument twice.
  vocabulary.definitions.push_back({"twice", {"x"}, variable(0) + variable(0)});
  Expression form = constant(1) * variable(0);
  form.nodes.push_back(Node::user(0, 1));
  form.restore_lengths();
  const auto samples = samples_of(constant(3) * variable(0), 50);
  const auto result = ConstantFitter<double>(&vocabulary).fit(form, samples, {});
  EXPECT_NEAR(result.expression.nodes[0].value, 1.5, 1e-9);
}

TEST(ConstantFitter, HasNothingToDoWithoutConstants) {
  const auto samples = samples_of(variable(0), 20);
  const auto result = ConstantFitter<double>().fit(variable(1), samples, {});
  EXPECT_FALSE(result.improved);
  EXPECT_EQ(result.evaluations, 1);
  EXPECT_EQ(result.loss, result.initial_loss);
}

}  // namespace
}  // namespace cambrian::expression
