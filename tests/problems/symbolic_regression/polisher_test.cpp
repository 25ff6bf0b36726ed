#include "problems/symbolic_regression/polisher.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/problems/symbolic_regression/made_data.hpp"

namespace cambrian::regression {
namespace {

using expression::Expression;
using expression::Node;
using expression::Op;

// x1 * sqrt(x1)
Expression kepler() {
  const Expression x = Expression::of(Node::variable(0));
  return Expression::apply(Op::mul, x, Expression::apply(Op::sqrt, x));
}

TEST(Polisher, OffersALawOfNoisyRowsWithAndWithoutTheSlopeThatFitsTheNoise) {
  Random noise({.seed = 1});
  const Dataset data = made_data(
      40, 1, [&](const auto& x) { return std::pow(x[0], 1.5) * (1.001 + 1e-3 * noise.normal()); });
  const auto model = build_model(small_search(), data);
  const Problem& problem = model->problem();
  Scorer scorer(problem);
  Champions champions(20);
  Polisher polisher(scorer, champions);
  const expression::RowRange rows{0, problem.batch_rows};
  polisher.begin(rows);
  polisher.consider(kepler(), 4, scorer.score(kepler(), rows));
  polisher.finish();
  ASSERT_FALSE(champions[4].empty());
  EXPECT_EQ(champions[4].expression, kepler());
  ASSERT_FALSE(champions[6].empty());
  EXPECT_LT(champions[6].loss, champions[4].loss);
}

}  // namespace
}  // namespace cambrian::regression
