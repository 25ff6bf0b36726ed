#include "operators/program/parse.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/core/random.hpp"
#include "operators/program/canonical.hpp"
#include "operators/program/evaluate.hpp"
#include "operators/program/print.hpp"
#include "operators/program/variation.hpp"
#include "tests/operators/program/programs.hpp"

namespace cambrian::program {
namespace {

double value(const std::string& text, double x) {
  const auto p = parse(text);
  EXPECT_TRUE(p) << p.error().message();
  return Evaluator<double>()(*p, p->constants, x);
}

std::string fault(const std::string& text) {
  const auto p = parse(text, "p.txt");
  return p ? "" : p.error().message();
}

TEST(Parse, ReadsStatementsOnLinesOrBetweenSemicolons) {
  EXPECT_EQ(value("x", 3), 3);
  EXPECT_EQ(value("a = 3/x + x; b = a - 2; (b*b + x)^2", 1), 25);
  EXPECT_EQ(value("# twice\na = x*x  # a square\n\nb = -a\nb - 1e1 - -a;", 3), -10);
  EXPECT_EQ(value("fma(x, 2, sqrt(x)) / (1 - 3)", 4), -5);
}

TEST(Parse, APowerTakesAsFewOperationsAsSquaringGives) {
  EXPECT_EQ(parse("(x + 1)^8")->code.size(), 4u);
  EXPECT_EQ(parse("x^5")->code.size(), 3u);
  EXPECT_EQ(value("x^5", 2), 32);
  EXPECT_EQ(value("(x + 1)^1", 2), 3);
}

TEST(Parse, ReadsWhatIsPrinted) {
  const Variation variation({.operators = {Op::add, Op::sub, Op::mul, Op::div, Op::sqrt, Op::fma}});
  Random random({.seed = 4});
  Program p = fraction(2);
  for (int i = 0; i < 300; ++i) {
    variation.mutate(p, fraction(1), random);
    p = canonical(p);
    const bool finite = std::all_of(p.constants.begin(), p.constants.end(),
                                    [](double c) { return std::isfinite(c); });
    if (p.code.size() > 20 || !finite) p = fraction(2);
    const std::string text = to_infix(p, constant_texts(p));
    const auto again = parse(text);
    ASSERT_TRUE(again) << text << ": " << again.error().message();
    EXPECT_EQ(structural_hash(canonical(*again)), structural_hash(p)) << text;
  }
}

TEST(Parse, NamesTheFaultAndItsPlace) {
  EXPECT_EQ(fault("a = x +; a"), "p.txt: line 1, column 8: expected a value, not \";\"");
  EXPECT_EQ(fault("a = x\nb + 1"),
            "p.txt: line 2, column 1: unknown name \"b\" (values: x and what lines before give "
            "names to; functions: sqrt, fma, round, scale2, exponent, significand)");
  EXPECT_EQ(fault("x\nx"), "p.txt: line 2, column 1: the program goes on after its result");
  EXPECT_EQ(fault("x^2.5"), "p.txt: line 1, column 4: expected an operator, not \".\"");
  EXPECT_EQ(fault("x^0"), "p.txt: line 1, column 3: expected a whole exponent from 1 to 4096");
  EXPECT_EQ(fault("a = x"),
            "p.txt: line 1, column 6: no result (the last line is an expression: a*a + x)");
  EXPECT_EQ(fault(std::string(1000, '(')), "p.txt: line 1, column 201: too many brackets");
  EXPECT_EQ(fault("x" + std::string(70, '+') + "x").substr(0, 35),
            "p.txt: line 1, column 3: expected a");
}

TEST(Parse, RefusesProgramsThatAreTooLong) {
  std::string text = "x";
  for (int i = 0; i < 65; ++i) text += "*x";
  EXPECT_EQ(fault(text), "p.txt: line 1, column 130: more than 64 operations");
  text = "1";
  for (int i = 0; i < 64; ++i) text += "*1";
  EXPECT_NE(fault(text), "");
}

}  // namespace
}  // namespace cambrian::program
