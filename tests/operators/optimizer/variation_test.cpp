#include "operators/optimizer/variation.hpp"

#include <gtest/gtest.h>

#include <set>

#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/fingerprint.hpp"
#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"
#include "operators/optimizer/print.hpp"

namespace cambrian::optimizer {
namespace {

Program parsed(std::string_view text) { return parse(text).value(); }

TEST(OptimizerVariation, ChildrenAreValidAndFiniteForEver) {
  const Variation variation({});
  for (const KnownOptimizer& known : kKnownOptimizers) {
    Random random({.seed = 5});
    Program program = parsed(known.text);
    std::set<std::size_t> lengths;
    for (int i = 0; i < 400; ++i) {
      program = variation.vary(program, random);
      ASSERT_FALSE(analyze(program).fault) << to_text(program);
      ASSERT_TRUE(fingerprint(program)) << to_text(program);
      ASSERT_EQ(from_genome(to_genome(program)), program);
      lengths.insert(program.statements.size());
    }
    EXPECT_GT(lengths.size(), 5u);  // it grows and shrinks
  }
}

TEST(OptimizerVariation, OneMutationIsOneStatementOrOneArgument) {
  const Variation variation({});
  const Program parent = parsed(kKnownOptimizers[0].text);
  Random random({.seed = 6});
  std::set<std::ptrdiff_t> changes;
  for (int i = 0; i < 300; ++i) {
    const Program child = variation.vary(parent, random);
    const auto change = static_cast<std::ptrdiff_t>(child.statements.size()) -
                        static_cast<std::ptrdiff_t>(parent.statements.size());
    changes.insert(change);
    if (change != 0) continue;
    int different = 0;
    for (std::size_t k = 0; k < child.statements.size(); ++k)
      different += child.statements[k] != parent.statements[k];
    EXPECT_EQ(different, 1);
  }
  EXPECT_EQ(changes, (std::set<std::ptrdiff_t>{-1, 0, 1}));
}

TEST(OptimizerVariation, InsertionsKeepToTheFunctionsGiven) {
  VariationParams params;
  params.functions = {Function::tanh};
  params.weights = {.insert = 1, .remove = 0, .argument = 0, .constant = 0};
  const Program parent = parsed(kKnownOptimizers[1].text);
  Random random({.seed = 7});
  const Program child = Variation(params).vary(parent, random);
  EXPECT_EQ(child.statements.size(), parent.statements.size() + 1);
  EXPECT_NE(to_text(child).find("tanh("), std::string::npos);
}

TEST(OptimizerVariation, RefusedChildrenAreCounted) {
  const Variation variation({});
  const Program parent = parsed(kKnownOptimizers[0].text);
  Random random({.seed = 8});
  VariationCounts counts;
  for (int i = 0; i < 1000; ++i) variation.vary(parent, random, &counts);
  EXPECT_EQ(counts.drawn - counts.wrong - counts.not_finite, 1000u);
  EXPECT_GT(counts.wrong, 50u);
  EXPECT_GT(counts.not_finite, 5u);
}

TEST(OptimizerFingerprint, EqualFunctionsHaveEqualOnesHoweverTheyAreWritten) {
  const Program adamw = parsed(kKnownOptimizers[0].text);
  const Program other = parsed(
      "x5 = tanh(lr)\n"
      "m = interp(g, m, 0.9)\n"
      "v = interp(g * g, v, 0.999)\n"
      "update = (0.01 * w + m / sqrt(v)) * (0.001 * lr)\n");
  EXPECT_EQ(fingerprint(adamw), fingerprint(other));
}

TEST(OptimizerFingerprint, EveryConstantStateAndTensorCounts) {
  std::set<std::optional<std::uint64_t>> all;
  const auto texts = {"update = g * 1",
                      "update = g * 1.00001",
                      "update = g * lr",
                      "m = interp(g, m, 0.9)\nupdate = m * 1",
                      "m = interp(g, m, 0.90001)\nupdate = m * 1",
                      "update = g / norm(g)",
                      "update = g / global_norm(g)",
                      "update = g + w * 0.001"};
  for (const auto* text : texts) all.insert(fingerprint(parsed(text)));
  EXPECT_EQ(all.size(), texts.size());
}

TEST(OptimizerFingerprint, SignsDoNotHideWhatTheyAreGiven) {
  const auto print = [](const std::string& text) { return fingerprint(parsed(text)); };
  // Among the few updates of the probes none changes its sign for this.
  EXPECT_NE(print("m = m * 0.9 + g - 1e-6 * w\nupdate = sign(m)"),
            print("m = m * 0.9 + g - 2e-6 * w\nupdate = sign(m)"));
  EXPECT_EQ(print("x1 = sign(w)\nupdate = g"), print("update = g"));
  EXPECT_EQ(print("update = sign(g)"), print("x1 = g\nupdate = sign(x1)"));
}

TEST(OptimizerFingerprint, ThereIsNoneOfWhatIsNotFinite) {
  EXPECT_FALSE(fingerprint(parsed("update = arccosh(g)")));
  EXPECT_FALSE(fingerprint(parsed("update = exp10(g * 100)")));
}

}  // namespace
}  // namespace cambrian::optimizer
