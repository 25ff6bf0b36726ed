#include "operators/expression/evaluation/interpreter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <vector>

#include "operators/expression/evaluation/kernels.hpp"
#include "operators/expression/evaluation/reference.hpp"
#include "tests/support/random_expression.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* block = std::malloc(size)) return block;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto unit = static_cast<std::size_t>(alignment);
  if (void* block = std::aligned_alloc(unit, (size + unit - 1) / unit * unit)) return block;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* block) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  std::free(block);
}

namespace cambrian::expression {
namespace {

using testing::DoubleNear;

const std::vector<Op>& every_op() {
  static const std::vector<Op> ops = [] {
    std::vector<Op> result;
    for (const OpInfo& op : all_ops()) result.push_back(op.op);
    return result;
  }();
  return ops;
}

/// Continuous operators, whose value does not hang on the last bit of an argument.
const std::vector<Op>& smooth_ops() {
  static const std::vector<Op> ops = {Op::add, Op::sub,  Op::mul,  Op::div,    Op::sin,
                                      Op::cos, Op::tanh, Op::atan, Op::square, Op::neg,
                                      Op::inv, Op::abs,  Op::max,  Op::relu};
  return ops;
}

std::vector<double> row_of(const Table<double>& table, std::size_t row) {
  std::vector<double> inputs;
  for (std::size_t k = 0; k < table.columns(); ++k) inputs.push_back(table.at(row, k));
  return inputs;
}

Samples<double> random_samples(std::size_t rows, Random& random, bool weighted = false) {
  Samples<double> samples{random_table<double>(rows, 5, random), Column<double>(rows),
                          Column<double>(weighted ? rows : 0)};
  for (double& value : samples.target.values()) value = random.normal();
  for (double& value : samples.weights.values()) value = random.uniform(0, 2);
  return samples;
}

/// a + b (sum of two leaves), finite everywhere.
Expression sum_of_columns() {
  return Expression::apply(Op::add, Expression::of(Node::variable(0)),
                           Expression::of(Node::variable(1)));
}

TEST(Interpreter, AgreesWithTheReferenceOnRandomTreesOfEveryOperator) {
  Random random({.seed = 1});
  Interpreter<double> interpreter;
  const auto table = random_table<double>(70, 5, random);
  std::vector<double> values(70);
  int compared = 0;
  int equal = 0;
  for (int k = 0; k < 3000; ++k) {
    const auto tree = random_expression({every_op()}, 1 + random.below(8), random);
    interpreter.predict(tree, table, values);
    for (std::size_t row = 0; row < 70; row += 7) {
      const double expected = reference_value(tree.nodes, row_of(table, row));
      if (!std::isfinite(expected) || std::fabs(expected) > 1e6) continue;
      ++compared;
      const bool same =
          std::fabs(values[row] - expected) <= 1e-9 * std::max(1.0, std::fabs(expected));
      equal += same;
    }
  }
  EXPECT_GT(compared, 15000);
  // A comparison, floor or mod may hang on the last bit of its argument.
  EXPECT_GT(equal, 0.999 * compared);
}

TEST(Interpreter, AgreesWithTheReferenceOnLargeSmoothTrees) {
  Random random({.seed = 2});
  Interpreter<double> wide;
  Interpreter<float> narrow;
  const auto table = random_table<double>(33, 5, random);
  const Table<float> small_table(table);
  std::vector<double> values(33);
  std::vector<float> small_values(33);
  std::size_t close = 0;
  std::size_t total = 0;
  for (int k = 0; k < 500; ++k) {
    const auto tree = random_expression({smooth_ops()}, 1 + random.below(80), random);
    wide.predict(tree, table, values);
    narrow.predict(tree, small_table, small_values);
    for (std::size_t row = 0; row < 33; row += 8) {
      const double expected = reference_value(tree.nodes, row_of(table, row));
      if (!std::isfinite(expected) || std::fabs(expected) > 1e3) continue;
      ++total;
      close += std::fabs(values[row] - expected) <= 1e-9 * std::max(1.0, std::fabs(expected));
      close += std::fabs(small_values[row] - expected) <= 1e-3 * std::max(1.0, std::fabs(expected));
    }
  }
  // A few trees magnify rounding without bound (tan-like quotients).
  EXPECT_GT(static_cast<double>(close), 1.96 * static_cast<double>(total));
}

TEST(Interpreter, PredictsAnyRangeOfRowsLikeTheWholeTable) {
  Random random({.seed = 3});
  Interpreter<float> interpreter;
  const auto table = random_table<float>(5000, 5, random);
  for (int k = 0; k < 50; ++k) {
    const auto tree = random_expression({every_op()}, 15, random);
    std::vector<float> whole(5000);
    interpreter.predict(tree, table, whole);
    const std::size_t begin = random.below(4000);
    const std::size_t length = random.below(1000);
    std::vector<float> part(length);
    interpreter.predict(tree, table, part, {begin, begin + length});
    ASSERT_TRUE(length == 0 ||
                std::memcmp(part.data(), whole.data() + begin, length * sizeof(float)) == 0);
  }
}

TEST(Interpreter, GivesTheSameBitsOnEveryInstructionSet) {
  Random random({.seed = 4});
  const auto samples = random_samples(1000, random, true).cast<float>();
  Interpreter<float> best;
  for (const InstructionSet set : instruction_sets()) {
    if (set == InstructionSet::baseline) continue;
    Interpreter<float> other(nullptr, kernels<float>(set));
    for (int k = 0; k < 300; ++k) {
      const auto tree = random_expression({every_op()}, 1 + random.below(40), random);
      const double expected = best.loss(tree, samples);
      const double actual = other.loss(tree, samples);
      ASSERT_TRUE(expected == actual || (std::isnan(expected) && std::isnan(actual)));
      const LinearFit a = best.linear_fit(tree, samples);
      const LinearFit b = other.linear_fit(tree, samples);
      ASSERT_TRUE(std::isnan(a.mse) || (a.mse == b.mse && a.slope == b.slope));
    }
  }
}

TEST(Interpreter, ReplacesUserDefinedOperatorsByTheirBodies) {
  Vocabulary vocabulary;
  vocabulary.definitions.push_back({"twice", {"x"}, {}});
  vocabulary.definitions[0].body = Expression::apply(Op::mul, Expression::of(Node::constant(2)),
                                                     Expression::of(Node::variable(0)));
  Expression call = Expression::of(Node::variable(1));
  call.nodes.push_back(Node::user(0, 1));
  call.restore_lengths();
  Random random({.seed = 5});
  const auto table = random_table<double>(10, 2, random);
  std::vector<double> values(10);
  Interpreter<double>(&vocabulary).predict(call, table, values);
  for (std::size_t row = 0; row < 10; ++row) EXPECT_EQ(values[row], 2 * table.at(row, 1));
}

TEST(Interpreter, EvaluatesConstantsVariablesAndFoldedSubtrees) {
  Random random({.seed = 6});
  const auto table = random_table<double>(20, 2, random);
  std::vector<double> values(20);
  Interpreter<double> interpreter;
  EXPECT_TRUE(interpreter.predict(Expression::of(Node::constant(1.5)), table, values));
  EXPECT_THAT(values, testing::Each(1.5));
  EXPECT_TRUE(interpreter.predict(Expression::of(Node::variable(1)), table, values));
  EXPECT_THAT(values, testing::ElementsAreArray(table.column(1)));
  const auto folded = Expression::apply(Op::exp, Expression::of(Node::constant(0)));
  EXPECT_TRUE(interpreter.predict(folded, table, values));
  EXPECT_THAT(values, testing::Each(1.0));
}

TEST(Interpreter, HandlesChainsAsDeepAsExpressionsMayBe) {
  // x + (sin x + (sin x + ...)): every left operand waits for its right neighbour.
  Expression chain;
  const std::size_t links = Expression::kMaxNodes / 3 - 1;
  for (std::size_t k = 0; k < links; ++k) {
    chain.nodes.push_back(Node::variable(0));
    chain.nodes.push_back(Node::operation(Op::sin));
  }
  chain.nodes.push_back(Node::variable(0));
  for (std::size_t k = 0; k < links; ++k) chain.nodes.push_back(Node::operation(Op::add));
  ASSERT_TRUE(chain.restore_lengths());
  Table<double> table(3, 1);
  table.column(0)[1] = 1;
  std::vector<double> values(3);
  EXPECT_TRUE(Interpreter<double>().predict(chain, table, values));
  EXPECT_NEAR(values[1], static_cast<double>(links) * std::sin(1.0) + 1, 1e-9);
}

class Losses : public testing::TestWithParam<Loss> {};

TEST_P(Losses, EqualTheirDefinitionForEveryNumberOfRows) {
  Random random({.seed = 7});
  Interpreter<double> interpreter;
  for (const bool weighted : {false, true}) {
    for (const std::size_t rows : {1u, 2u, 15u, 16u, 17u, 63u, 130u, 511u, 513u, 1000u, 2500u}) {
      const auto samples = random_samples(rows, random, weighted);
      const double expected = reference_loss(sum_of_columns(), samples, GetParam());
      const double actual = interpreter.loss(sum_of_columns(), samples, GetParam());
      EXPECT_NEAR(actual, expected, 1e-13 * std::fabs(expected)) << rows;
    }
  }
}

TEST_P(Losses, AreMissingWhenAPredictionIsNotFinite) {
  Random random({.seed = 8});
  auto samples = random_samples(700, random);
  for (const double bad : {std::numeric_limits<double>::infinity(), std::nan("")}) {
    samples.inputs.column(0)[690] = bad;
    Interpreter<double> interpreter;
    EXPECT_TRUE(std::isnan(interpreter.loss(sum_of_columns(), samples, GetParam())));
    EXPECT_FALSE(std::isnan(interpreter.loss(sum_of_columns(), samples, GetParam(), {0, 690})));
  }
}

Loss custom_loss() {
  // weight (prediction - target)^2
  const auto residual = Expression::apply(Op::sub, Expression::of(Node::variable(0)),
                                          Expression::of(Node::variable(1)));
  return {LossKind::custom, 0,
          Expression::apply(Op::mul, Expression::of(Node::variable(2)),
                            Expression::apply(Op::square, residual))};
}

INSTANTIATE_TEST_SUITE_P(All, Losses,
                         testing::Values(Loss{LossKind::mse}, Loss{LossKind::mae},
                                         Loss{LossKind::huber, 0.7}, Loss{LossKind::quantile, 0.2},
                                         Loss{LossKind::log_cosh}, custom_loss()),
                         [](const auto& test) { return std::string(name_of(test.param.kind)); });

TEST(Interpreter, HasNoLossWithoutRowsOrWeight) {
  Random random({.seed = 9});
  auto samples = random_samples(10, random, true);
  Interpreter<double> interpreter;
  EXPECT_TRUE(std::isnan(interpreter.loss(sum_of_columns(), samples, {}, {4, 4})));
  for (double& weight : samples.weights.values()) weight = 0;
  EXPECT_TRUE(std::isnan(interpreter.loss(sum_of_columns(), samples)));
}

TEST(LinearFitOfAnExpression, IsTheLeastSquaresLine) {
  Random random({.seed = 10});
  auto samples = random_samples(1000, random, true);
  for (std::size_t row = 0; row < 1000; ++row) {
    const double f = samples.inputs.at(row, 0) + samples.inputs.at(row, 1);
    samples.target[row] = 1e3 - 2.5 * f + 0.1 * random.normal();
  }
  const LinearFit fit = Interpreter<double>().linear_fit(sum_of_columns(), samples);
  EXPECT_NEAR(fit.offset, 1e3, 0.02);
  EXPECT_NEAR(fit.slope, -2.5, 0.01);
  EXPECT_NEAR(fit.mse, 0.01, 0.002);
  const LinearFit narrow = Interpreter<float>().linear_fit(sum_of_columns(), samples.cast<float>());
  EXPECT_NEAR(narrow.slope, fit.slope, 1e-4);
  EXPECT_NEAR(narrow.mse, fit.mse, 1e-4 * fit.mse);
}

TEST(LinearFitOfAnExpression, KeepsItsDigitsWhenItIsExact) {
  Random random({.seed = 11});
  auto samples = random_samples(3000, random);
  for (std::size_t row = 0; row < 3000; ++row) {
    samples.target[row] = 3 + 2 * (samples.inputs.at(row, 0) + samples.inputs.at(row, 1));
  }
  EXPECT_LT(Interpreter<double>().linear_fit(sum_of_columns(), samples).mse, 1e-28);
  EXPECT_LT(Interpreter<float>().linear_fit(sum_of_columns(), samples.cast<float>()).mse, 1e-11);
}

TEST(LinearFitOfAnExpression, IsTheMeanWhenTheExpressionIsConstant) {
  Random random({.seed = 12});
  const auto samples = random_samples(100, random);
  double mean = 0;
  for (double value : samples.target.values()) mean += value / 100;
  const auto fit = Interpreter<double>().linear_fit(Expression::of(Node::constant(7)), samples);
  EXPECT_EQ(fit.slope, 0);
  EXPECT_NEAR(fit.offset, mean, 1e-14);
}

TEST(Interpreter, DoesNotAllocateOnceItHasSeenTheLargestExpression) {
  Random random({.seed = 13});
  const auto samples = random_samples(1000, random).cast<float>();
  std::vector<Expression> trees;
  for (int k = 0; k < 200; ++k) trees.push_back(random_expression({every_op()}, 40, random));
  Interpreter<float> interpreter;
  const auto evaluate_all = [&] {
    for (const auto& tree : trees) {
      interpreter.loss(tree, samples);
      interpreter.linear_fit(tree, samples);
      interpreter.loss(tree, samples, {LossKind::log_cosh});
    }
  };
  evaluate_all();
  const std::size_t before = allocations;
  evaluate_all();
  EXPECT_EQ(allocations, before);
}

TEST(Interpreter, ProbesManyExpressionsOnFewRows) {
  Random random({.seed = 14});
  const auto table = random_table<double>(16, 3, random);
  std::vector<Expression> trees;
  for (int k = 0; k < 20; ++k) trees.push_back(random_expression({smooth_ops(), 3}, 7, random));
  std::vector<double> values(20 * 16);
  Interpreter<double> interpreter;
  interpreter.probe(trees, table, values);
  for (std::size_t k = 0; k < 20; ++k) {
    std::vector<double> expected(16);
    interpreter.predict(trees[k], table, expected);
    EXPECT_EQ(std::memcmp(values.data() + k * 16, expected.data(), 16 * sizeof(double)), 0);
  }
}

}  // namespace
}  // namespace cambrian::expression
