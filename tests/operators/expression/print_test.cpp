#include "operators/expression/print.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "operators/expression/parse.hpp"
#include "operators/expression/simplify.hpp"
#include "tests/operators/expression/random_expressions.hpp"
#include "tests/operators/expression/scalar.hpp"

namespace cambrian::expression {
namespace {

class Print : public testing::Test {
 protected:
  Print() {
    VocabularyRequest request;
    request.variables = {"x", "y", "theta_max", "odd name", "lambda"};
    request.definitions = {"sinc(t) = sin(t)/t"};
    vocabulary = make_vocabulary(request).value();
  }
  Expression tree(std::string_view text) const { return parse(text, vocabulary).value(); }
  std::string infix(std::string_view text) const { return to_infix(tree(text), vocabulary); }
  std::string exact(std::string_view text) const {
    return to_infix(tree(text), vocabulary, {.exact = true});
  }
  std::string latex(std::string_view text) const { return to_latex(tree(text), vocabulary); }
  std::string sympy(std::string_view text) const { return to_sympy(tree(text), vocabulary); }

  Vocabulary vocabulary;
};

TEST(FormatNumber, GivesTheShortestTextThatReadsBack) {
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(100000), "100000");
  EXPECT_EQ(format_number(1e20), "1e20");
  EXPECT_EQ(format_number(-1.5e-7), "-1.5e-7");
  EXPECT_EQ(format_number(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(format_number(std::numeric_limits<double>::infinity()), "inf");
}

TEST(FormatNumber, RoundsToSignificantDigitsForPeople) {
  EXPECT_EQ(format_number(3.14159265, 4), "3.142");
  EXPECT_EQ(format_number(2.0, 4), "2");
  EXPECT_EQ(format_number(123456789, 3), "1.23e8");
  EXPECT_EQ(format_number(0.00001234, 2), "1.2e-5");
}

TEST_F(Print, InfixHasNoMoreParenthesesThanNeeded) {
  for (std::string_view text : {"x + y*2",
                                "(x + y)*2",
                                "x - (y - 2)",
                                "x/(y*2)",
                                "x^y^2",
                                "(x^y)^2",
                                "(-2)^x",
                                "-x^2",
                                "(-x)^2",
                                "2^-x",
                                "x < y",
                                "(x < y) + 1",
                                "sin(x + y)",
                                "x - -2",
                                "-(2)",
                                "x*-y",
                                "--x",
                                "sinc(x)",
                                "`odd name` + theta_max",
                                "mod(x, y)",
                                "x^-2",
                                "2*x",
                                "x/y/2"})
    EXPECT_EQ(exact(text), text);
}

TEST_F(Print, ReadableInfixIsAsPeopleWriteIt) {
  EXPECT_EQ(infix("square(x) + cube(y)"), "x^2 + y^3");
  EXPECT_EQ(infix("inv(x + y)"), "1/(x + y)");
  EXPECT_EQ(infix("x + -2"), "x - 2");
  EXPECT_EQ(infix("x - -2*y"), "x + 2*y");
  EXPECT_EQ(infix("x + neg(y)"), "x - y");
  EXPECT_EQ(infix("x - neg(y + 2)"), "x + (y + 2)");
  EXPECT_EQ(infix("x*2"), "2*x");
  EXPECT_EQ(infix("x*(y*-0.28)"), "-0.28*y*x");
  EXPECT_EQ(infix("x*(y*theta_max)"), "x*y*theta_max");
  EXPECT_EQ(infix("x*neg(y)"), "x*(-y)");
}

TEST_F(Print, PrecisionShortensConstants) {
  EXPECT_EQ(to_infix(tree("1.23456789*x"), vocabulary, {.precision = 3}), "1.23*x");
}

TEST_F(Print, ConstantsThatAreMultiplesOfPiRootsAndFractionsAreNamed) {
  vocabulary.variables = {"x"};
  Expression product = tree("7*x"), power = tree("x^7");
  product.nodes[0].value = -M_PI / 2;
  power.nodes[1].value = 1.0 / 3;
  EXPECT_EQ(to_infix(product, vocabulary), "-pi/2*x");
  EXPECT_EQ(to_latex(product, vocabulary), "-\\frac{\\pi}{2} \\cdot x");
  EXPECT_EQ(to_sympy(product, vocabulary), "-pi/2*x");
  EXPECT_EQ(to_infix(power, vocabulary), "x^(1/3)");
  EXPECT_EQ(to_infix(product, vocabulary, {.precision = 3, .name_constants = false}), "-1.57*x");
}

TEST(PrintProperty, ExactInfixReadsBackToTheSameTree) {
  const Vocabulary vocabulary = full_vocabulary();
  Random random({.seed = 2});
  for (int trial = 0; trial < 5000; ++trial) {
    const Expression tree = random_expression(vocabulary, 40, random);
    const std::string text = to_infix(tree, vocabulary, {.exact = true});
    const auto read = parse(text, vocabulary);
    ASSERT_TRUE(read.ok()) << text << "\n" << read.error().message();
    ASSERT_EQ(*read, tree) << text;
  }
}

TEST(PrintProperty, ReadableInfixReadsBackToTheSameFormula) {
  const Vocabulary vocabulary = full_vocabulary();
  Random random({.seed = 3});
  for (int trial = 0; trial < 5000; ++trial) {
    const Expression tree = random_expression(vocabulary, 40, random);
    const std::string text = to_infix(tree, vocabulary);
    const auto read = parse(text, vocabulary);
    ASSERT_TRUE(read.ok()) << text << "\n" << read.error().message();
    ASSERT_EQ(semantic_hash(read->nodes), semantic_hash(tree.nodes))
        << text << "\n"
        << to_infix(tree, vocabulary, {.exact = true});
  }
}

TEST(PrintProperty, EveryLanguageTakesEveryTree) {
  const Vocabulary vocabulary = full_vocabulary();
  Random random({.seed = 4});
  for (int trial = 0; trial < 500; ++trial) {
    const Expression tree = random_expression(vocabulary, 60, random);
    EXPECT_NE(to_python(tree, vocabulary).find("return "), std::string::npos);
    EXPECT_NE(to_cpp(tree, vocabulary).find("return "), std::string::npos);
    EXPECT_FALSE(to_sympy(tree, vocabulary).empty());
    EXPECT_FALSE(to_latex(tree, vocabulary).empty());
    EXPECT_TRUE(nlohmann::json::accept(to_json(tree, vocabulary)));
  }
}

TEST_F(Print, LatexUsesFractionsRootsAndGreekLetters) {
  EXPECT_EQ(latex("x/(y + 1)"), "\\frac{x}{y + 1}");
  EXPECT_EQ(latex("sqrt(x)*2.5"), "2.5 \\cdot \\sqrt{x}");
  EXPECT_EQ(latex("exp(-theta_max)"), "e^{-\\theta_{\\mathrm{max}}}");
  EXPECT_EQ(latex("(x + y)^2"), "\\left(x + y\\right)^{2}");
  EXPECT_EQ(latex("1e-9*x"), "1 \\cdot 10^{-9} \\cdot x");
  EXPECT_EQ(latex("abs(x) - sinc(y)"), "\\left|x\\right| - \\operatorname{sinc}\\left(y\\right)");
}

TEST_F(Print, SympyExpandsDefinitionsAndAvoidsItsOwnWords) {
  EXPECT_EQ(sympy("sinc(x)"), "sin(x)/x");
  EXPECT_EQ(sympy("lambda + square(x)"), "lambda_ + x**2");
  EXPECT_EQ(sympy("cbrt(x) + abs(`odd name`)"), "real_root(x, 3) + Abs(odd_name)");
  EXPECT_EQ(sympy("x > y"), "Piecewise((1, x > y), (0, True))");
}

TEST_F(Print, PythonIsAFunctionOfTheColumnsThatOccur) {
  EXPECT_EQ(to_python(tree("2*sin(lambda)/x"), vocabulary),
            "import numpy as np\n\n\ndef predict(x, lambda_):\n"
            "    return 2.0*np.sin(lambda_)/x\n");
}

TEST_F(Print, CppIsAFunctionWithItsHelpers) {
  EXPECT_EQ(to_cpp(tree("square(x)/3"), vocabulary, {.name = "f"}),
            "#include <cmath>\n\ninline double square_of(double x) { return x * x; }\n"
            "inline double f(double x) { return square_of(x)/3.0; }\n");
}

TEST_F(Print, JsonIsATreeOfOperators) {
  EXPECT_EQ(to_json(tree("x + 2.5"), vocabulary),
            "{\"op\":\"add\",\"args\":[{\"variable\":\"x\",\"column\":0},{\"constant\":2.5}]}");
}

}  // namespace
}  // namespace cambrian::expression
