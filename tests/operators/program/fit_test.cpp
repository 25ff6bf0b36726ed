#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/program/fit/lane_fit.hpp"
#include "operators/program/fit/minimax.hpp"
#include "operators/program/fit/refine.hpp"
#include "operators/program/variation.hpp"
#include "tests/operators/program/programs.hpp"

namespace cambrian::program {
namespace {

Quad exp2_of(Quad x) { return pow(Quad(2), x); }

// 2^x on [0, 1] at Chebyshev points, errors relative.
template <class Out, class Real>
Out samples_of_exp2(std::size_t count) {
  Out out;
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = M_PI * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    const Real x = static_cast<Real>(0.5 - 0.5 * std::cos(angle));
    const Quad y = exp2_of(x);
    out.x.push_back(x);
    out.y.push_back(static_cast<Real>(y));
    out.weight.push_back(static_cast<Real>(1 / y));
  }
  return out;
}

LaneFitState starts_for(const Program& program, std::uint64_t seed) {
  Random random({seed, 0, 0, Purpose::fit});
  const Variation variation({});
  LaneFitState state;
  for (std::size_t i = 0; i < program.constants.size() * kLanes; ++i) {
    state.constants.push_back(variation.random_constant(random));
  }
  return state;
}

TEST(LaneFit, FindsTheBestPolynomialFromAnyStart) {
  LaneFit fit(samples_of_exp2<FitPoints, double>(32));
  const Program p = polynomial(3);
  LaneFitState state = starts_for(p, 1);
  fit.fit(p, state, {});
  // The minimax polynomial reaches 7.478e-5; that of least squares comes close.
  for (const double error : state.errors) EXPECT_NEAR(error, 7.6e-5, 3e-6);
}

TEST(LaneFit, TheSameStartEndsTheSameInEveryLane) {
  LaneFit fit(samples_of_exp2<FitPoints, double>(32));
  const Program p = fraction(1);
  LaneFitState state;
  for (const double c : p.constants) state.constants.insert(state.constants.end(), kLanes, c * 1.1);
  fit.fit(p, state, {});
  for (const double error : state.errors) EXPECT_EQ(error, state.errors[0]);
}

TEST(LaneFit, APoleAtAPointIsAnInfiniteError) {
  FitPoints points = samples_of_exp2<FitPoints, double>(8);
  points.x[3] = 0.25;
  LaneFit fit(points);
  Program p;
  const Operand under = p.append(Op::sub, {Operand::input(0), Operand::input(0)});
  p.result = p.append(Op::div, {Operand::input(0), under});
  LaneFitState state;
  fit.fit(p, state, {});
  EXPECT_EQ(state.errors[0], std::numeric_limits<double>::infinity());
}

TEST(Refiner, SlopesAreThoseOfDifferences) {
  const auto samples = samples_of_exp2<Samples, Quad>(4);
  Program p = fraction(2);
  p.result = p.append(Op::sqrt, {p.append(Op::fma, {p.result, p.append_constant(0.3), p.result})});
  std::vector<Quad> constants(p.constants.begin(), p.constants.end());
  Refiner refiner;
  std::vector<Quad> before, after, slopes, none;
  refiner.residuals(p, constants, samples, before, &slopes);
  for (std::size_t k = 0; k < constants.size(); ++k) {
    const Quad step = 1e-12;
    std::vector<Quad> moved = constants;
    moved[k] += step;
    refiner.residuals(p, moved, samples, after);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto slope = static_cast<double>((after[i] - before[i]) / step);
      EXPECT_NEAR(static_cast<double>(slopes[k * samples.size() + i]), slope,
                  1e-8 + 1e-6 * std::fabs(slope));
    }
  }
}

Samples grid() {
  Samples out;
  for (int i = 0; i <= 200; ++i) {
    const Quad x = Quad(i) / 200;
    out.x.push_back(x);
    out.y.push_back(exp2_of(x));
    out.weight.push_back(1 / exp2_of(x));
  }
  return out;
}

// Digits of the largest relative error after the last touch.
double minimax_digits(const Program& program) {
  LaneFit fit(samples_of_exp2<FitPoints, double>(32));
  std::vector<Quad> constants;
  double least = 1e300;
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    LaneFitState state = starts_for(program, seed);
    fit.fit(program, state, {});
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if (!(state.errors[lane] < least)) continue;
      least = state.errors[lane];
      constants.clear();
      for (std::size_t p = 0; p < program.constants.size(); ++p) {
        constants.push_back(state.constants[p * kLanes + lane]);
      }
    }
  }
  const Samples places = grid();
  const MinimaxTask task{exp2_of, [](Quad y) { return 1 / y; }, places};
  const MinimaxResult result = minimax(program, constants, task);
  EXPECT_TRUE(result.levelled);
  return -std::log10(static_cast<double>(result.error));
}

// The digits are those of Sollya's minimax polynomials and of the best fractions.
TEST(Minimax, ReachesTheKnownOptimaOfPolynomials) {
  const std::vector<double> known = {1.525, 2.763, 4.126, 5.586, 7.125};
  for (std::size_t degree = 1; degree <= known.size(); ++degree) {
    EXPECT_NEAR(minimax_digits(polynomial(degree)), known[degree - 1], 0.001) << degree;
  }
}

TEST(Minimax, ReachesTheKnownOptimaOfPowersOfFractions) {
  EXPECT_NEAR(minimax_digits(fraction(0)), 3.062, 0.001);
  EXPECT_NEAR(minimax_digits(fraction(1)), 3.664, 0.001);
}

TEST(Quad, TextReadsBackToTheSameValue) {
  const Quad third = Quad(1) / 3;
  EXPECT_TRUE(quad_of(to_text(third)) == third);
  EXPECT_FALSE(quad_of("1.5x") == quad_of("1.5x"));
}

}  // namespace
}  // namespace cambrian::program
