// Operators that are not smooth: round, scale2, exponent, significand.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/program/evaluate.hpp"
#include "operators/program/fit/lane_fit.hpp"
#include "operators/program/fit/refine.hpp"
#include "operators/program/variation.hpp"
#include "tests/operators/program/programs.hpp"

namespace cambrian::program {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double value(Op op, double a, double b = 0) { return apply_with_jumps(op, a, b); }

// scale2(c0 + c1*(x - round(x)), x)
Program straight_pieces() {
  Program p;
  const Operand x = Operand::input(0);
  const Operand rest = p.append(Op::sub, {x, p.append(Op::round, {x})});
  const Operand slope = p.append(Op::mul, {rest, p.append_constant(0.7)});
  p.result = p.append(Op::scale, {p.append(Op::add, {slope, p.append_constant(1.5)}), x});
  return canonical(p);
}

// c0*exponent(x) + c1*significand(x)
Program taken_apart() {
  Program p;
  const Operand x = Operand::input(0);
  const Operand e = p.append(Op::mul, {p.append(Op::exponent, {x}), p.append_constant(1.25)});
  const Operand s = p.append(Op::mul, {p.append(Op::significand, {x}), p.append_constant(-3)});
  p.result = p.append(Op::add, {e, s});
  return canonical(p);
}

// The program's own values from `low` on.
template <class Out, class Real>
Out samples_of(const Program& p, double low) {
  Out out;
  Evaluator<Real> evaluate;
  const std::vector<Real> constants(p.constants.begin(), p.constants.end());
  for (int i = 0; i < 32; ++i) {
    const Real x = low + 0.37 * i;
    const Real y = evaluate(p, constants, x);
    out.x.push_back(x);
    out.y.push_back(y);
    out.weight.push_back(1 / fabs(y));
  }
  return out;
}

TEST(Jumps, ANumberIsItsSignificandScaledByItsExponent) {
  for (const double x : {1.0, 0.7071, 1.4143, 3e-320, 1e308, 5.0}) {
    const double e = value(Op::exponent, x), s = value(Op::significand, x);
    EXPECT_GE(s, kRootHalf);
    EXPECT_LT(s, 2 * kRootHalf);
    EXPECT_EQ(value(Op::scale, s, e), x);
    EXPECT_EQ(static_cast<double>(apply_with_jumps(Op::significand, Quad(x), Quad(0))), s);
  }
}

TEST(Jumps, WhereThereIsNoExponent) {
  EXPECT_EQ(value(Op::exponent, 0), -kInfinity);
  EXPECT_EQ(value(Op::exponent, kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(value(Op::exponent, -1)));
  EXPECT_EQ(value(Op::significand, -1), 1);
}

TEST(Jumps, ScalingRoundsTheExponentTiesToEven) {
  EXPECT_EQ(value(Op::scale, 3, 2.5), 12);
  EXPECT_EQ(value(Op::scale, 3, 3.5), 48);
  EXPECT_EQ(value(Op::scale, 3, -0.6), 1.5);
  EXPECT_EQ(value(Op::scale, 3, 1e9), kInfinity);
  EXPECT_EQ(value(Op::scale, 3, -1e9), 0);
  EXPECT_EQ(value(Op::scale, 3, std::nan("")), kInfinity);
  EXPECT_EQ(apply_to_floats(Op::scale, 3, 2.5F), 12);
}

TEST(Jumps, WhatScalingRoundsIsNotRoundedBefore) {
  Program p;
  const Operand n = p.append(Op::round, {p.append(Op::round, {Operand::input(0)})});
  p.result = p.append(Op::scale, {p.append_constant(3), n});
  const Program made = canonical(p);
  ASSERT_EQ(made.code.size(), 1u);
  EXPECT_EQ(made.code[0].op, Op::scale);
  EXPECT_TRUE(made.code[0].operands[1].is_input());
}

TEST(Jumps, ScalingByAConstantIsAProduct) {
  Program p;
  p.result = p.append(Op::scale, {Operand::input(0), p.append_constant(2.9)});
  const Program made = canonical(p);
  EXPECT_EQ(made.code[0].op, Op::mul);
  EXPECT_EQ(made.constants, std::vector<double>{8});
}

TEST(Jumps, ConstantsBesideThemAreFittedFromAnyStart) {
  for (const auto& [program, low] : {std::pair{straight_pieces(), -5.1}, {taken_apart(), 0.11}}) {
    LaneFit fit(samples_of<FitPoints, double>(program, low));
    Random random({1, 0, 0, Purpose::fit});
    const Variation variation({});
    LaneFitState state;
    for (std::size_t i = 0; i < program.constants.size() * kLanes; ++i) {
      state.constants.push_back(variation.random_constant(random));
    }
    fit.fit(program, state, {});
    for (const double error : state.errors) EXPECT_LT(error, 1e-12);
    EXPECT_NEAR(state.constants[0], program.constants[0], 1e-12);
  }
}

TEST(Jumps, ConstantsBesideThemAreRefined) {
  for (const auto& [program, low] : {std::pair{straight_pieces(), -5.1}, {taken_apart(), 0.11}}) {
    std::vector<Quad> constants(program.constants.begin(), program.constants.end());
    for (Quad& c : constants) c *= Quad(1.001L);
    const auto samples = samples_of<Samples, Quad>(program, low);
    EXPECT_LT(Refiner().refine(program, constants, samples, 5), Quad(1e-15L));
  }
}

TEST(Jumps, AConstantThatIsRoundedStaysAndDoesNoHarm) {
  Program p;
  const Operand x = Operand::input(0);
  const Operand n = p.append(Op::round, {p.append(Op::mul, {x, p.append_constant(1.25)})});
  p.result = p.append(Op::mul, {n, p.append_constant(0.75)});
  p = canonical(p);
  LaneFit fit(samples_of<FitPoints, double>(p, 1.0));
  LaneFitState state;
  for (const double c : {1.25, 2.0}) state.constants.insert(state.constants.end(), kLanes, c);
  fit.fit(p, state, {});
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    EXPECT_EQ(state.constants[lane], 1.25);
    EXPECT_NEAR(state.constants[kLanes + lane], 0.75, 1e-12);
  }
}

}  // namespace
}  // namespace cambrian::program
