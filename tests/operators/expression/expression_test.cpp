#include "operators/expression/expression.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "operators/expression/print.hpp"
#include "tests/operators/expression/random_expressions.hpp"

namespace cambrian::expression {
namespace {

const Expression x = Expression::of(Node::variable(0));
const Expression two = Expression::of(Node::constant(2));

TEST(ExpressionTree, KnowsItsArgumentsInOrder) {
  const Expression tree = Expression::apply(Op::sub, Expression::apply(Op::sin, x), two);
  EXPECT_EQ(tree.size(), 4u);
  EXPECT_EQ(tree.argument(3, 0), 1u);
  EXPECT_EQ(tree.argument(3, 1), 2u);
  EXPECT_EQ(tree.subtree(1).size(), 2u);
  EXPECT_EQ(tree.depth(), 3u);
}

TEST(ExpressionTree, ReplacingASubtreeMendsTheLengthsOfItsAncestors) {
  const Vocabulary vocabulary = full_vocabulary();
  Random random({.seed = 21});
  for (int trial = 0; trial < 20000; ++trial) {
    Expression tree = random_expression(vocabulary, 30, random);
    const Expression part = random_expression(vocabulary, 10, random);
    const std::size_t size = tree.size();
    const std::size_t at = random.below(static_cast<std::uint32_t>(size));
    const std::size_t removed = tree.nodes[at].length;
    tree.replace(at, part.nodes);
    EXPECT_EQ(tree.size(), size - removed + part.size());
    Expression mended = tree;
    ASSERT_TRUE(mended.restore_lengths());
    ASSERT_EQ(mended, tree);
  }
}

TEST(ExpressionTree, ArraysThatAreNoSingleTreeAreRefused) {
  Expression nothing, two_trees{{Node::variable(0), Node::variable(1)}};
  Expression headless{{Node::operation(Op::sin)}};
  Expression hungry{{Node::variable(0), Node::operation(Op::add)}};
  EXPECT_FALSE(nothing.restore_lengths());
  EXPECT_FALSE(two_trees.restore_lengths());
  EXPECT_FALSE(headless.restore_lengths());
  EXPECT_FALSE(hungry.restore_lengths());
}

TEST(ExpressionGenome, ComesBackAsItWas) {
  const Vocabulary vocabulary = full_vocabulary();
  Random random({.seed = 22});
  for (int trial = 0; trial < 2000; ++trial) {
    const Expression tree = random_expression(vocabulary, 60, random);
    const Genome genome = to_genome(tree);
    ASSERT_EQ(expression_of(genome, vocabulary), tree);
    ASSERT_EQ(genome.hash, structural_hash(tree.nodes));
  }
}

class IllFormedGenome : public testing::Test {
 protected:
  /// The bytes of x + 2 with one node replaced.
  void refuses(std::size_t at, Node node) {
    Expression tree = Expression::apply(Op::add, x, two);
    tree.nodes[at] = node;
    EXPECT_THROW(from_genome(to_genome(tree), {.variables = 1, .definitions = 1}), DecodeError);
  }
};

TEST_F(IllFormedGenome, WithUnknownColumnsOrOperatorsIsRefused) {
  refuses(0, Node::variable(1));
  refuses(0, Node::user(1, 1));
  refuses(2, {0, 3, 0, static_cast<Op>(7), 2});
  refuses(2, {0, 3, 0, static_cast<Op>(63), 1});
  refuses(2, {0, 3, 0, static_cast<Op>(255), 2});
}

TEST_F(IllFormedGenome, WithAWrongArityOrShapeIsRefused) {
  refuses(2, {0, 3, 0, Op::add, 1});
  refuses(2, {0, 3, 0, Op::sin, 1});
  refuses(2, {0, 3, 0, Op::user, 3});
  refuses(1, Node::operation(Op::add));
  refuses(2, Node::variable(0));
}

TEST_F(IllFormedGenome, WithStrayValuesIsRefused) {
  refuses(2, {1.5, 3, 0, Op::add, 2});
  refuses(2, {0, 3, 9, Op::add, 2});
  refuses(1, {2, 1, 9, Op::constant, 0});
}

TEST_F(IllFormedGenome, OfAWrongSizeIsRefused) {
  Genome genome = to_genome(x);
  genome.bytes.pop_back();
  EXPECT_THROW(from_genome(genome, {}), DecodeError);
  genome.bytes.clear();
  EXPECT_THROW(from_genome(genome, {}), DecodeError);
  genome.bytes.resize(sizeof(Node) * (Expression::kMaxNodes + 1));
  EXPECT_THROW(from_genome(genome, {}), DecodeError);
}

TEST_F(IllFormedGenome, NeverYieldsAnIllFormedTree) {
  const Vocabulary vocabulary = full_vocabulary();
  Random random({.seed = 23});
  int accepted = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    Genome genome = to_genome(random_expression(vocabulary, 12, random));
    const std::uint32_t at = random.below(static_cast<std::uint32_t>(genome.bytes.size()));
    genome.bytes[at] = static_cast<std::byte>(random.below(256));
    try {
      Expression tree = expression_of(genome, vocabulary);
      ++accepted;
      ASSERT_FALSE(to_infix(tree, vocabulary).empty());
      ASSERT_TRUE(tree.restore_lengths());
    } catch (const DecodeError&) {
    }
  }
  EXPECT_GT(accepted, 1000);
}

TEST(UserOperatorGenome, WithAWrongNumberOfArgumentsIsRefused) {
  const Vocabulary vocabulary = full_vocabulary();  // definition 1 has two arguments
  const Expression call = Expression::apply(Node::user(1, 1), x);
  EXPECT_THROW(expression_of(to_genome(call), vocabulary), DecodeError);
}

TEST(Operators, AreFoundByNameSymbolAndAlias) {
  for (const OpInfo& op : all_ops()) {
    EXPECT_EQ(find_op(op.name), op.op);
    EXPECT_EQ(&info(op.op), &op);
    EXPECT_EQ(op.arity == 1, op.unary != nullptr);
    EXPECT_EQ(op.arity == 2, op.binary != nullptr);
  }
  EXPECT_EQ(find_op("**"), Op::pow);
  EXPECT_EQ(find_op("ln"), Op::log);
  EXPECT_EQ(find_op("nonsense"), std::nullopt);
}

}  // namespace
}  // namespace cambrian::expression
