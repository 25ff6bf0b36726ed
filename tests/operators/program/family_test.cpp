#include "operators/program/family.hpp"

#include <gtest/gtest.h>

#include <string>

#include "operators/program/canonical.hpp"
#include "operators/program/parse.hpp"

namespace cambrian::program {
namespace {

std::uint64_t family(const std::string& text) { return family_hash(canonical(*parse(text))); }

TEST(FamilyHash, ForgetsOrderAndBrackets) {
  EXPECT_EQ(family("x + 1/x + 3"), family("x + (1/x + 3)"));
  EXPECT_EQ(family("2/(3/x + x - 4) + 1"), family("1 + 2/(x - 4 + 3/x)"));
  EXPECT_EQ(family("x*(2 + x)*(x - 1/x)"), family("(2 + x)*(x*(x - 1/x))"));
  EXPECT_EQ(family("x/(2 + x)*(x - 1/x)"), family("(x - 1/x)/((2 + x)/x)"));
}

TEST(FamilyHash, ForgetsSignsThatConstantsTakeUp) {
  EXPECT_EQ(family("x - 2/x"), family("x + 2/x"));
  EXPECT_EQ(family("1 - 2/(4 - (3/x + x))"), family("2/(3/x - 4 + x) + 1"));
  EXPECT_EQ(family("(2 - x)^4"), family("(x + 3)^4"));
  EXPECT_EQ(family("a = 2 - x; a/(a - 3)"), family("a = x + 2; a/(a + 3)"));
}

TEST(FamilyHash, KeepsSignsApartThatNothingTakesUp) {
  EXPECT_NE(family("x - x*x"), family("x + x*x"));
  EXPECT_NE(family("a = x*x; a*a - a + 1"), family("a = x*x; a*a + a + 1"));
  EXPECT_NE(family("x*x - 1"), family("1 - x*x"));
  EXPECT_NE(family("a = 3/x; a + x + a*x"), family("a = 3/x; a - x + a*x"));
}

TEST(FamilyHash, OneConstantThatIsReadTwiceIsNotTwoConstants) {
  EXPECT_NE(family("a = x + 2; a/(a - 3)"), family("(x + 2)/(x + 1 - 3*x)"));
  EXPECT_NE(family("a = x*2; a*a + 1/a"), family("b = 2*x; (x*3)*b + 1/(4*x)"));
}

TEST(FamilyHash, AnFmaIsAProductAndASum) {
  EXPECT_EQ(family("fma(x, fma(x, 3, 2), 1)"), family("fma(fma(3, x, -2), x, 1)"));
  EXPECT_EQ(family("fma(x, 2, 1)"), family("x*2 + 1"));
  EXPECT_NE(family("fma(x, x, x)"), family("fma(x, 2, x)"));
}

}  // namespace
}  // namespace cambrian::program
