#include "problems/function_approximation/preconditioned.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/random.hpp"
#include "problems/function_approximation/baselines.hpp"

namespace cambrian::approximation {
namespace {

using program::Op;

double horner(std::span<const Quad> c, Quad u) {
  Quad value = 0;
  for (std::size_t k = c.size(); k-- > 0;) value = value * u + c[k];
  return static_cast<double>(value);
}

double value(const QuarticForm& form, Quad u) {
  const Quad y = (u + form.a[0]) * u + form.a[1];
  return static_cast<double>(((y + u + form.a[2]) * y + form.a[3]) * form.a[4]);
}

double value(const EveForm& form, std::size_t degree, Quad u) {
  const Quad y = u + form.shift, w = y * y;
  Quad z =
      degree % 2 == 0 ? (form.lead * y + form.middle) * y + form.last : form.lead * y + form.last;
  for (std::size_t k = 0; k < form.alpha.size(); ++k) {
    z = z * (w - form.alpha[k]) + form.beta[k];
  }
  return static_cast<double>(z);
}

std::vector<Quad> exponential(std::size_t degree) {
  std::vector<Quad> c = {1};
  for (std::size_t k = 1; k <= degree; ++k) c.push_back(c.back() / static_cast<Quad>(k));
  return c;
}

TEST(QuarticForm, IsThePolynomial) {
  Random random({1, 0, 0, Purpose::fit});
  for (int i = 0; i < 100; ++i) {
    std::vector<Quad> c;
    for (int k = 0; k < 5; ++k) c.emplace_back(random.normal());
    const QuarticForm form = quartic_form(c);
    for (const double u : {-1.0, 0.3, 2.0}) {
      EXPECT_NEAR(value(form, u), horner(c, u), 1e-9 * (1 + std::fabs(horner(c, u))));
    }
  }
}

TEST(EveForm, IsThePolynomialOfTheExponential) {
  for (std::size_t degree = 3; degree <= 12; ++degree) {
    const std::vector<Quad> c = exponential(degree);
    const auto form = eve_form(c);
    ASSERT_TRUE(form) << degree;
    EXPECT_EQ(form->alpha.size(), (degree + 1) / 2 - 1);
    EXPECT_EQ(form->beta.back(), 0);
    for (const Quad u : {-1.0, 0.3, 1.0}) EXPECT_NEAR(value(*form, degree, u), horner(c, u), 1e-10);
  }
}

TEST(EveForm, WhereOneIsFoundItIsThePolynomial) {
  Random random({2, 0, 0, Purpose::fit});
  int found = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<Quad> c;
    for (int k = 0; k < 7; ++k) c.emplace_back(random.normal());
    const auto form = eve_form(c);
    if (!form) continue;
    ++found;
    EXPECT_NEAR(value(*form, 6, 0.7), horner(c, 0.7), 1e-6);
  }
  EXPECT_GT(found, 150);
}

// The best baseline that costs `cost`, without divisions.
Baseline polynomial_of_cost(const std::string& function, std::uint32_t cost) {
  ApproximationConfig config;
  config.function = function;
  config.operators = {"+ - *"};
  config.max_cost = static_cast<int>(cost);
  const auto found = make_baselines(**make_problem(config));
  EXPECT_EQ(found.back().cost, cost);
  return found.back();
}

std::size_t products_in(const Baseline& b) {
  return static_cast<std::size_t>(std::count_if(b.program.code.begin(), b.program.code.end(),
                                                [](const auto& i) { return i.op == Op::mul; }));
}

// No root of a negative function is taken and squared. The errors are those of Horner's form
// (Sollya's minimax polynomials), which takes as many multiplications as additions.
TEST(Baselines, PreconditionedPolynomialsErrLikeHornersAndMultiplyLess) {
  struct Known {
    std::size_t degree;
    double digits;
  };
  for (const auto& [degree, digits] : {Known{5, 7.125}, {6, 8.731}, {7, 10.396}}) {
    const std::size_t products = degree / 2 + 2;
    const Baseline b = polynomial_of_cost("-(2^x)", static_cast<std::uint32_t>(degree + products));
    EXPECT_EQ(b.name, "polynomial of degree " + std::to_string(degree) + ", preconditioned");
    EXPECT_EQ(products_in(b), products);
    EXPECT_NEAR(-std::log10(b.error), digits, 1e-3);
  }
}

TEST(Baselines, DegreeFourSavesAProductForAnAddition) {
  ApproximationConfig config;
  config.function = "-(2^x)";
  config.operators = {"+ - *"};
  config.cost = "weighted";
  config.weights = {{"mul", 3.0}};
  config.max_cost = 14;
  const auto found = make_baselines(**make_problem(config));
  EXPECT_EQ(found.back().cost, 14u);  // five additions and three products
  EXPECT_EQ(found.back().name, "polynomial of degree 4, preconditioned");
  EXPECT_NEAR(-std::log10(found.back().error), 5.586, 1e-3);
}

}  // namespace
}  // namespace cambrian::approximation
