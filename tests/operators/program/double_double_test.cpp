#include <gtest/gtest.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/program/canonical.hpp"
#include "operators/program/evaluate.hpp"
#include "operators/program/fit/double_double_fit.hpp"
#include "operators/program/fit/lane_fit.hpp"
#include "operators/program/fit/refine.hpp"
#include "operators/program/parse.hpp"
#include "tests/operators/program/programs.hpp"

namespace cambrian::program {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// op(x, c0, c1), as many of them as it takes.
Program one_instruction(Op op) {
  Program p;
  std::vector<Operand> operands = {Operand::input(0)};
  while (operands.size() < info(op).arity) operands.push_back(p.append_constant(1));
  p.result = p.append(op, operands);
  return p;
}

double any_number(Random& random, double octaves) {
  return std::exp2(octaves * random.normal()) * (random.chance(0.5) ? 1 : -1);
}

DoubleDouble any_pair(Random& random, double octaves) {
  const double high = any_number(random, octaves);
  return DoubleDouble(static_cast<Quad>(high) * (1 + static_cast<Quad>(random.normal()) * 1e-17));
}

DoubleDoublePoints zero_at(const std::vector<double>& x) {
  return {x, std::vector<DoubleDouble>(x.size()), std::vector<double>(x.size(), 1)};
}

TEST(DoubleDouble, KeepsWhatADoubleLeavesOfBinary128) {
  const Quad third = Quad(1) / 3;
  const DoubleDouble pair(third);
  EXPECT_EQ(pair.hi, 1.0 / 3);
  EXPECT_LT(fabs(static_cast<Quad>(pair) - third), Quad(1e-32L));
}

// For any number of points, also such that are not whole vectors.
void expect_binary128() {
  Random random({.seed = 1});
  Evaluator<Quad> evaluate;
  for (const OpInfo& op : all_ops()) {
    if (!op.smooth) continue;
    const Program p = one_instruction(op.op);
    for (std::size_t size = 1; size <= 40; ++size) {
      std::vector<double> x;
      for (std::size_t i = 0; i < size; ++i) x.push_back(any_number(random, 20));
      if (op.op == Op::sqrt) std::for_each(x.begin(), x.end(), [](double& v) { v = std::fabs(v); });
      std::vector<DoubleDouble> constants;
      std::vector<Quad> wide;
      for (std::size_t c = 0; c < p.constants.size(); ++c) {
        constants.push_back(any_pair(random, 20));
        wide.push_back(static_cast<Quad>(constants.back()));
      }
      DoubleDoubleFit fit(zero_at(x));
      const std::vector<DoubleDouble> found = fit.residuals(p, constants);
      ASSERT_EQ(found.size(), size);
      for (std::size_t i = 0; i < size; ++i) {
        const Quad truth = evaluate(p, wide, Quad(x[i]));
        // Where a sum cancels, the error is relative to what is added.
        Quad scale = fabs(truth);
        if (op.op == Op::add || op.op == Op::sub) scale = std::max(scale, fabs(wide[0]));
        if (op.op == Op::fma) scale = std::max(scale, fabs(wide[1]));
        EXPECT_LE(fabs(static_cast<Quad>(found[i]) - truth), scale * Quad(0x1p-101L))
            << op.name << " at " << x[i] << ", " << size << " points";
      }
    }
  }
}

TEST(DoubleDoubleFit, EveryOperatorIsAsInBinary128) { expect_binary128(); }

// The baseline has no fused multiply-add: products are split.
TEST(DoubleDoubleFit, EveryOperatorIsAsInBinary128OnTheOldestProcessors) {
  hwy::SetSupportedTargetsForTest(HWY_STATIC_TARGET);
  expect_binary128();
  hwy::SetSupportedTargetsForTest(0);
}

TEST(DoubleDoubleFit, WhatIsNotFiniteIsAnInfiniteError) {
  const Program p = one_instruction(Op::div);
  DoubleDoubleFit fit(zero_at({1, 2, 3}));
  for (const double c : {0.0, kInfinity, -kInfinity, std::nan("")}) {
    std::vector<DoubleDouble> constants = {c};
    EXPECT_EQ(fit.fit(p, constants, {}), kInfinity) << c;
  }
}

TEST(DoubleDoubleFit, ARootOfZeroIsZero) {
  DoubleDoubleFit fit(zero_at({0}));
  EXPECT_EQ(fit.fit(one_instruction(Op::sqrt), {}, {}), 0);
}

// cos on [-pi/4, pi/4] at the points where it is searched.
struct Cosine {
  DoubleDoublePoints fine;
  FitPoints coarse;
  Samples exact;

  Cosine() {
    for (int i = 0; i < 32; ++i) {
      const double x = -M_PI / 4 * std::cos(M_PI * (i + 0.5) / 32);
      const Quad y = cos(Quad(x));
      const Quad weight = 1 / y;
      fine.x.push_back(x);
      fine.y.push_back(DoubleDouble(y));
      fine.weight.push_back(static_cast<double>(weight));
      coarse.x.push_back(x);
      coarse.y.push_back(static_cast<double>(y));
      coarse.weight.push_back(static_cast<double>(weight));
      exact.x.push_back(x);
      exact.y.push_back(y);
      exact.weight.push_back(weight);
    }
  }

