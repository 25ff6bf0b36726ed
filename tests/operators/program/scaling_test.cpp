#include "operators/program/scaling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "operators/program/canonical.hpp"
#include "operators/program/evaluate.hpp"
#include "operators/program/parse.hpp"

namespace cambrian::program {
namespace {

std::vector<double> exponents(const std::string& text) {
  return scaling_exponents(canonical(*parse(text)));
}

// The value at 2x with constants scaled for 2, less the value at x.
double change(const std::string& text) {
  const Program program = canonical(*parse(text));
  const std::vector<double> powers = scaling_exponents(program);
  std::vector<double> scaled = program.constants;
  for (std::size_t p = 0; p < scaled.size(); ++p) scaled[p] *= std::exp2(powers[p]);
  Evaluator<double> evaluate;
  const double before = evaluate(program, program.constants, 0.375);
  return evaluate(program, scaled, 0.75) - before;
}

TEST(ScalingExponents, KeepTheFunction) {
  for (const char* text :
       {"2/(3/x + x - 4) + 1", "a = 3/x + x; 7/(a + 5/a - 3) + 1", "(5*x + 3)*x*x + 1",
        "fma(fma(x, 3, 2), x, 1)", "a = fma(x, x, 3); fma(a, 2, 1)", "sqrt(x*3 + 1)"}) {
    EXPECT_NEAR(change(text), 0, 1e-12) << text;
  }
}

TEST(ScalingExponents, AreZeroWhereNothingDependsOnThem) {
  EXPECT_EQ(exponents("(x + 2)/x"), (std::vector<double>{1}));
  EXPECT_EQ(exponents("x/(3*x + x)"), (std::vector<double>{0}));
  EXPECT_TRUE(exponents("x").empty());
}

TEST(ScalingExponents, OfASumThatCannotBeScaledTheRestIs) {
  for (const double d : exponents("(x*x + x)*3 + 1/(x + 2)")) EXPECT_TRUE(std::isfinite(d));
}

}  // namespace
}  // namespace cambrian::program
