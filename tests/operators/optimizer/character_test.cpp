#include "operators/optimizer/character.hpp"

#include <gtest/gtest.h>

#include <string>

#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"

namespace cambrian::optimizer {
namespace {

Character of(const std::string& text) { return characterize(parse(text).value()); }
Character known(const char* name) { return of(std::string(find_optimizer(name)->text)); }

TEST(OptimizerCharacter, LionIsTheSignOfAnInterpolatedMomentum) {
  const Character lion = known("lion");
  EXPECT_LT(lion.spread, 1e-3);
  EXPECT_EQ(lion.states, 1U);
  EXPECT_GT(lion.agreement, 0.99);
  EXPECT_EQ(lion.b1, 0.9);
  EXPECT_EQ(lion.b2, 0.99);
  EXPECT_TRUE(lion.signed_momentum());
}

TEST(OptimizerCharacter, HowASignIsWrittenDoesNotMatter) {
  EXPECT_TRUE(of("m = m * 0.9 + g\nupdate = lr * (m / abs(m))").signed_momentum());
  EXPECT_TRUE(of("m = interp(g, m, 0.9)\nv = m * m\nupdate = lr * (m / sqrt(v))").spread < 0.1);
}

TEST(OptimizerCharacter, OthersAreNot) {
  EXPECT_GT(known("sgd_momentum").spread, 1);
  EXPECT_GT(known("adamw").spread, 0.1);
  EXPECT_EQ(known("adamw").states, 2U);
  // Signs without memory.
  const Character signs = of("update = lr * sign(g)");
  EXPECT_EQ(signs.states, 0U);
  EXPECT_EQ(signs.agreement, 1);
  EXPECT_FALSE(signs.signed_momentum());
}

}  // namespace
}  // namespace cambrian::optimizer
