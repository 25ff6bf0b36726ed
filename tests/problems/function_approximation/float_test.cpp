#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "operators/program/evaluate.hpp"
#include "operators/program/single/float_bits.hpp"
#include "problems/function_approximation/baselines.hpp"
#include "problems/function_approximation/float_search.hpp"
#include "problems/function_approximation/report.hpp"

namespace cambrian::approximation {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::shared_ptr<const Problem> core_of(const FullRange& range, int cost) {
  ApproximationConfig config;
  config.function = range.function;
  config.full_range = true;
  config.operators = {"fma *"};
  config.max_cost = cost;
  auto problem = make_problem(std::move(config));
  EXPECT_TRUE(problem) << problem.error().message();
  return *problem;
}

std::vector<float> constants_of(const program::Program& p) {
  return {p.constants.begin(), p.constants.end()};
}

TEST(FloatTruth, IsTheFunctionAtEveryFloat) {
  const Target target = *Target::parse("exp2");
  const std::vector<FloatRange> ranges = {{.low = -0.5F, .high = 0.75F}, {.low = 3, .high = 90}};
  const FloatTruth truth(target, ranges);
  const auto between = [](float a, float b) {
    return static_cast<std::uint64_t>(program::order_of(b) - program::order_of(a) + 1);
  };
  EXPECT_EQ(truth.inputs(), between(-0.5F, 0.75F) + between(3, 90));
  EXPECT_EQ(truth(0.25F), std::exp2(0.25));
  EXPECT_TRUE(std::isnan(truth(1)));
}

// What the pieces say is compared with the C library by a program that is 0: its error in units of
// the last place is the truth's significand, 2^23 to 2^24.
TEST(FloatTruth, JudgesBySmoothPieces) {
  const Target target = *Target::parse("sin");
  const FloatTruth truth(target, std::vector<FloatRange>{{.low = -1, .high = 1}});
  program::Program zero;
  zero.result = zero.append_constant(0);
  program::FloatBatch batch(zero);
  const auto errors = truth.judge(batch, std::vector<float>{0}, 100'003);
  EXPECT_NEAR(errors.ulp, 0x1p24, 100);
  EXPECT_EQ(errors.relative, 1);
}

TEST(FullRange, GivesIeeeResultsAtTheEdges) {
  const FullRange& exp2 = *find_full_range("exp2");
  const auto problem = core_of(exp2, 6);
  const program::Program whole = exp2.assemble(make_baselines(*problem).back().program);
  const std::vector<float> constants = constants_of(whole);
  program::Evaluator<float> evaluate;
  EXPECT_EQ(evaluate(whole, constants, kInfinity), kInfinity);
  EXPECT_EQ(evaluate(whole, constants, 128), kInfinity);
  EXPECT_LT(evaluate(whole, constants, 127.9999F), kInfinity);
  EXPECT_EQ(evaluate(whole, constants, 10), 1024);
  EXPECT_EQ(evaluate(whole, constants, -149), 1e-45F);
  EXPECT_EQ(evaluate(whole, constants, -151), 0);
  EXPECT_EQ(evaluate(whole, constants, -kInfinity), 0);
  EXPECT_TRUE(std::isnan(evaluate(whole, constants, NAN)));
}

// A look at one of some thousand inputs of all: the core's error, and what rounding adds.
TEST(FullRange, NoFunctionErrsMuchMoreThanItsCore) {
  for (const FullRange& range : full_ranges()) {
    const auto problem = core_of(range, 5);
    const Baseline core = make_baselines(*problem).back();
    const program::Program whole = range.assemble(core.program);
    const FloatTruth truth(*Target::parse(std::string(range.function)), range.ranges);
    program::FloatBatch batch(whole);
    const auto errors = truth.judge(batch, constants_of(whole), 49'999);
    EXPECT_LT(errors.ulp, 3 + 0x1p24 * core.error) << range.function << " at " << errors.ulp_at;
    EXPECT_LT(errors.relative, 0x1p-22 + core.error * 1.01) << range.function;
    EXPECT_GT(errors.inputs, 20'000u);
  }
}

TEST(SearchFloats, ImprovesOnRoundedConstants) {
  ApproximationConfig config;
  config.function = "2^x";
  config.on = {"1/8", "1/4"};
  config.operators = {"fma"};
  config.max_cost = 3;
  const auto problem = *make_problem(config);
  const program::Program rounded = make_baselines(*problem).back().program;
  const FloatTruth truth(problem->target, std::vector<FloatRange>{{.low = 0.125F, .high = 0.25F}});
  FloatSearch search{.program = rounded,
                     .free = rounded.constants.size(),
                     .truth = truth,
                     .focus_low = 0.125F,
                     .focus_high = 0.25F,
                     .trials = 0};
  const FloatProgram before = search_floats(search);
  search.trials = 2000;
  const FloatProgram after = search_floats(search);
  EXPECT_LT(after.errors.ulp, before.errors.ulp);
  EXPECT_TRUE(after.every_input);
  EXPECT_EQ(after.errors.inputs, truth.inputs());
  // The claim holds at every float.
  program::Evaluator<float> evaluate;
  for (std::int64_t k = program::order_of(0.125F); k <= program::order_of(0.25F); k += 101) {
    const float x = program::float_at(k);
    const double error =
        program::error_in_ulp(evaluate(rounded, after.constants, x), std::exp2(double{x}));
    EXPECT_LE(error, after.errors.ulp * (1 + 1e-6)) << x;
  }
  // And it is found again.
  EXPECT_EQ(search_floats(search).constants, after.constants);
}

TEST(Problem, KnowsNoFullRangeOfOtherFunctions) {
  ApproximationConfig config;
  config.function = "tan";
  config.full_range = true;
  const auto problem = make_problem(std::move(config));
  ASSERT_FALSE(problem);
  EXPECT_THAT(problem.error().message(), testing::HasSubstr("there are exp2, exp, log2 and sin"));
}

}  // namespace
}  // namespace cambrian::approximation
