#include "operators/expression/parse.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "engine/core/random.hpp"
#include "tests/operators/expression/scalar.hpp"

namespace cambrian::expression {
namespace {

class Parse : public testing::Test {
 protected:
  Parse() { vocabulary.variables = {"x", "y", "odd name", "theta", "theta1", "sigma", "a`b"}; }

  Expression tree(std::string_view text) const {
    auto parsed = parse(text, vocabulary);
    EXPECT_TRUE(parsed.ok()) << text << ": " << (parsed ? "" : parsed.error().message());
    return parsed ? *parsed : Expression::of(Node::constant(0));
  }
  double value(std::string_view text) const {
    return scalar_value(tree(text), vocabulary, {2, 3, 5, 1.5, 0.5, 0.7, 11});
  }
  ParseFault fault(std::string_view text) const {
    auto parsed = parse_or_fault(text, vocabulary);
    EXPECT_TRUE(std::holds_alternative<ParseFault>(parsed)) << text;
    auto* found = std::get_if<ParseFault>(&parsed);
    return found != nullptr ? *found : ParseFault{};
  }
  std::string complaint(std::string_view text) const { return fault(text).error(text).message(); }

  Vocabulary vocabulary;
  const Expression x = Expression::of(Node::variable(0));
  const Expression y = Expression::of(Node::variable(1));
  const Expression two = Expression::of(Node::constant(2));
};

TEST_F(Parse, ProductsBindStrongerThanSums) {
  EXPECT_EQ(tree("x + y * 2"), Expression::apply(Op::add, x, Expression::apply(Op::mul, y, two)));
  EXPECT_EQ(tree("(x + y) * 2"), Expression::apply(Op::mul, Expression::apply(Op::add, x, y), two));
}

TEST_F(Parse, SumsAndQuotientsGroupToTheLeft) {
  EXPECT_EQ(tree("x - y - 2"), Expression::apply(Op::sub, Expression::apply(Op::sub, x, y), two));
  EXPECT_EQ(tree("x / y / 2"), Expression::apply(Op::div, Expression::apply(Op::div, x, y), two));
}

TEST_F(Parse, PowersGroupToTheRightAndBindStrongerThanAMinusBeforeThem) {
  EXPECT_EQ(tree("x ^ y ** 2"), Expression::apply(Op::pow, x, Expression::apply(Op::pow, y, two)));
  EXPECT_EQ(tree("-x^2"), Expression::apply(Op::neg, Expression::apply(Op::pow, x, two)));
  EXPECT_EQ(value("-2^2"), -4);
  EXPECT_EQ(value("(-2)^2"), 4);
  EXPECT_EQ(value("2^-1"), 0.5);
  EXPECT_EQ(value("2^-x^2"), 1.0 / 16);
}

TEST_F(Parse, ASignBeforeALiteralMakesOneConstant) {
  EXPECT_EQ(tree("-2"), Expression::of(Node::constant(-2)));
  EXPECT_EQ(tree("x - -2"), Expression::apply(Op::sub, x, Expression::of(Node::constant(-2))));
  EXPECT_EQ(tree("-(2)"), Expression::apply(Op::neg, two));
  EXPECT_EQ(tree("+-2"), Expression::of(Node::constant(-2)));
}

TEST_F(Parse, NumbersTakeEveryDecimalForm) {
  EXPECT_EQ(value(".5"), 0.5);
  EXPECT_EQ(value("1."), 1);
  EXPECT_EQ(value("1.5e-3"), 1.5e-3);
  EXPECT_EQ(value("2E+2"), 200);
  EXPECT_EQ(value("1e-999"), 0);
  EXPECT_EQ(value("5e-324"), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(value("-inf"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(value("nan")));
}

TEST_F(Parse, PiAndEAreConstantsUnlessTheyAreColumns) {
  EXPECT_EQ(value("pi"), M_PI);
  EXPECT_EQ(value("e"), M_E);
  vocabulary.variables[0] = "e";
  EXPECT_EQ(tree("e"), Expression::of(Node::variable(0)));
}

TEST_F(Parse, OddNamesStandInBackquotes) {
  EXPECT_EQ(tree("`odd name`"), Expression::of(Node::variable(2)));
  EXPECT_EQ(tree("`a``b`"), Expression::of(Node::variable(6)));
  EXPECT_EQ(tree("`x`"), x);
}

TEST_F(Parse, FunctionsHaveTheirNamesInOtherLanguages) {
  EXPECT_EQ(tree("pow(x, 2)"), Expression::apply(Op::pow, x, two));
  EXPECT_EQ(tree("arcsin(x)"), Expression::apply(Op::asin, x));
  EXPECT_EQ(tree("ln(x)"), Expression::apply(Op::log, x));
  EXPECT_EQ(tree("add(x, 2)"), Expression::apply(Op::add, x, two));
  EXPECT_EQ(value("max(x, 9, y)"), 9);
  EXPECT_EQ(value("7 % y"), 1);
  EXPECT_EQ(tree("cot(x)"), Expression::apply(Op::inv, Expression::apply(Op::tan, x)));
}

TEST_F(Parse, ComparisonsAreTheWeakest) {
  EXPECT_EQ(value("x + 1 <= y"), 1);
  EXPECT_EQ(value("(x > y) + 1"), 1);
  EXPECT_EQ(complaint("x < y < 2"), "column 7: comparisons do not chain (write (a < b) * (b < c))");
}

TEST_F(Parse, UserDefinitionsAreCalledByName) {
  vocabulary.definitions.push_back({"sinc", {"t"}, tree("sin(x)/x")});
  EXPECT_EQ(tree("sinc(y)"), Expression::apply(Node::user(0, 1), y));
}

TEST_F(Parse, ReadsTheFormulasOfTextbooks) {
  const double gauss = value("exp(-((theta-theta1)/sigma)**2/2)/(sqrt(2*pi)*sigma)");
  EXPECT_NEAR(gauss, std::exp(-std::pow(1 / 0.7, 2) / 2) / (std::sqrt(2 * M_PI) * 0.7), 1e-15);
  EXPECT_NEAR(value("2 × x − y·2 ÷ 4"), 2.5, 1e-15);
}

TEST_F(Parse, FaultsNameTheColumnAndTheCure) {
  EXPECT_EQ(complaint("x + sni(y)"), "column 5: unknown function 'sni' (did you mean 'sin'?)");
  EXPECT_EQ(complaint("x + thta"), "column 5: unknown name 'thta' (did you mean 'theta'?)");
  EXPECT_EQ(complaint("sin x"),
            "column 1: the function 'sin' needs its argument in parentheses (write sin(x))");
  EXPECT_EQ(complaint("2x"),
            "column 2: an operator is missing before 'x' (products are written a * b)");
  EXPECT_EQ(complaint("x(2)"), "column 1: 'x' is no function (write x * (...))");
  EXPECT_EQ(complaint("(x + 2"), "column 1: a parenthesis is not closed (add ')')");
  EXPECT_EQ(complaint("x +"),
            "column 4: the formula ends too early (a number, a name or '(' is missing)");
  EXPECT_EQ(complaint(""), "column 1: the formula is empty");
  EXPECT_EQ(complaint("sin(x, y)"), "column 1: 'sin' takes 1 argument, 2 given");
  EXPECT_EQ(complaint("1e999"), "column 1: the number is too large for a double");
}

TEST_F(Parse, ColumnsCountCharactersNotBytes) {
  EXPECT_EQ(fault("\xCF\x80 + ?").error("\xCF\x80 + ?").where, "column 5");
}

TEST_F(Parse, TheCaretPointsAtTheFault) {
  EXPECT_EQ(fault("x + sni(y)").caret("x + sni(y)"), "x + sni(y)\n    ^~~");
  const std::string text = std::string(100, ' ') + "x + ?" + std::string(100, ' ');
  const std::string caret = fault(text).caret(text);
  const auto lines = caret.find('\n');
  EXPECT_EQ(caret[caret.find('^') - lines - 1], '?');
}

TEST_F(Parse, RefusesWhatIsTooDeepOrTooLong) {
  EXPECT_EQ(fault(std::string(100000, '(') + "x").what, "the formula is nested too deeply");
  EXPECT_EQ(fault(std::string(100000, '-') + "x").what, "the formula is nested too deeply");
  std::string powers = "x", sum = "x";
  for (int i = 0; i < 5000; ++i) powers += "^x", sum += "+x";
  EXPECT_EQ(fault(powers).what, "the formula is nested too deeply");
  EXPECT_EQ(fault(sum).what, "the formula is too long");
}

TEST_F(Parse, AnswersAnyText) {
  constexpr auto kPieces =
      std::to_array<std::string_view>({"x",  "y", "(", ")",  "+",    "-",  "*",    "/",   "^",
                                       "**", "`", ",", "<",  ">=",   "1.", "1e",   "sin", "min",
                                       " ",  "?", "e", "pi", "\xCF", "=",  "\x80", "inf", "0x1p"});
  Random random({.seed = 1});
  for (int trial = 0; trial < 20000; ++trial) {
    std::string text;
    const std::uint32_t length = random.below(24);
    for (std::uint32_t i = 0; i < length; ++i) text += random.pick(kPieces);
    auto parsed = parse_or_fault(text, vocabulary);
    if (auto* found = std::get_if<ParseFault>(&parsed)) {
      EXPECT_LE(found->offset, text.size());
      EXPECT_FALSE(found->caret(text).empty());
    } else {
      EXPECT_TRUE(std::get<Expression>(parsed).restore_lengths());
    }
  }
}

TEST(FreeNames, AreTheColumnsAFormulaNeeds) {
  EXPECT_EQ(free_names("G*m1*m2/(x2-x1)**2 + sin(`odd name`) + pi + m1"),
            (std::vector<std::string>{"G", "m1", "m2", "x2", "x1", "odd name"}));
}

}  // namespace
}  // namespace cambrian::expression