  // The continued fraction with three constants above and below, of 16.18 digits.
  static Program fraction() {
    return canonical(*parse(
        "a = x^2; 22813.7165/(3969.07205/(1665.32204/(a + 41.5810876) + (a - 3.86688987)) + (a + "
        "91.6364613)) - 112.314725"));
  }
};

Program moved(Program p, double octaves, Random& random) {
  for (double& c : p.constants) c *= std::exp2(octaves * random.normal());
  return p;
}

std::vector<DoubleDouble> fine(const Program& p) {
  return {p.constants.begin(), p.constants.end()};
}

double digits(double error) { return -std::log10(error); }

// In double no start comes to 13 digits, though all have these constants in reach.
TEST(DoubleDoubleFit, FindsConstantsThatDifferTooLittleForDoubles) {
  const Cosine target;
  DoubleDoubleFit fit(target.fine);
  LaneFit lanes(target.coarse);
  Random random({.seed = 1});
  for (int start = 0; start < 20; ++start) {
    const Program p = moved(Cosine::fraction(), 0.1, random);
    std::vector<DoubleDouble> constants = fine(p);
    EXPECT_NEAR(digits(fit.fit(p, constants, {})), 16.18, 0.1);
    LaneFitState state;
    for (const double c : p.constants) state.constants.insert(state.constants.end(), kLanes, c);
    lanes.fit(p, state, {.steps = 200});
    EXPECT_LT(digits(state.errors[0]), 13);
  }
}

TEST(DoubleDoubleFit, SucceedsAsOftenAsBinary128) {
  const Cosine target;
  DoubleDoubleFit fit(target.fine);
  Refiner refiner;
  Random random({.seed = 2});
  int found = 0, found_slowly = 0;
  for (int start = 0; start < 20; ++start) {
    const Program p = moved(Cosine::fraction(), 1, random);
    std::vector<DoubleDouble> constants = fine(p);
    std::vector<Quad> wide(p.constants.begin(), p.constants.end());
    found += digits(fit.fit(p, constants, {})) > 16;
    const Quad error = refiner.refine(p, wide, target.exact, 40);
    found_slowly += digits(static_cast<double>(error)) > 16;
  }
  EXPECT_GE(found_slowly, 10);
  EXPECT_GE(found, found_slowly - 2);
}

TEST(DoubleDoubleFit, EveryOtherPointLeadsToNearlyTheSameError) {
  const Cosine target;
  DoubleDoubleFit fit(target.fine);
  Random random({.seed = 3});
  const Program p = moved(Cosine::fraction(), 0.1, random);
  std::vector<DoubleDouble> all = fine(p), half = all;
  const double error = fit.fit(p, all, {});
  EXPECT_NEAR(fit.fit(p, half, {.coarse = true}), error, error * 1e-3);
}

TEST(DoubleDoubleFit, LeavesAStartFromWhichNothingPromisingIsInSight) {
  const Cosine target;
  DoubleDoubleFit fit(target.fine);
  Random random({.seed = 4});
  const Program p = moved(Cosine::fraction(), 0.1, random);
  std::vector<DoubleDouble> constants = fine(p);
  fit.fit(p, constants, {.promising = 1e-20});
  for (std::size_t c = 0; c < constants.size(); ++c) {
    EXPECT_EQ(constants[c].hi, p.constants[c]);
    EXPECT_EQ(constants[c].lo, 0);
  }
}

TEST(DoubleDoubleFit, ConstantsThatDoTheSameAreFitted) {
  Program p;
  p.result = p.append(Op::add, {p.append_constant(3), p.append_constant(-1)});
  p.result = p.append(Op::mul, {p.result, Operand::input(0)});
  DoubleDoublePoints points = zero_at({1, 2, 3, 4, 5});
  for (std::size_t i = 0; i < points.size(); ++i) points.y[i] = 7 * points.x[i];
  DoubleDoubleFit fit(points);
  std::vector<DoubleDouble> constants = fine(p);
  EXPECT_LT(fit.fit(p, constants, {}), 1e-28);
}

TEST(DoubleDoubleFit, WhatWasFittedBeforeDoesNotMatter) {
  const Cosine target;
  Random random({.seed = 5});
  const Program p = moved(Cosine::fraction(), 0.3, random);
  DoubleDoubleFit fresh(target.fine), used(target.fine);
  for (std::size_t degree = 1; degree < 12; ++degree) {
    std::vector<DoubleDouble> others = fine(polynomial(degree));
    used.fit(polynomial(degree), others, {});
  }
  std::vector<DoubleDouble> a = fine(p), b = a;
  EXPECT_EQ(fresh.fit(p, a, {}), used.fit(p, b, {}));
  for (std::size_t c = 0; c < a.size(); ++c) {
    EXPECT_EQ(a[c].hi, b[c].hi);
    EXPECT_EQ(a[c].lo, b[c].lo);
  }
}

}  // namespace
}  // namespace cambrian::program
