#include "operators/expression/vocabulary.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include <stdexcept>

#include "operators/expression/evaluation/reference.hpp"
#include "operators/expression/parse.hpp"
#include "operators/expression/print.hpp"
#include "tests/operators/expression/scalar.hpp"

namespace cambrian::expression {
namespace {

std::string complaint(const VocabularyRequest& request) {
  const auto made = make_vocabulary(request);
  return made ? "no error" : made.error().message();
}
std::string definition_complaint(std::string_view text) {
  Vocabulary vocabulary;
  vocabulary.variables = {"x"};
  const auto made = parse_definition(text, vocabulary);
  return made ? "no error" : made.error().message();
}

TEST(VocabularyRequest, TakesOperatorsByNameSymbolAndAlias) {
  const auto made = make_vocabulary({.variables = {"x"}, .operators = {"+", "mul", "ln", "sin"}});
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made->binary, (std::vector{Node::operation(Op::add), Node::operation(Op::mul)}));
  EXPECT_EQ(made->unary, (std::vector{Node::operation(Op::log), Node::operation(Op::sin)}));
  EXPECT_TRUE(made->allows(Op::log));
  EXPECT_FALSE(made->allows(Op::exp));
}

TEST(VocabularyRequest, ListsEachOperatorOnce) {
  const auto made = make_vocabulary({.variables = {"x"}, .operators = {"+", "add", "plus"}});
  EXPECT_EQ(made->binary.size(), 1u);
}

TEST(VocabularyRequest, ReportsEveryUnknownOperatorWithTheNearestKnownOne) {
  EXPECT_EQ(complaint({.variables = {"x"}, .operators = {"+", "sqroot", "sine", "?"}}),
            "operators: unknown operator 'sqroot', 'sine', '?' (did you mean 'sqrt'? did you mean "
            "'sin'?)");
}

TEST(VocabularyRequest, RefusesAsAFunctionOfLawsWhatIsNone) {
  EXPECT_TRUE(make_vocabulary({.variables = {"x"}, .rare = {"asin", "pow"}}));
  EXPECT_EQ(complaint({.variables = {"x"}, .rare = {"asin", "add"}}),
            "law_functions: 'add' is no function (functions of one argument and pow can be; "
            "--operators takes the others)");
  EXPECT_EQ(complaint({.variables = {"x"}, .rare = {"asine"}}),
            "law_functions: unknown operator 'asine' (did you mean 'asin'?)");
}

TEST(VocabularyRequest, RefusesColumnsThatCannotBeToldApart) {
  EXPECT_EQ(complaint({.variables = {"x", "x"}}),
            "columns: two columns are both called 'x' (rename one)");
  EXPECT_EQ(complaint({.variables = {""}}), "columns: a column has no name");
}

TEST(SplitWords, TakesSpacesAndCommas) {
  EXPECT_EQ(split_words("+ - *, / sin,exp"),
            (std::vector<std::string>{"+", "-", "*", "/", "sin", "exp"}));
  EXPECT_TRUE(split_words("  ").empty());
}

TEST(Definitions, AreOperatorsOfTheSearch) {
  const auto made =
      make_vocabulary({.variables = {"x"},
                       .operators = {"+"},
                       .definitions = {"sinc(x) = sin(x)/x", "twice(a, b) = sinc(a) + sinc(b)"}});
  ASSERT_TRUE(made.ok()) << made.error().message();
  EXPECT_EQ(made->unary, std::vector{Node::user(0, 1)});
  EXPECT_EQ(made->binary, (std::vector{Node::operation(Op::add), Node::user(1, 2)}));
}

TEST(Definitions, AreExpandedThroughEachOther) {
  const Vocabulary vocabulary =
      make_vocabulary({.variables = {"x", "y"},
                       .definitions = {"sinc(t) = sin(t)/t", "swap(a, b) = sinc(b) - a"}})
          .value();
  const Expression call = parse("swap(x + 1, y)", vocabulary).value();
  const Expression plain = expand(call, vocabulary);
  EXPECT_EQ(to_infix(plain, vocabulary), "sin(y)/y - (x + 1)");
  Expression mended = plain;
  EXPECT_TRUE(mended.restore_lengths());
  EXPECT_EQ(mended, plain);
}

TEST(Definitions, SayWhatIsWrongWithThem) {
  EXPECT_EQ(definition_complaint("f(t)"),
            "definition \"f(t)\": '=' is missing (a definition is written name(x) = formula or "
            "name(x, y) = formula)");
  EXPECT_EQ(definition_complaint("f = 2"),
            "definition \"f = 2\": no arguments in parentheses before '=' (a definition is written "
            "name(x) = formula or name(x, y) = formula)");
  EXPECT_EQ(definition_complaint("sin(t) = t"),
            "definition \"sin(t) = t\": 'sin' is a built-in operator (rename it)");
  EXPECT_EQ(definition_complaint("x(t) = t"),
            "definition \"x(t) = t\": 'x' is also a column (rename the operator)");
  EXPECT_EQ(definition_complaint("f(t) = f(t - 1)"),
            "definition \"f(t) = f(t - 1)\": 'f' is defined by itself (recursion is not possible)");
  EXPECT_EQ(definition_complaint("f(t) = t + z"),
            "definition \"f(t) = t + z\", column 12: unknown name 'z' (known: t)");
  EXPECT_EQ(definition_complaint("f(a, b, c) = a"),
            "definition \"f(a, b, c) = a\": a user-defined operator has 1 or 2 arguments (a "
            "definition is written name(x) = formula or name(x, y) = formula)");
  EXPECT_EQ(definition_complaint("f(a, a) = a"),
            "definition \"f(a, a) = a\": two arguments are both called 'a'");
  EXPECT_EQ(definition_complaint("2f(a) = a"),
            "definition \"2f(a) = a\": '2f' cannot be the name of a function (letters, digits and "
            "_ only)");
  EXPECT_EQ(definition_complaint("f() = 1").substr(0, 43),
            "definition \"f() = 1\": '' cannot be the name");
}

TEST(Definitions, MayBeGivenWithWhatUndoesThem) {
  const Vocabulary vocabulary =
      make_vocabulary({.variables = {"x"},
                       .definitions = {"odd(t) = exp(t) - exp(-t)",
                                       "soft(t) = log(1 + exp(t)); inverse(y) = log(exp(y) - 1)"}})
          .value();
  EXPECT_TRUE(vocabulary.definitions[0].inverse.nodes.empty());
  const double value = 2.5;
  EXPECT_DOUBLE_EQ(reference_value(vocabulary.definitions[1].inverse.nodes, {&value, 1}),
                   std::log(std::exp(2.5) - 1));
}

TEST(Definitions, AreNotGivenWithWhatDoesNotUndoThem) {
  const std::string soft = "soft(t) = log(1 + exp(t)); ";
  const auto says = [&](const std::string& text, const char* what) {
    EXPECT_NE(definition_complaint(text).find(what), std::string::npos)
        << definition_complaint(text);
  };
  says(soft + "inverse(y) = exp(y)",
       "inverse(-2.500000) does not undo 'soft', which gives 0.735032 there (write what solves "
       "soft(t) = y for t)");
  says(soft + "inverse(y) = log(0 - exp(y))", "inverse(y) is nowhere defined");
  says(soft + "undo(y) = y", "only inverse(y) = formula may follow ';'");
  says(soft, "'=' is missing");
  says(soft + "inverse(y) = log(exp(z) - 1)", "unknown name 'z'");
  says("both(a, b) = a + b; inverse(y) = y", "only where the operator has one argument");
}

TEST(Definitions, ThatGrowWithoutBoundAreRefused) {
  VocabularyRequest request{.variables = {"x"}};
  request.definitions.push_back("f0(t) = t + t");
  for (int i = 1; i < 16; ++i) {
    const std::string before = "f" + std::to_string(i - 1) + "(t)";
    request.definitions.push_back("f" + std::to_string(i) + "(t) = " + before + "*" + before);
  }
  EXPECT_NE(complaint(request).find("too long once earlier definitions are put in"),
            std::string::npos);
}

}  // namespace
}  // namespace cambrian::expression
