// Programs that reduce the range by themselves: where they jump, and what is proven of them.
#include "problems/function_approximation/jumps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "operators/program/canonical.hpp"
#include "operators/program/parse.hpp"
#include "problems/function_approximation/bound.hpp"
#include "problems/function_approximation/branches.hpp"
#include "problems/function_approximation/report.hpp"

namespace cambrian::approximation {
namespace {

using program::Op;
using program::Program;
using testing::HasSubstr;

std::shared_ptr<const Problem> problem_of(const std::string& function, const std::string& low,
                                          const std::string& high) {
  ApproximationConfig config;
  config.function = function;
  config.on = {low, high};
  config.operators = {"+ - * / round scale2 exponent significand"};
  auto problem = make_problem(std::move(config));
  EXPECT_TRUE(problem) << problem.error().message();
  return *problem;
}

Program program_of(const std::string& text) { return program::canonical(*program::parse(text)); }
std::vector<Quad> constants_of(const Program& p) {
  return {p.constants.begin(), p.constants.end()};
}

const char* const kExp2 = "r = x - round(x); scale2(((0.0558*r + 0.2426)*r + 0.6931)*r + 1, x)";
const char* const kLog2 = "m = significand(x) - 1; exponent(x) + m*(1.44 - m/(m + 1.6)*0.4)";

TEST(BesideJumps, AreBothSidesOfEach) {
  const Program p = program_of("x - round(2*x)");
  const std::vector<Quad> ends = {0, 1.5};
  const auto found = beside_jumps(p, constants_of(p), ends);
  ASSERT_EQ(found.size(), 6u);
  for (std::size_t k = 0; k < 3; ++k) {
    const Quad jump = 0.25 + 0.5 * static_cast<double>(k);
    EXPECT_LE(found[2 * k], jump);
    EXPECT_GE(found[2 * k + 1], jump);
    EXPECT_LT(found[2 * k + 1] - found[2 * k], Quad(1e-30L));
  }
}

TEST(BesideJumps, ThereAreNoneInSmoothPrograms) {
  const Program p = program_of("x*x + 1");
  EXPECT_TRUE(beside_jumps(p, constants_of(p), std::vector<Quad>{0, 9}).empty());
}

TEST(BranchesOn, AreOneAwayFromJumpsAndTwoAtThem) {
  const Program p = program_of(kExp2);
  const auto count = [&](double middle, double radius) {
    const auto found = branches_on(p, constants_of(p), Ball(middle, radius));
    return found ? found->size() : 0;
  };
  EXPECT_EQ(count(0.2, 0.1), 1u);
  EXPECT_EQ(count(0.5, 0.1), 2u);
  EXPECT_EQ(count(0.5, 0.0), 2u);
  EXPECT_EQ(count(0.5, 3.0), 0u);
}

TEST(OnBranch, AProgramWithoutJumpsComputesTheSame) {
  for (const char* text : {kExp2, kLog2}) {
    const Program p = program_of(text);
    const auto branches = branches_on(p, constants_of(p), Ball(5.25, 0.125));
    ASSERT_TRUE(branches);
    ASSERT_EQ(branches->size(), 1u);
    const SmoothPart part = on_branch(p, constants_of(p), branches->front());
    EXPECT_TRUE(program::is_smooth(part.program));
    program::Evaluator<Quad> evaluate;
    for (const Quad x : {5.125, 5.25, 5.375}) {
      EXPECT_EQ(evaluate(part.program, part.constants, x), evaluate(p, constants_of(p), x));
    }
  }
}

TEST(ProvenBound, HoldsForProgramsThatJump) {
  const auto exp2 = problem_of("2^x", "-7", "9");
  const Approximation a = finish(*exp2, program_of(kExp2));
  EXPECT_GT(-std::log10(a.error), 4.0);  // the best polynomial of this degree: 4.126
  const auto bound = proven_bound(*exp2, a.program, a.constants, a.error);
  ASSERT_TRUE(bound);
  EXPECT_GE(*bound, a.error * (1 - 1e-9));
  EXPECT_LE(*bound, a.error * 1.0011);
}

TEST(ProvenBound, HoldsForExponentsAndSignificands) {
  const auto log2 = problem_of("log2", "1.5", "100");
  const Approximation a = finish(*log2, program_of(kLog2));
  const auto bound = proven_bound(*log2, a.program, a.constants, a.error);
  ASSERT_TRUE(bound);
  EXPECT_LE(*bound, a.error * 1.0011);
}

// The roundings do not agree on where to jump: next to 2.5/1.001 the error is large.
TEST(ProvenBound, FindsWhatErrsNextToAJumpOnly) {
  const auto exp2 = problem_of("2^x", "2.4", "2.6");
  const Program p =
      program_of("r = x - round(1.001*x); scale2(((0.0558*r + 0.2426)*r + 0.6931)*r + 1, x)");
  EXPECT_FALSE(proven_bound(*exp2, p, constants_of(p), 1e-3));
  EXPECT_GT(static_cast<double>(dense_error(*exp2, p, constants_of(p))), 0.2);
}

TEST(Operators, ThatJumpDoNotGoWithAFullRange) {
  ApproximationConfig config;
  config.function = "exp2";
  config.full_range = true;
  config.operators = {"+ * round"};
  EXPECT_THAT(make_problem(config).error().message(),
              HasSubstr("round does not go with --full-range"));
}

}  // namespace
}  // namespace cambrian::approximation
