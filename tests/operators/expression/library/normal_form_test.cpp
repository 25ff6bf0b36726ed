#include "operators/expression/library/normal_form.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/random.hpp"
#include "operators/expression/library/law.hpp"
#include "operators/expression/library/values.hpp"
#include "operators/expression/parse.hpp"
#include "operators/expression/print.hpp"
#include "operators/expression/simplify.hpp"

namespace cambrian::expression {
namespace {

class NormalForm : public testing::Test {
 protected:
  NormalForm() {
    vocabulary.variables = {"x", "y", "z"};
    for (const Op op : {Op::add, Op::sub, Op::mul, Op::div}) {
      vocabulary.binary.push_back(Node::operation(op));
    }
    for (const Op op : {Op::square, Op::sqrt, Op::exp, Op::log, Op::cos}) {
      vocabulary.unary.push_back(Node::operation(op));
    }
  }
  std::string form(std::string_view text, Sums sums = Sums::whole) const {
    const auto made = normal_form(parse(text, vocabulary).value(), sums, operators_of(vocabulary));
    return made ? to_infix(simplified(*made, vocabulary), vocabulary, {.precision = 6}) : "none";
  }
  double at(const Expression& e, const std::vector<double>& point) const {
    Columns columns;
    for (const double& x : point) columns.emplace_back(&x, 1);
    return evaluate(e, columns).front();
  }

  Vocabulary vocabulary;
};

TEST_F(NormalForm, CancelsWhatATermWasDividedBy) {
  EXPECT_EQ(form("z/((1 - square(x/y))*square(y))"), form("z/(square(y) - square(x))"));
  EXPECT_EQ(form("x*sqrt(square(y/x) + square(z/x) + 1)"),
            form("sqrt(square(x) + square(y) + square(z))"));
}

TEST_F(NormalForm, LeavesSumsInPowersAsTheyAre) {
  EXPECT_EQ(form("x/y*z/sqrt(1 - x/y*x/y)*y", Sums::kept), "x*z/sqrt(1 - (x/y)^2)");
}

TEST_F(NormalForm, ExpandsSquaresOnRequest) {
  EXPECT_EQ(form("square(x + y) - 2*x*y", Sums::expanded), "x^2 + y^2");
  EXPECT_EQ(form("square(x + y)/z", Sums::whole), form("square(y + x)/z", Sums::whole));
}

TEST_F(NormalForm, CompletesSquares) {
  EXPECT_EQ(form("z/(x*x - 2*x*y + y*y)"), "z/(x - y)^2");
  EXPECT_EQ(form("z*x*x + 4*z*x*y + 4*z*y*y"), "z*(x + 2*y)^2");
  EXPECT_EQ(form("x*x + 3*x*y + y*y"), "3*x*y + x^2 + y^2");
}

TEST_F(NormalForm, WritesPowersWhereTheyAreAllowed) {
  EXPECT_EQ(form("exp(2*y*log(x + z))"), "exp(2*y*log(x + z))");
  vocabulary.rare.push_back(Node::operation(Op::pow));
  EXPECT_EQ(form("exp(2*y*log(x + z))"), "(x + z)^(2*y)");
}

TEST_F(NormalForm, TakesWhatTermsShareOutOfASum) {
  EXPECT_EQ(form("0.5*x*y + 0.5*x*z"), "0.5*x*(y + z)");
}

TEST_F(NormalForm, UsesOnlyWhatIsAllowed) {
  Vocabulary few;
  few.variables = {"x"};
  few.binary = {Node::operation(Op::mul), Node::operation(Op::add)};
  EXPECT_FALSE(normal_form(parse("sqrt(x)", vocabulary).value(), Sums::whole, operators_of(few)));
}

TEST_F(NormalForm, KeepsTheValueAtPositivePoints) {
  Random random({.seed = 4});
  for (const char* text :
       {"(square((x + y)/z) + 1)*square(z)/(x*y)*0.5 - 1", "exp(x*(y - z)/x)/(x*y/z + x*z/y)",
        "sqrt(x/y + cos(z*x))/sqrt(y)", "1/(1/x + 1/y) - x*y/(x + y) + z", "(x - x)*y + z"}) {
    const Expression e = parse(text, vocabulary).value();
    for (const Sums sums : kAllSums) {
      const auto made = normal_form(e, sums, operators_of(vocabulary));
      ASSERT_TRUE(made) << text;
      for (int i = 0; i < 20; ++i) {
        const std::vector<double> point = {random.uniform(1, 2), random.uniform(1, 2),
                                           random.uniform(1, 2)};
        const double expected = at(e, point);
        if (std::isnan(expected)) continue;
        EXPECT_NEAR(at(*made, point), expected, 1e-9 * std::max(1.0, std::fabs(expected))) << text;
      }
    }
  }
}

}  // namespace
}  // namespace cambrian::expression
