#include "operators/expression/variation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "operators/expression/parse.hpp"
#include "operators/expression/print.hpp"
#include "tests/operators/expression/random_expressions.hpp"
#include "tests/support/stochastic.hpp"

namespace cambrian::expression {
namespace {

class Vary : public testing::Test {
 protected:
  Expression tree(std::string_view text) const { return parse(text, vocabulary).value(); }
  std::string text(const Expression& e) const { return to_infix(e, vocabulary, {.exact = true}); }
  /// The results of one mutation of a formula, as texts with constants written C.
  auto results(Mutation kind, std::string_view formula) {
    return [this, kind, parent = tree(formula)]() {
      Expression child = parent;
      variation.apply(kind, child, random, {});
      Expression lengths = child;
      EXPECT_TRUE(lengths.restore_lengths());
      EXPECT_EQ(lengths, child);
      for (Node& node : child.nodes) {
        if (node.is_constant()) node.value = 7;
      }
      return text(child);
    };
  }

  Vocabulary vocabulary = small_vocabulary("+ - sin exp");
  Constraints constraints{20};
  Variation variation{vocabulary, constraints, {}};
  Random random{{.seed = 11, .purpose = Purpose::vary}};
  static constexpr int kDraws = 4000;
};

using Texts = std::set<std::string>;
using Shares = std::map<std::string, double>;

TEST_F(Vary, MutateOperatorKeepsTheArity) {
  Eventually(results(Mutation::mutate_operator, "sin(x0 + x1)"), kDraws,
             Texts{"sin(x0 + x1)", "exp(x0 + x1)", "sin(x0 - x1)"});
}

TEST_F(Vary, MutateFeatureTakesAnotherColumn) {
  ExpectDistribution(results(Mutation::mutate_feature, "sin(x0)"), kDraws,
                     Shares{{"sin(x1)", 0.5}, {"sin(x2)", 0.5}});
}

TEST_F(Vary, SwapOperandsExchangesTheArgumentsOfAUniformBinaryOperator) {
  ExpectDistribution(results(Mutation::swap_operands, "x0 - (x1 - sin(x2))"), kDraws,
                     Shares{{"x0 - (sin(x2) - x1)", 0.5}, {"x1 - sin(x2) - x0", 0.5}});
}

TEST_F(Vary, DeleteNodePutsAUniformChildInThePlaceOfAUniformOperator) {
  ExpectDistribution(results(Mutation::delete_node, "sin(x0 - x1)"), kDraws,
                     Shares{{"x0 - x1", 0.5}, {"sin(x0)", 0.25}, {"sin(x1)", 0.25}});
}

TEST_F(Vary, AddNodeAppendsAtALeafOrPrependsAtTheRoot) {
  Eventually(results(Mutation::add_node, "x0"), 20000, [] {
    Texts all;
    for (std::string leaf : {"x0", "x1", "x2", "7"}) {
      for (std::string f : {"sin(", "exp("}) all.insert(f + leaf + ")");
      for (std::string other : {"x0", "x1", "x2", "7"})
        for (std::string op : {" + ", " - "}) all.insert(leaf + op + other);
    }
    return all;
  }());
}

TEST_F(Vary, InsertNodeKeepsTheSubtreeAsAnArgumentOfANewOperator) {
  Never(results(Mutation::insert_node, "sin(x0)"), kDraws,
        [](const std::string& child) { return child.find("x0") == std::string::npos; });
  Eventually(results(Mutation::insert_node, "exp(x0)"), kDraws, [] {
    Texts all;
    for (std::string f : {"sin(", "exp("}) all.insert({f + "exp(x0))", "exp(" + f + "x0))"});
    for (std::string leaf : {"x0", "x1", "x2", "7"})
      for (std::string op : {" + ", " - "})
        all.insert({"exp(x0)" + op + leaf, leaf + op + "exp(x0)", "exp(x0" + op + leaf + ")",
                    "exp(" + leaf + op + "x0)"});
    return all;
  }());
}

TEST_F(Vary, RotateTreeExchangesAnOperatorWithItsChild) {
  // Root -, pivot sin, grandchild x1; or root -, no other operator.
  ExpectDistribution(results(Mutation::rotate_tree, "x0 - sin(x1)"), 100,
                     Shares{{"sin(x0 - x1)", 1.0}});
  ExpectDistribution(results(Mutation::rotate_tree, "x0 + (x1 - x2)"), kDraws,
                     Shares{{"x0 + x1 - x2", 0.5}, {"x1 - (x0 + x2)", 0.5}});
}

TEST_F(Vary, RotateTreeIsUniformOverItsRoots) {
  ExpectDistribution(results(Mutation::rotate_tree, "sin(exp(sin(x0)))"), kDraws,
                     Shares{{"exp(sin(sin(x0)))", 0.5}, {"sin(sin(exp(x0)))", 0.5}});
}

TEST_F(Vary, MutateConstantMultipliesByAFactorOfTheTemperature) {
  const Expression parent = tree("2");
  for (double temperature : {0.0, 1.0}) {
    const double most = 1.1 + 0.129 * temperature;
    double low = 9, high = 0;
    int negative = 0;
    for (int i = 0; i < 20000; ++i) {
      Expression child = parent;
      ASSERT_TRUE(
          variation.apply(Mutation::mutate_constant, child, random, {.temperature = temperature}));
      const double value = child.nodes[0].value;
      negative += value < 0;
      low = std::min(low, std::fabs(value));
      high = std::max(high, std::fabs(value));
    }
    EXPECT_GE(low, 2 / most * (1 - 1e-12));
    EXPECT_LT(low, 2 / most * 1.01);
    EXPECT_LE(high, 2 * most * (1 + 1e-12));
    EXPECT_GT(high, 2 * most / 1.01);
    // 20,000 draws at 0.00743: 149 +- 12.
    EXPECT_NEAR(negative, 149, 50);
  }
}

TEST_F(Vary, MutateConstantMovesIntegersByAtLeastOne) {
  Variation integers(vocabulary, constraints, {}, {.constants = ConstantKind::integer});
  Eventually(
      [&] {
        Expression child = tree("3");
        integers.apply(Mutation::mutate_constant, child, random, {});
        return child.nodes[0].value;
      },
      kDraws, std::set<double>{2, 4, -2, -4}, std::set<double>{2, 4});
}

TEST_F(Vary, RandomizeTakesEverySizeUpToTheLimit) {
  Eventually(
      [&] {
        Expression child = tree("x0");
        variation.apply(Mutation::randomize, child, random, {.max_size = 5});
        return child.size();
      },
      kDraws, std::set<std::size_t>{1, 2, 3, 4, 5});
}

/// Kinds drawn for a parent, by their frequency.
std::map<Mutation, int> kinds(Variation& variation, const Expression& parent, Random& random,
                              const MutationContext& context = {}) {
  std::map<Mutation, int> counts;
  Expression child;
  for (int i = 0; i < 20000; ++i) ++counts[variation.mutate(parent, child, random, context).kind];
  return counts;
}

TEST_F(Vary, ALeafIsOnlyChangedByWhatAppliesToIt) {
  const auto variable = kinds(variation, tree("x0"), random);
  for (Mutation kind :
       {Mutation::mutate_constant, Mutation::mutate_operator, Mutation::swap_operands,
        Mutation::rotate_tree, Mutation::delete_node, Mutation::simplify})
    EXPECT_EQ(variable.count(kind), 0u) << name_of(kind);
  EXPECT_GT(variable.at(Mutation::mutate_feature), 0);
  const auto constant = kinds(variation, tree("2"), random);
  EXPECT_EQ(constant.count(Mutation::mutate_feature), 0u);
  EXPECT_GT(constant.at(Mutation::mutate_constant), 0);
}

TEST_F(Vary, AFullTreeDoesNotGrow) {
  const auto counts = kinds(variation, tree("sin(x0) + sin(x1)"), random, {.max_size = 5});
  EXPECT_EQ(counts.count(Mutation::add_node), 0u);
  EXPECT_EQ(counts.count(Mutation::insert_node), 0u);
}

TEST_F(Vary, KindsAreDrawnByWeightAndTheShareOfConstants) {
  MutationWeights weights;
  weights = {.mutate_constant = 8,
             .mutate_operator = 1,
             .mutate_feature = 0,
             .swap_operands = 1,
             .rotate_tree = 0,
             .add_node = 0,
             .insert_node = 0,
             .delete_node = 0,
             .simplify = 0,
             .randomize = 0,
             .do_nothing = 2};
  Variation weighted(vocabulary, constraints, {.weights = weights});
  Expression child;
  const Expression parent = tree("2 + 3");  // two constants of eight: weight 8 * 2/8
  ExpectDistribution([&] { return weighted.mutate(parent, child, random).kind; }, 20000,
                     std::map<Mutation, double>{{Mutation::mutate_constant, 2.0 / 6},
                                                {Mutation::mutate_operator, 1.0 / 6},
                                                {Mutation::swap_operands, 1.0 / 6},
                                                {Mutation::do_nothing, 2.0 / 6}});
}

TEST_F(Vary, FactorsAdaptTheWeights) {
  MutationContext context;
  context.factors.fill(0);
  context.factors[static_cast<std::size_t>(Mutation::delete_node)] = 1;
  const auto counts = kinds(variation, tree("sin(x0)"), random, context);
  EXPECT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts.count(Mutation::delete_node), 1u);
}

TEST_F(Vary, CrossoverExchangesUniformSubtrees) {
  ExpectDistribution(
      [&] {
        Expression a = tree("sin(x0)"), b = tree("x1");
        EXPECT_TRUE(variation.crossover(a, b, random));
        return text(a) + " | " + text(b);
      },
      kDraws, Shares{{"sin(x1) | x0", 0.5}, {"x1 | sin(x0)", 0.5}});
}

TEST_F(Vary, CrossoverLeavesParentsThatCannotFit) {
  Expression a = tree("sin(x0 + x1)"), b = tree("exp(x2)");
  EXPECT_FALSE(variation.crossover(a, b, random, 1));
  EXPECT_EQ(text(a) + text(b), "sin(x0 + x1)exp(x2)");
}

TEST(VaryProperty, ChildrenAlwaysSatisfyTheConstraints) {
  const Vocabulary vocabulary = full_vocabulary();
  const Constraints constraints =
      Constraints::make({.max_size = 25,
                         .max_depth = 8,
                         .arguments = {"pow=-1,1", "sinc=5"},
                         .nesting = {"sin: sin=0 cos=1", "exp: exp=0 log=0"},
                         .complexity = {"exp=2", "constant=0.5"}},
                        vocabulary)
          .value();
  Variation variation(vocabulary, constraints, {});
  Random random({.seed = 12});
  Expression parent = Expression::of(Node::variable(0)), child, mate = parent;
  int failed = 0, changed = 0;
  for (int i = 0; i < 60000; ++i) {
    const MutationOutcome outcome = variation.mutate(parent, child, random);
    failed += !outcome.ok;
    ASSERT_TRUE(constraints.check(child)) << name_of(outcome.kind);
    Expression lengths = child;
    ASSERT_TRUE(lengths.restore_lengths());
    ASSERT_EQ(lengths, child) << name_of(outcome.kind);
    if (i % 20 == 0) variation.crossover(child, mate, random);
    ASSERT_TRUE(constraints.check(mate));
    changed += !(child == parent);
    std::swap(parent, child);
  }
  EXPECT_LT(failed, 20000);
  EXPECT_GT(changed, 30000);
}

TEST(VaryProperty, AnUnlimitedWalkReachesEveryMutationAndStaysWellFormed) {
  const Vocabulary vocabulary = full_vocabulary();
  Variation variation(vocabulary, Constraints(60), {});
  Random random({.seed = 13});
  std::map<Mutation, int> counts;
  Expression parent = Expression::of(Node::variable(0)), child;
  for (int i = 0; i < 60000; ++i) {
    ++counts[variation.mutate(parent, child, random).kind];
    std::swap(parent, child);
  }
  EXPECT_EQ(counts.size(), kMutations);
}

TEST(VaryProperty, EqualStreamsGiveEqualChildren) {
  const Vocabulary vocabulary = full_vocabulary();
  Variation first(vocabulary, Constraints(30), {}), second(vocabulary, Constraints(30), {});
  Random a({.seed = 14}), b({.seed = 14});
  Expression x = Expression::of(Node::variable(0)), y = x, child_x, child_y;
  for (int i = 0; i < 2000; ++i) {
    first.mutate(x, child_x, a);
    second.mutate(y, child_y, b);
    ASSERT_EQ(child_x, child_y);
    std::swap(x, child_x);
    std::swap(y, child_y);
  }
}

TEST(TreeSource, GrowsTreesOfTheSizeAskedFor) {
  const Vocabulary vocabulary = small_vocabulary("+ sin");
  TreeSource source(vocabulary);
  Random random({.seed = 15});
  Expression tree;
  for (std::size_t size = 1; size < 50; ++size) {
    source.grow(tree, size, random);
    EXPECT_EQ(tree.size(), size);
  }
}

TEST(TreeSource, StopsBelowTheSizeWhenOnlyBinaryOperatorsRemain) {
  const Vocabulary vocabulary = small_vocabulary("+ *");
  TreeSource source(vocabulary);
  Random random({.seed = 16});
  Expression tree;
  source.grow(tree, 8, random);
  EXPECT_EQ(tree.size(), 7u);
}

TEST(TreeSource, LeavesAreHalfConstantsAndHalfUniformColumns) {
  const Vocabulary vocabulary = small_vocabulary("+", 2);
  TreeSource source(vocabulary);
  Random random({.seed = 17});
  ExpectDistribution(
      [&] {
        const Node leaf = source.leaf(random);
        return leaf.is_constant() ? -1 : static_cast<int>(leaf.index);
      },
      20000, std::map<int, double>{{-1, 0.5}, {0, 0.25}, {1, 0.25}});
}

TEST(TreeSource, OperatorsAreUniformAmongThoseThatFit) {
  const Vocabulary vocabulary = small_vocabulary("+ - sin");
  TreeSource source(vocabulary);
  Random random({.seed = 18});
  const auto draw = [&] { return static_cast<int>(source.operation(random).op); };
  ExpectDistribution(draw, 20000,
                     std::map<int, double>{{static_cast<int>(Op::add), 1.0 / 3},
                                           {static_cast<int>(Op::sub), 1.0 / 3},
                                           {static_cast<int>(Op::sin), 1.0 / 3}});
  Never([&] { return source.operation(random, 1).op; }, 1000, [](Op op) { return op != Op::sin; });
}

TEST(TreeSource, ShapesFollowPySR) {
  // Three appended binary operators: the second goes to either leaf, the third to any of three.
  const Vocabulary vocabulary = small_vocabulary("+", 1);
  TreeSource source(vocabulary, {.constants = ConstantKind::none});
  Random random({.seed = 19});
  ExpectDistribution(
      [&] {
        Expression tree;
        source.grow(tree, 7, random);
        return static_cast<int>(tree.depth());
      },
      20000, std::map<int, double>{{3, 1.0 / 3}, {4, 2.0 / 3}});
}

TEST(TreeSource, DrawsNoConstantsWhereThereAreNone) {
  const Vocabulary vocabulary = small_vocabulary("+ sin");
  TreeSource source(vocabulary, {.constants = ConstantKind::none});
  Random random({.seed = 20});
  Never([&] { return source.leaf(random).op; }, 1000, [](Op op) { return op == Op::constant; });
}

}  // namespace
}  // namespace cambrian::expression
