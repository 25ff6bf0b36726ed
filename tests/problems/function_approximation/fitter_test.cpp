#include "problems/function_approximation/fitter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "operators/program/canonical.hpp"
#include "operators/program/parse.hpp"

namespace cambrian::approximation {
namespace {

// The digits that each of a number of fits reaches.
std::vector<double> digits(const std::string& text, int fits = 1,
                           const std::string& function = "2^x") {
  ApproximationConfig config;
  config.function = function;
  const auto problem = *make_problem(config);
  Fitter fitter(*problem);
  Random random({.seed = 1});
  const program::Program program = program::canonical(*program::parse(text));
  std::vector<double> result;
  for (int i = 0; i < fits; ++i) {
    program::Program copy = program;
    result.push_back(-std::log10(fitter.fit(copy, {.thorough = true}, random)));
  }
  return result;
}

TEST(Fitter, FindsConstantsOfOtherSigns) {
  const std::vector<double> found = digits("9/(x - 3.5) + 1", 20);
  EXPECT_GE(std::count_if(found.begin(), found.end(), [](double d) { return d > 3.06; }), 8);
}

// AutoNumerics-Zero's program with two more squarings: far beyond double precision, and of
// constants that hardly differ in effect.
TEST(Fitter, ErrorsBelowTheRoundingOfDoublesAreReached) {
  EXPECT_NEAR(digits("a = 92672/x + x; (2007.2/(243057/a + a - 1003.6) + 1)^32")[0], 18.2, 0.1);
}

// Every value that it computes in double is the rounded truth.
TEST(Fitter, AnErrorThatRoundingHidesIsStillAnError) {
  EXPECT_NEAR(digits("0.5*x + 1", 1, "1 + x^2/1e17")[0], 17.9, 0.1);
}

// A term 1/a was added to a, with the constants that were best without it. Those that are best with
// it belong to an argument half as long: without starts for other lengths one fit in five finds
// them.
TEST(Fitter, ConstantsOfAParentAreTriedForLongerAndShorterArguments) {
  const std::vector<double> found = digits("a = 25.9/x + x; 17.9/(1/a + a - 8.97) + 1", 40);
  EXPECT_GE(std::count_if(found.begin(), found.end(), [](double d) { return d > 9.2; }), 20);
}

}  // namespace
}  // namespace cambrian::approximation
