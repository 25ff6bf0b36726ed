#include "operators/expression/library/backsolve.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "operators/expression/library/values.hpp"
#include "operators/expression/parse.hpp"
#include "tests/operators/expression/library/rows.hpp"

namespace cambrian::expression {
namespace {

Vocabulary named(std::size_t columns) {
  Vocabulary vocabulary = usual_vocabulary();
  for (std::size_t k = 1; k <= columns; ++k) {
    vocabulary.variables.push_back("x" + std::to_string(k));
  }
  return vocabulary;
}
Expression formula(const char* text, std::size_t columns = 3) {
  return *parse(text, named(columns));
}

std::vector<Law> completed(const Rows& rows, const std::vector<Expression>& formulas,
                           LawSearchOptions options = {}) {
  Backsolve backsolve(rows.space(), std::move(options));
  backsolve.take(formulas);
  while (backsolve.advance(1'000'000) > 0) continue;
  return backsolve.take_laws();
}

TEST(Holes, AreWhatThePartsOfALawAre) {
  const Rows rows(3, [](const auto& x) { return x[0] - 2 * std::exp(-x[1] / (1 + x[2] * x[2])); });
  const Expression law = formula("x1 - 2*exp(0 - x2/(1 + square(x3)))");
  const std::vector<Hole> holes = holes_of(law, rows.view().columns, rows.target);
  EXPECT_EQ(holes.size(), law.size() - 1);
  for (const Hole& hole : holes) {
    Expression part;
    const auto nodes = law.subtree(hole.node);
    part.nodes.assign(nodes.begin(), nodes.end());
    const std::vector<double> values = evaluate(part, rows.view().columns);
    for (std::size_t r = 0; r < values.size(); ++r) {
      EXPECT_NEAR(hole.wanted[r], values[r], 1e-9 * (1 + std::fabs(values[r]))) << hole.node;
    }
  }
}

TEST(Holes, KeepTheSignOfWhatIsSquared) {
  const Rows rows(2, [](const auto& x) { return std::pow(x[0] - x[1], 2); });
  const std::vector<Hole> holes =
      holes_of(formula("square(x1 - x2)", 2), rows.view().columns, rows.target);
  ASSERT_EQ(holes.size(), 3u);
  for (std::size_t r = 0; r < rows.target.size(); ++r) {
    EXPECT_NEAR(holes[0].wanted[r], rows.columns[0][r] - rows.columns[1][r], 1e-9);
  }
}

TEST(Holes, AreFoundBehindAnOperatorOfTheUserThatHasAnInverse) {
  const Vocabulary vocabulary =
      make_vocabulary({.variables = {"x1", "x2"},
                       .operators = {"+", "*"},
                       .definitions = {"soft(t) = log(1 + exp(t)); inverse(y) = log(exp(y) - 1)",
                                       "lost(t) = exp(t) + t"}})
          .value();
  const Rows rows(2, [](const auto& x) { return std::log(1 + std::exp(x[0] * x[1])); });
  const auto holes = [&](const char* text) {
    return holes_of(*parse(text, vocabulary), rows.view().columns, rows.target,
                    user_functions(vocabulary));
  };
  ASSERT_EQ(holes("soft(x1)").size(), 1u);
  for (std::size_t r = 0; r < rows.target.size(); ++r) {
    EXPECT_NEAR(holes("soft(x1)")[0].wanted[r], rows.columns[0][r] * rows.columns[1][r], 1e-9);
  }
  EXPECT_TRUE(holes("lost(x1)").empty());
}

TEST(Holes, AreNoneBehindWhatCannotBeUndone) {
  const Rows rows(2, [](const auto& x) { return x[0] + x[1]; });
  // No logarithm is above 2 everywhere, no exponential is negative.
  for (const char* text : {"exp(x1 - 9) + 100", "0 - exp(x1)", "sqrt(x1) + 50"}) {
    for (const Hole& hole : holes_of(formula(text, 2), rows.view().columns, rows.target)) {
      for (const double v : hole.wanted) EXPECT_TRUE(std::isfinite(v)) << text;
    }
  }
  EXPECT_EQ(holes_of(formula("0 - exp(x1)", 2), rows.view().columns, rows.target).size(), 2u);
}

TEST(Backsolve, CompletesAFormulaThatIsPartlyRight) {
  const Rows rows(
      4, [](const auto& x) { return x[0] + std::cos(x[1] / std::log(x[1] * x[1] * x[2] + x[3])); });
  const auto laws = completed(rows, {formula("x1 + cos(x2)", 4)});
  ASSERT_FALSE(laws.empty());
  EXPECT_LT(laws.back().error, 1e-20);
}

TEST(Backsolve, ClaimsNothingForARandomTarget) {
  Random noise({.seed = 3});
  const Rows rows(3, [&noise](const auto&) { return noise.normal(); });
  EXPECT_TRUE(completed(rows, {formula("x1/x2 - exp(x3)")}).empty());
}

TEST(Backsolve, LooksAtAHoleOnce) {
  const Rows rows(3, [](const auto& x) { return x[0] + x[1] * std::sin(x[2]); });
  Backsolve backsolve(rows.space(), {});
  const std::vector<Expression> formulas = {formula("x1 - x2"), formula("x1 - 3*x2")};
  backsolve.take(formulas);
  while (backsolve.advance(1'000'000) > 0) continue;
  const std::uint64_t lookups = backsolve.lookups();
  EXPECT_GT(lookups, 0u);
  backsolve.take(formulas);
  EXPECT_EQ(backsolve.advance(1'000'000), 0u);

  Backsolve resumed(rows.space(), {});
  resumed.resume(lookups, backsolve.seen());
  resumed.take(formulas);
  EXPECT_EQ(resumed.advance(1'000'000), 0u);
}

TEST(Backsolve, PartsTogetherLookAtEveryHole) {
  const Rows rows(3, [](const auto& x) { return x[0] + x[1] * std::sin(x[2]); });
  const std::vector<Expression> formulas = {formula("x1 - x2")};
  const auto lookups = [&](std::uint32_t part, std::uint32_t parts) {
    Backsolve backsolve(rows.space(), {.part = part, .parts = parts});
    backsolve.take(formulas);
    while (backsolve.advance(1'000'000) > 0) continue;
    return backsolve.lookups();
  };
  EXPECT_EQ(lookups(0, 3) + lookups(1, 3) + lookups(2, 3), lookups(0, 1));
}

}  // namespace
}  // namespace cambrian::expression
