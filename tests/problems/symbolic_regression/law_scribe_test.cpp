#include "problems/symbolic_regression/law_scribe.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "operators/expression/parse.hpp"
#include "operators/expression/print.hpp"
#include "tests/problems/symbolic_regression/made_data.hpp"

namespace cambrian::regression {
namespace {

using expression::Expression;
using expression::Op;

class LawScribeTest : public testing::Test {
 protected:
  LawScribeTest() {
    Random noise({.seed = 1});
    data_ = made_data(200, 3, [&](const auto& x) {
      return x[0] / std::sqrt(1 + std::pow(x[1] / x[2], 2)) * (1 + 0.01 * noise.normal());
    });
    model_ = build_model(small_search(), data_);
  }
  Expression read(const char* text) const {
    return expression::parse(text, model_->problem().vocabulary).value();
  }

  Dataset data_;
  std::shared_ptr<const RegressionModel> model_;
};

TEST_F(LawScribeTest, WritesANearMissAsFittedAndAsPeopleWould) {
  LawScribe scribe(model_->problem());
  // As it comes from columns y/x3 and x2/x3.
  const auto forms =
      scribe.approximations(read("1.001*x1/x3/sqrt(x2/x3*(x2/x3) + 1.0002)*x3"), HallOfFame{});
  ASSERT_EQ(forms.size(), 2u);
  const Expression plain = model_->problem().decode(forms[1].genome);
  EXPECT_EQ(to_infix(plain, model_->problem().vocabulary), "x1/sqrt((x2/x3)^2 + 1)");
  EXPECT_LT(forms[1].complexity, forms[0].complexity);
  EXPECT_LT(forms[1].loss(), 1.05 * forms[0].loss());
}

TEST_F(LawScribeTest, LeavesOutWhatIsFarWorseThanAKnownFormulaOfItsSize) {
  LawScribe scribe(model_->problem());
  HallOfFame known;
  known.offer(scribe.approximations(read("x1/sqrt(square(x2/x3) + 1)"), {}).front());
  EXPECT_TRUE(scribe.approximations(read("x1 + x2 - x3/(x2 + square(x3) + x1)"), known).empty());
}

TEST_F(LawScribeTest, RefusesAFormTooLongToHold) {
  LawScribe scribe(model_->problem());
  Expression tower = read("x1 + x2");
  while (tower.size() <= Expression::kMaxNodes) tower = Expression::apply(Op::mul, tower, tower);
  EXPECT_TRUE(scribe.approximations(tower, {}).empty());
  EXPECT_FALSE(scribe.law(tower));
}

}  // namespace
}  // namespace cambrian::regression
