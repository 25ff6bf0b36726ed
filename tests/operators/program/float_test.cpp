#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "engine/core/random.hpp"
#include "operators/program/evaluate.hpp"
#include "operators/program/single/float_batch.hpp"
#include "operators/program/single/float_bits.hpp"
#include "operators/program/single/rounding.hpp"
#include "tests/operators/program/programs.hpp"

namespace cambrian::program {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

bool same(float a, float b) {
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<int>(a) == std::bit_cast<int>(b);
}

// Of all exponents, with the special ones and odd many.
std::vector<float> floats() {
  std::vector<float> x = {0.0F, -0.0F, kInfinity, -kInfinity, kNan, 1e-45F, -1e-45F, 3.4e38F};
  Random random({.seed = 5});
  while (x.size() < 1337) x.push_back(std::bit_cast<float>(random.bits32()));
  for (int k = 0; k < 700; ++k) x.push_back(static_cast<float>(random.uniform(-200, 200)));
  return x;
}

TEST(FloatBatch, GivesTheBitsOfTheScalarEvaluator) {
  const std::vector<float> x = floats();
  for (const OpInfo& op : all_ops()) {
    Program p;
    const Operand half = p.append_constant(0.6), shift = p.append_constant(-3);
    const Operand integer = p.append(Op::round, {Operand::input(0)});
    const Operand factor = op.op == Op::scale ? integer : Operand::input(0);
    const std::array<Operand, kMaxArity> operands = {op.op == Op::scale ? half : factor, factor,
                                                     shift};
    p.result = p.append(op.op, std::span(operands.data(), op.arity));
    const std::vector<float> constants = {0.6F, -3};
    std::vector<float> out(x.size());
    FloatBatch(p).values(constants, x, out);
    Evaluator<float> evaluate;
    for (std::size_t k = 0; k < x.size(); ++k) {
      const float wanted = evaluate(p, constants, x[k]);
      EXPECT_TRUE(same(out[k], wanted))
          << op.name << " " << x[k] << ": " << out[k] << ", " << wanted;
    }
  }
}

TEST(FloatOps, TakeNumbersApartAndTogether) {
  for (const float x : {1.0F, 0.7071F, 1.4143F, 3e-44F, 1e38F}) {
    const float e = apply_to_floats(Op::exponent, x, 0), m = apply_to_floats(Op::significand, x, 0);
    EXPECT_GE(m, std::sqrt(0.5F));
    EXPECT_LT(m, std::sqrt(2.0F));
    EXPECT_EQ(apply_to_floats(Op::scale, m, e), x);
  }
  EXPECT_EQ(apply_to_floats(Op::exponent, 0, 0), -kInfinity);
  EXPECT_EQ(apply_to_floats(Op::exponent, kInfinity, 0), kInfinity);
  EXPECT_TRUE(std::isnan(apply_to_floats(Op::exponent, -1, 0)));
  EXPECT_EQ(apply_to_floats(Op::scale, 1.5F, 300), kInfinity);
  EXPECT_EQ(apply_to_floats(Op::scale, 1.5F, -149), 3e-45F);  // rounded to even
}

TEST(FloatBits, OrderCountsFloats) {
  for (const float x : {-kInfinity, -1.5F, -1e-45F, 0.0F, 1e-45F, 2.0F}) {
    EXPECT_EQ(float_at(order_of(x)), x);
    EXPECT_EQ(order_of(std::nextafter(x, kInfinity)), order_of(x) + 1);
  }
}

TEST(FloatBits, ErrorsAreInUnitsOfTheLastPlaceOfTheTruth) {
  EXPECT_EQ(error_in_ulp(1, 1 + 0x1p-24), 0.5);
  EXPECT_EQ(error_in_ulp(1, 1 - 0x1p-25), 0.5);
  EXPECT_EQ(error_in_ulp(0, 0x1p-150), 0.5);
  EXPECT_EQ(error_in_ulp(kInfinity, 1e39), 0);
  EXPECT_EQ(error_in_ulp(kInfinity, 1e38), HUGE_VAL);
  EXPECT_EQ(error_in_ulp(kNan, std::nan("")), 0);
  EXPECT_EQ(error_in_ulp(kNan, 1), HUGE_VAL);
  EXPECT_EQ(error_in_ulp(1, std::nan("")), HUGE_VAL);
}

TEST(FloatBatch, FindsTheWorstOfAllInputs) {
  // x*x against the same with one wrong coefficient: the error is 2^-20 x, largest at the end.
  Program p;
  p.result = p.append(Op::mul, {Operand::input(0), Operand::input(0)});
  FloatPiece piece{.first = order_of(1), .count = order_of(1.25F) - order_of(1) + 1};
  piece.middle = 0;
  piece.scale = 1;
  piece.coefficients = {0, 0x1p-20, 1};
  FloatErrors errors;
  FloatBatch(p).judge({}, piece, 1, errors);
  EXPECT_EQ(errors.inputs, static_cast<std::uint64_t>(piece.count));
  double worst = 0;
  for (std::int64_t k = 0; k < piece.count; ++k) {
    const float x = float_at(piece.first + k);
    worst = std::max(worst, error_in_ulp(x * x, double{x} * x + 0x1p-20 * x));
  }
  EXPECT_EQ(errors.ulp, worst);
  EXPECT_NEAR(errors.ulp, 8 * 1.25 + 0.5, 0.01);
  EXPECT_NEAR(errors.relative, 0x1p-20, 0x1p-23);
}

TEST(RoundingError, IsAboveWhatRoundingDoes) {
  Program p = polynomial(4);
  p.constants = {1, 0.69, 0.24, 0.055, 0.0096};
  const std::vector<float> constants(p.constants.begin(), p.constants.end());
  p.constants.assign(constants.begin(), constants.end());
  std::vector<double> x, weight(200, 1.0);
  for (int k = 0; k < 200; ++k) x.push_back(static_cast<float>(k) / 200);
  const double allowed = rounding_error(p, x, weight);
  double worst = 0;
  Evaluator<float> in_float;
  Evaluator<double> in_double;
  for (const double at : x) {
    const double value = in_float(p, constants, static_cast<float>(at));
    worst = std::max(worst, std::fabs(value - in_double(p, p.constants, at)));
  }
  EXPECT_LE(worst, allowed);
  EXPECT_GE(worst, allowed / 10);
}

}  // namespace
}  // namespace cambrian::program
