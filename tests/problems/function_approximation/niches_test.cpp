#include "problems/function_approximation/niches.hpp"

#include <gtest/gtest.h>

#include <string>

#include "operators/program/canonical.hpp"
#include "operators/program/family.hpp"
#include "operators/program/parse.hpp"

namespace cambrian::approximation {
namespace {

void offer(Niches& niches, std::uint32_t cost, const std::string& text, double error) {
  Member member{.program = program::canonical(*program::parse(text)), .error = error};
  member.family = program::family_hash(member.program);
  niches.offer({cost, 0}, std::move(member));
}

// Of 10,000 draws.
int draws_with(const Niches& niches, double error) {
  Random random({.seed = 1});
  int count = 0;
  for (int i = 0; i < 10000; ++i) count += niches.draw(random).error == error ? 1 : 0;
  return count;
}

// Two programs of the front share a fifth of the draws by cost + 1, that is 2 and 3 parts, beside
// what the niches get: 4 and 9 parts, of which the better of two members has three quarters.
TEST(Niches, OneDrawInFiveIsAProgramOfTheFront) {
  Niches niches(60);
  offer(niches, 1, "x + 1", 0.1);
  offer(niches, 2, "1/(x + 1)", 0.01);
  offer(niches, 2, "2*x + 1", 0.05);
  EXPECT_NEAR(draws_with(niches, 0.1), 10000 * (0.2 * 2 / 5 + 0.8 * 4 / 13), 200);
  EXPECT_NEAR(draws_with(niches, 0.01), 10000 * (0.2 * 3 / 5 + 0.8 * 9 / 13 * 3 / 4), 200);
}

TEST(Niches, WhatIsNoBetterThanCheaperProgramsIsNotOfTheFront) {
  Niches niches(60);
  offer(niches, 1, "x + 1", 0.1);
  offer(niches, 2, "1/(x + 1)", 0.1);
  EXPECT_NEAR(draws_with(niches, 0.1), 10000, 0);
  niches.offer({0, 0}, {.program = {}, .error = 0.01, .family = 1});
  // A digit behind the cheaper one: half shares, and none of the front's.
  EXPECT_NEAR(draws_with(niches, 0.01), 10000 * (0.2 + 0.8 * 1 / (1 + 2 + 4.5)), 200);
}

}  // namespace
}  // namespace cambrian::approximation
