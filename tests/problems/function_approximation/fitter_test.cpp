#include "problems/function_approximation/fitter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "operators/program/canonical.hpp"
#include "operators/program/parse.hpp"

namespace cambrian::approximation {
namespace {

double digits(const std::string& function, const std::string& text) {
  ApproximationConfig config;
  config.function = function;
  const auto problem = *make_problem(config);
  const program::Variation variation(problem->variation);
  Fitter fitter(*problem, variation);
  Random random({.seed = 1});
  program::Program program = program::canonical(*program::parse(text));
  return -std::log10(fitter.fit(program, {}, random));
}

TEST(Fitter, FindsConstantsFromTheirOwnStarts) {
  EXPECT_NEAR(digits("2^x", "9/(x - 3.5) + 1"), 3.06, 0.01);
}

// AutoNumerics-Zero's program with two more squarings: far beyond double precision, and of
// constants that hardly differ in effect.
TEST(Fitter, ErrorsBelowTheRoundingOfDoublesAreReached) {
  EXPECT_NEAR(digits("2^x", "a = 92672/x + x; (2007.2/(243057/a + a - 1003.6) + 1)^32"), 18.2, 0.1);
}

}  // namespace
}  // namespace cambrian::approximation
