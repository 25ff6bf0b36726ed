#include "operators/program/variation.hpp"

#include <gtest/gtest.h>

#include <cstdint>

#include "operators/program/canonical.hpp"
#include "operators/program/evaluate.hpp"
#include "operators/program/family.hpp"
#include "operators/program/parse.hpp"

namespace cambrian::program {
namespace {

MutationWeights none() { return {0, 0, 0, 0, 0, 0, 0, 0}; }

TEST(Variation, EveryMutationLeavesProgramsWellFormed) {
  const Variation variation({.operators = {Op::add, Op::div, Op::sqrt, Op::fma}});
  const Program donor = *parse("a = 3/x + x; sqrt(a) + fma(a, x, 2)");
  Random random({.seed = 1});
  Program program = donor;
  for (int i = 0; i < 3000; ++i) {
    variation.mutate(program, donor, random);
    ASSERT_TRUE(program.well_formed()) << i;
    program = canonical(program);
    if (program.code.size() > 20) program = donor;
  }
}

TEST(Variation, ATermIsInsertedAtOnce) {
  MutationWeights weights = none();
  weights.term = 1;
  const Variation variation({.weights = weights});
  const std::uint64_t wanted = family_hash(canonical(*parse("a = 3/x + x; 2/(a + 5/a) + 1")));
  Random random({.seed = 1});
  int found = 0;
  for (int i = 0; i < 20000; ++i) {
    Program program = canonical(*parse("a = 3/x + x; 2/a + 1"));
    variation.mutate(program, program, random);
    if (family_hash(canonical(program)) == wanted) ++found;
  }
  EXPECT_GE(found, 5);
}

TEST(Variation, TheSquareHasTheValuesOfHalfTheArgument) {
  MutationWeights weights = none();
  weights.square = 1;
  const Variation variation({.weights = weights});
  const Program before = canonical(*parse("a = 3/x + x; 7/(a + 5/a - 3) + 1"));
  Program after = before;
  Random random({.seed = 1});
  variation.mutate(after, before, random);
  Evaluator<double> evaluate;
  const double half = evaluate(before, before.constants, 0.375);
  EXPECT_NEAR(evaluate(after, after.constants, 0.75), half * half, 1e-12);
}

}  // namespace
}  // namespace cambrian::program
