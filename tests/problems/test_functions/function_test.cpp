#include "problems/test_functions/function.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "engine/pareto/hypervolume.hpp"

namespace cambrian::test_functions {
namespace {

TestFunction made(const std::string& name, Size size = {}) {
  return std::move(test_function(name, size).value());
}

std::vector<double> value(const TestFunction& function, const std::vector<double>& x) {
  std::vector<double> f(function.objectives);
  function.evaluate(x, f);
  return f;
}

TEST(TestFunctions, WithOneObjectiveAre0AtTheirBestPointAndWorseNearIt) {
  for (const std::string& name : test_function_names()) {
    const TestFunction function = made(name);
    if (function.objectives > 1) continue;
    EXPECT_NEAR(value(function, function.best)[0], 0, 1e-14) << name;
    for (std::size_t i = 0; i < function.best.size(); ++i) {
      auto near = function.best;
      near[i] += 0.01;
      EXPECT_GT(value(function, near)[0], 1e-6) << name;
      EXPECT_LT(function.bounds[i].low, near[i]) << name;
      EXPECT_GT(function.bounds[i].high, near[i]) << name;
    }
  }
}

TEST(TestFunctions, HaveThePublishedValuesAtOtherPoints) {
  EXPECT_DOUBLE_EQ(value(made("ellipsoid", {2}), {2, 3})[0], 4 + 9e6);
  EXPECT_DOUBLE_EQ(value(made("rosenbrock", {2}), {-1, 2})[0], 104);
  EXPECT_DOUBLE_EQ(value(made("rastrigin", {2}), {0.5, 1})[0], 21.25);
  EXPECT_NEAR(value(made("ackley", {1}), {1})[0], 20 * (1 - std::exp(-0.2)), 1e-12);
  EXPECT_NEAR(value(made("griewank", {1}), {std::numbers::pi})[0],
              2 + std::numbers::pi * std::numbers::pi / 4000, 1e-12);
}

/// The hypervolume of the front, of points with the distance variables at their best.
double of_the_front(const TestFunction& function, double distance, int points) {
  std::vector<double> rows;
  std::vector<double> x(function.bounds.size(), distance);
  for (int i = 0; i <= points; ++i) {
    x[0] = static_cast<double>(i) / points;
    for (double f : value(function, x)) rows.push_back(f);
  }
  return pareto::hypervolume({rows, 2}, function.reference);
}

TEST(TestFunctions, ZdtHaveTheKnownHypervolumes) {
  for (const char* name : {"zdt1", "zdt2", "zdt3", "zdt4", "zdt6"}) {
    const TestFunction function = made(name);
    EXPECT_NEAR(of_the_front(function, 0, 50'000), *function.hypervolume, 1e-4) << name;
    EXPECT_EQ(function.bounds.size(), name[3] < '4' ? 30u : 10u);
  }
  EXPECT_NEAR(*made("zdt1").hypervolume, 0.876667, 5e-7);
  EXPECT_NEAR(*made("zdt2").hypervolume, 0.543333, 5e-7);
  EXPECT_NEAR(*made("zdt6").hypervolume, 0.507878, 5e-7);
}

TEST(TestFunctions, DtlzWithTwoObjectivesHaveTheKnownHypervolumes) {
  for (const char* name : {"dtlz1", "dtlz2", "dtlz3"}) {
    const TestFunction function = made(name, {.objectives = 2});
    EXPECT_NEAR(of_the_front(function, 0.5, 20'000), *function.hypervolume, 1e-4) << name;
  }
}

TEST(TestFunctions, DtlzWithThreeObjectivesHaveTheirFrontOnAPlaneOrSphere) {
  EXPECT_NEAR(8 * *made("dtlz1").hypervolume, 1.331 - 1.0 / 6, 1e-12);
  EXPECT_NEAR(*made("dtlz4").hypervolume, 1.331 - std::numbers::pi / 6, 1e-12);
  for (const char* name : {"dtlz1", "dtlz2", "dtlz3", "dtlz4"}) {
    const TestFunction function = made(name);
    std::vector<double> x(function.bounds.size(), 0.5);
    x[0] = 0.3;
    x[1] = 0.9;
    const auto f = value(function, x);
    if (name[4] == '1') {
      EXPECT_NEAR(f[0] + f[1] + f[2], 0.5, 1e-12);
      EXPECT_NEAR(f[2], 0.35, 1e-12);
    } else {
      EXPECT_NEAR(f[0] * f[0] + f[1] * f[1] + f[2] * f[2], 1, 1e-12) << name;
    }
    x.back() = 0.6;
    EXPECT_GT(value(function, x)[0], f[0]) << name;
  }
}

TEST(TestFunctions, OfAWrongSizeOrNameAreRefused) {
  EXPECT_EQ(test_function("zdt1", {.variables = 1}).error().where, "variables");
  EXPECT_EQ(test_function("zdt1", {.objectives = 3}).error().where, "objectives");
  EXPECT_EQ(test_function("dtlz2", {.objectives = 1}).error().where, "objectives");
  EXPECT_EQ(test_function("zdt5", {}).error().hint, "did you mean 'zdt1'?");
  EXPECT_EQ(made("dtlz2", {.objectives = 5}).bounds.size(), 14u);
}

}  // namespace
}  // namespace cambrian::test_functions
