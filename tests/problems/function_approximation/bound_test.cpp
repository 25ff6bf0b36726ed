#include "problems/function_approximation/bound.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "problems/function_approximation/ball.hpp"
#include "problems/function_approximation/baselines.hpp"
#include "problems/function_approximation/report.hpp"
#include "tests/operators/program/programs.hpp"

namespace cambrian::approximation {
namespace {

using program::Op;
using program::Operand;

std::shared_ptr<const Problem> problem_of(const std::string& function, const std::string& low,
                                          const std::string& high, int max_cost = 8) {
  ApproximationConfig config;
  config.function = function;
  config.on = {low, high};
  config.max_cost = max_cost;
  auto problem = make_problem(std::move(config));
  EXPECT_TRUE(problem) << problem.error().message();
  return *problem;
}

double digits(double error) { return -std::log10(error); }

TEST(Ball, HoldsTheTrueResultOfEveryOperation) {
  const Ball third = Ball(Quad(1)) / Ball(Quad(3));
  const Ball one = third * Ball(Quad(3));
  EXPECT_LE(std::fabs(static_cast<double>(one.middle - 1)), one.radius);
  EXPECT_LT(one.radius, 1e-32);
  EXPECT_EQ((Ball(1, 0.25) + Ball(2, 0.5)).smallest() > 2.24, true);
  EXPECT_EQ(std::isinf((Ball(1) / Ball(0.1, 0.2)).radius), true);
}

TEST(ProvenBound, IsCloseAboveTheErrorSeen) {
  const auto problem = problem_of("2^x", "0", "1");
  for (const Baseline& b : make_baselines(*problem)) {
    const auto bound = proven_bound(*problem, b.program, b.constants, b.error);
    ASSERT_TRUE(bound) << b.name;
    EXPECT_GE(*bound, b.error * (1 - 1e-9)) << b.name;
    EXPECT_LE(*bound, b.error * 1.0011) << b.name;
  }
}

TEST(ProvenBound, HoldsNextToAZeroOfTheFunction) {
  const auto problem = problem_of("sin", "-pi/4", "pi/4");
  const Baseline b = make_baselines(*problem).back();
  const auto bound = proven_bound(*problem, b.program, b.constants, b.error);
  ASSERT_TRUE(bound);
  EXPECT_LE(*bound, b.error * 1.0011);
  EXPECT_GT(digits(*bound), 11);
}

// One constant is moved a little: whatever then errs more than before must be found out.
TEST(ProvenBound, FindsPlantedErrors) {
  const auto problem = problem_of("2^x", "0", "1");
  const Baseline b = make_baselines(*problem).back();
  for (std::size_t p = 0; p < b.constants.size(); ++p) {
    std::vector<Quad> planted = b.constants;
    planted[p] *= 1 + Quad(1e-6L);
    const auto truth = static_cast<double>(dense_error(*problem, b.program, planted));
    EXPECT_GT(truth, b.error * 1.01);
    // The claim of the old error cannot be proven, that of the new one can.
    EXPECT_FALSE(proven_bound(*problem, b.program, planted, b.error)) << p;
    const auto bound = proven_bound(*problem, b.program, planted, truth);
    ASSERT_TRUE(bound) << p;
    EXPECT_GE(*bound, truth * (1 - 1e-9)) << p;
  }
}

TEST(ProvenBound, ASpikeBetweenThePlacesOfTheGridIsNotMissed) {
  const auto problem = problem_of("2^x", "0", "1");
  program::Program p = make_baselines(*problem).back().program;
  // + 1e-13 / (x - place): a pole that only a place within 1e-9 of it shows.
  const Operand under = p.append(Op::sub, {Operand::input(0), p.append_constant(0.12345678901234)});
  p.result = p.append(Op::add, {p.result, p.append(Op::div, {p.append_constant(1e-13), under})});
  const std::vector<Quad> constants(p.constants.begin(), p.constants.end());
  const auto seen = static_cast<double>(dense_error(*problem, p, constants));
  EXPECT_LT(seen, 1e-8);
  EXPECT_FALSE(proven_bound(*problem, p, constants, seen));
}

TEST(ProvenBound, SaysNothingOfFunctionsThatItCannotExpand) {
  const auto problem = problem_of("gamma", "1", "1.4", 3);
  const Baseline b = make_baselines(*problem).front();
  EXPECT_FALSE(proven_bound(*problem, b.program, b.constants, b.error));
}

// The known digits of minimax polynomials, and of continued fractions with squarings.
TEST(Baselines, AreTheKnownOptimaOfExp2) {
  const auto problem = problem_of("2^x", "0", "1", 10);
  const std::vector<double> known = {1.525, 3.062, 3.664,  4.601, 6.363,
                                     7.567, 8.771, 10.031, 11.837};
  const std::vector<Baseline> found = make_baselines(*problem);
  ASSERT_EQ(found.size(), known.size());
  for (std::size_t i = 0; i < known.size(); ++i) {
    EXPECT_EQ(found[i].cost, i + 2);
    EXPECT_NEAR(digits(found[i].error), known[i], 0.001) << found[i].name;
  }
}

TEST(Baselines, UseTheSymmetryOfOddFunctions) {
  const std::vector<Baseline> found = make_baselines(*problem_of("sin", "-pi/4", "pi/4", 8));
  ASSERT_EQ(found.back().cost, 8u);
  EXPECT_NEAR(digits(found.back().error), 11.36, 0.01);
}

TEST(Baselines, HaveAsManyPointsForEvenFunctionsAsForOthers) {
  const std::vector<Baseline> found = make_baselines(*problem_of("cos", "-pi/4", "pi/4", 12));
  ASSERT_EQ(found.back().cost, 12u);
  EXPECT_NEAR(digits(found.back().error), 19.710, 0.001) << found.back().name;  // (4,3) in x^2
}

TEST(Baselines, KeepToTheOperators) {
  ApproximationConfig config;
  config.function = "2^x";
  config.on = {"-1/2", "1/2"};
  config.operators = {"fma"};
  config.max_cost = 5;
  const std::vector<Baseline> found = make_baselines(**make_problem(config));
  ASSERT_EQ(found.size(), 5u);
  const std::vector<double> known = {1.525, 2.763, 4.126, 5.586, 7.125};
  for (std::size_t i = 0; i < known.size(); ++i) {
    EXPECT_NEAR(digits(found[i].error), known[i], 0.001);
  }
}

}  // namespace
}  // namespace cambrian::approximation
