#include "operators/program/parity.hpp"

#include <gtest/gtest.h>

#include "operators/program/parse.hpp"

namespace cambrian::program {
namespace {

Parity of(const char* text) { return parity_of(*parse(text)); }

TEST(ParityOf, FollowsFromTheStructure) {
  EXPECT_EQ(of("x"), Parity::odd);
  EXPECT_EQ(of("x*x"), Parity::even);
  EXPECT_EQ(of("3/(x*x + 2) - 1"), Parity::even);
  EXPECT_EQ(of("x*(3/(x*x + 2) - 1)"), Parity::odd);
  EXPECT_EQ(of("a = 3/x + x; a/(a*a - 2)"), Parity::odd);
  EXPECT_EQ(of("fma(x, x, 2)"), Parity::even);
  EXPECT_EQ(of("fma(2, x, x)"), Parity::odd);
  EXPECT_EQ(of("sqrt(x*x + 1)"), Parity::even);
}

TEST(ParityOf, IsNoneWhereTheStructureShowsNone) {
  EXPECT_EQ(of("x + 1"), Parity::none);
  EXPECT_EQ(of("x*(x + 1)"), Parity::none);
  EXPECT_EQ(of("fma(x, x, x)"), Parity::none);
  EXPECT_EQ(of("sqrt(x)"), Parity::none);
}

}  // namespace
}  // namespace cambrian::program
