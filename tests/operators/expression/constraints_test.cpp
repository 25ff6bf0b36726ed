#include "operators/expression/constraints.hpp"

#include <gtest/gtest.h>

#include "operators/expression/parse.hpp"
#include "tests/operators/expression/random_expressions.hpp"

namespace cambrian::expression {
namespace {

class Limits : public testing::Test {
 protected:
  Constraints made(const ConstraintRequest& request) const {
    return Constraints::make(request, vocabulary).value();
  }
  Expression tree(std::string_view text) const { return parse(text, vocabulary).value(); }
  bool holds(const ConstraintRequest& request, std::string_view text) const {
    return made(request).check(tree(text));
  }
  std::string complaint(const ConstraintRequest& request) const {
    const auto result = Constraints::make(request, vocabulary);
    return result ? "no error" : result.error().message();
  }
  Vocabulary vocabulary = full_vocabulary();
};

TEST_F(Limits, BoundTheNumberOfNodes) {
  EXPECT_TRUE(holds({.max_size = 3}, "x + y"));
  EXPECT_FALSE(holds({.max_size = 3}, "sin(x + y)"));
}

TEST_F(Limits, MayBeTightenedForACall) {
  EXPECT_FALSE(Constraints(30).check(tree("x + y"), 2));
  EXPECT_FALSE(Constraints(2).check(tree("x + y"), 30));
}

TEST_F(Limits, BoundTheDepth) {
  EXPECT_TRUE(holds({.max_depth = 3}, "sin(x) + y"));
  EXPECT_FALSE(holds({.max_depth = 3}, "sin(exp(x)) + y"));
}

TEST_F(Limits, BoundTheArgumentsOfAnOperator) {
  const ConstraintRequest request{.arguments = {"pow=-1,1", "sinc=3"}};
  EXPECT_TRUE(holds(request, "(x + y + 2)^x"));
  EXPECT_FALSE(holds(request, "x^(x + y)"));
  EXPECT_TRUE(holds(request, "sinc(x + y)"));
  EXPECT_FALSE(holds(request, "sinc(sin(x + y))"));
}

TEST_F(Limits, BoundHowOperatorsAreNested) {
  const ConstraintRequest request{.nesting = {"sin: sin=0 cos=1"}};
  EXPECT_TRUE(holds(request, "sin(x) + sin(y)"));
  EXPECT_FALSE(holds(request, "sin(x + sin(y))"));
  EXPECT_TRUE(holds(request, "sin(cos(x) + cos(y))"));
  EXPECT_FALSE(holds(request, "sin(cos(x + cos(y)))"));
  EXPECT_TRUE(holds(request, "cos(sin(x))"));
}

TEST_F(Limits, CountNodesByTheirWeights) {
  const auto weighted = made({.complexity = {"exp=3", "constant=0.5", "variable=2", "y=1.5"}});
  EXPECT_EQ(weighted.complexity(tree("exp(x)")), 5u);
  EXPECT_EQ(weighted.complexity(tree("x + y")), 5u);  // 4.5, rounded
  EXPECT_EQ(weighted.complexity(tree("2")), 1u);
  EXPECT_FALSE(weighted.counts_nodes());
  EXPECT_EQ(made({}).complexity(tree("exp(x) + 2")), 4u);
}

TEST_F(Limits, NeverAdmitMoreNodesThanAnExpressionMayHave) {
  const auto weightless = made({.complexity = {"variable=0", "constant=0", "neg=0"}});
  Expression long_one = Expression::of(Node::variable(0));
  for (std::size_t i = 0; i < Expression::kMaxNodes; ++i)
    long_one.nodes.push_back(Node::operation(Op::neg));
  ASSERT_TRUE(long_one.restore_lengths());
  EXPECT_FALSE(weightless.check(long_one));
}

TEST_F(Limits, SayWhatIsWrongWithThem) {
  EXPECT_EQ(complaint({.max_size = 0}), "max_size: must be 1 .. 4096, is 0");
  EXPECT_EQ(complaint({.arguments = {"poww=1,2"}}),
            "argument limit \"poww=1,2\": unknown operator 'poww' (did you mean 'pow'?)");
  EXPECT_EQ(complaint({.arguments = {"pow=1"}}),
            "argument limit \"pow=1\": 'pow' has 2 argument(s), 1 limit(s) given (write pow=9,1 or "
            "exp=5; -1 means any size)");
  EXPECT_EQ(complaint({.nesting = {"sin"}}),
            "nesting limit \"sin\": cannot be read (write sin: sin=0 cos=1)");
  EXPECT_EQ(complaint({.nesting = {"sin: kos=0"}}).substr(0, 50),
            "nesting limit \"sin: kos=0\": unknown operator 'kos'");
  EXPECT_EQ(complaint({.complexity = {"exp=-1"}}), "complexity \"exp=-1\": must be 0 .. 1000");
  EXPECT_EQ(complaint({.complexity = {"exp=two"}}),
            "complexity \"exp=two\": cannot be read (write exp=2, constant=1.5, variable=1 or "
            "x1=3)");
}

/// Nesting, counted the slow way: every path from a node down.
std::size_t most_below(const Expression& e, std::size_t root, Op inner) {
  std::size_t most = 0;
  for (std::size_t k = 0; k < e.nodes[root].arity; ++k) {
    const std::size_t child = e.argument(root, k);
    most = std::max(most, most_below(e, child, inner) + (e.nodes[child].op == inner ? 1 : 0));
  }
  return most;
}

TEST_F(Limits, AgreeWithARecursiveCount) {
  const auto limits = made({.max_size = 100, .nesting = {"add: sin=1"}});
  const Vocabulary small = small_vocabulary("+ sin");
  Random random({.seed = 31});
  for (int trial = 0; trial < 3000; ++trial) {
    const Expression tree = random_expression(small, 20, random);
    bool wanted = true;
    for (std::size_t i = 0; i < tree.size(); ++i)
      wanted &= tree.nodes[i].op != Op::add || most_below(tree, i, Op::sin) <= 1;
    ASSERT_EQ(limits.check(tree), wanted);
  }
}

}  // namespace
}  // namespace cambrian::expression
