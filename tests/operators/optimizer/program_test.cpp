#include "operators/optimizer/program.hpp"

#include <gtest/gtest.h>

#include <string>

#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"
#include "operators/optimizer/plan.hpp"
#include "operators/optimizer/print.hpp"

namespace cambrian::optimizer {
namespace {

Program parsed(std::string_view text) { return parse(text).value(); }
std::string fault_of(std::string_view text) { return parse(text).error().message(); }

TEST(OptimizerProgram, WhatIsPrintedReadsBack) {
  for (const KnownOptimizer& known : kKnownOptimizers) {
    const Program program = parsed(known.text);
    EXPECT_EQ(parsed(to_text(program)), program) << known.name;
  }
  EXPECT_EQ(to_text(parsed("m = interp(g, m, 0.9)\nupdate = m * lr")),
            "def train(w, g, m, v, lr):\n"
            "  m = interp(g, m, 0.9)\n"
            "  update = m * lr\n"
            "  return update, m, v\n");
}

TEST(OptimizerProgram, BytesReadBackAndDamagedOnesDoNot) {
  const Program program = parsed(kKnownOptimizers[0].text);
  Genome genome = to_genome(program);
  EXPECT_EQ(from_genome(genome), program);
  genome.bytes.resize(genome.bytes.size() - 1);
  EXPECT_THROW(from_genome(genome), DecodeError);
}

TEST(OptimizerProgram, FormulasBecomeStatementsInTheUsualOrder) {
  EXPECT_EQ(to_line(parsed("update = lr * (sign(g) + 0.5 * w) - -2 * g / v")),
            "x1 = sign(g); x2 = 0.5 * w; x3 = x1 + x2; x4 = lr * x3; x5 = -2 * g; x6 = x5 / v; "
            "update = x4 - x6");
  EXPECT_EQ(to_line(parsed("update = g  # plain descent")), "update = g * 1");
}

TEST(OptimizerProgram, ErrorsNameLineAndColumn) {
  EXPECT_EQ(fault_of("m = m * 0.9\nupdate = squre(g)"),
            "line 2, column 10: \"squre\" is not a function (did you mean 'square'?)");
  EXPECT_EQ(fault_of("update = interp(g, m)"),
            "line 1, column 10: \"interp\" takes 3 arguments, not 2");
  EXPECT_EQ(fault_of("update = (g + m"),
            "line 1, column 16: expected \")\", not the end of the line");
  EXPECT_EQ(fault_of("update = g + h"), "line 1, column 14: \"h\" has no value yet");
  EXPECT_EQ(fault_of("update = g * 1e999"),
            "line 1, column 14: expected a number within the range of doubles");
  EXPECT_EQ(fault_of("update = " + std::string(1000, '-') + "g"),
            "line 1, column 110: the formula is nested too deeply");
  EXPECT_EQ(fault_of("update g"), "line 1, column 8: expected \"=\", not \"g\"");
  EXPECT_EQ(parse("update = g $", "warm_start").error().where, "warm_start: line 1, column 12");
}

TEST(OptimizerProgram, AbstractExecutionRefusesWhatCannotBeAnOptimizer) {
  EXPECT_EQ(fault_of("m = g * 0.1"), "line 1, column 12: \"update\" is never assigned");
  EXPECT_EQ(fault_of("update = w * 0.1"),
            "line 1, column 17: \"update\" does not depend on the gradient");
  EXPECT_EQ(fault_of("m = norm(g)\nupdate = g * m"),
            "line 1, column 5: \"m\" is a vector, and cannot become a number per tensor");
  EXPECT_EQ(fault_of("update = global_norm(g)"),
            "line 1, column 10: \"update\" has to be a vector, not a scalar");
  EXPECT_EQ(fault_of("x = v * 0.1\nv = x * m\nupdate = v * lr\nm = x * 1"),
            "line 4, column 10: \"update\" does not depend on the gradient");
}

TEST(OptimizerProgram, TheGradientMayReachTheUpdateThroughStateOnly) {
  EXPECT_TRUE(parse("update = v * lr\nv = m * 1\nm = g * 1"));
}

TEST(OptimizerProgram, StatementsWithoutEffectAreFoundAlsoThroughState) {
  const Program program = parsed(
      "x1 = square(g)\n"  // of v only, which the update does not need
      "v = interp(x1, v, 0.9)\n"
      "m = interp(g, m, 0.9)\n"
      "x2 = cosh(m)\n"  // of nothing
      "update = m * lr\n"
      "lr = lr * 2\n");  // after its last use
  const Analysis analysis = analyze(program).analysis;
  EXPECT_EQ(analysis.live, (std::vector<bool>{false, false, true, false, true, false}));
  EXPECT_TRUE(analysis.keeps_m);
  EXPECT_FALSE(analysis.keeps_v);
  EXPECT_EQ(to_line(without_dead_code(program)), "m = interp(g, m, 0.9); update = m * lr");
}

TEST(OptimizerProgram, APlanHasEveryValueOnce) {
  EXPECT_EQ(make_plan(parsed("x1 = g * m\nx2 = m * g\nm = x1 + x2\nupdate = m * lr")).operations(),
            3u);
  const Plan plan = make_plan(parsed("x = clip(g, 1)\nupdate = x * norm(x) + mean(g)"));
  EXPECT_EQ(plan.passes, 3);  // the norm of what is clipped comes after the norm that clips
}

}  // namespace
}  // namespace cambrian::optimizer
