#include "operators/program/program.hpp"

#include <gtest/gtest.h>

#include <array>

#include "engine/core/random.hpp"
#include "operators/program/canonical.hpp"
#include "operators/program/cost.hpp"
#include "operators/program/evaluate.hpp"
#include "operators/program/print.hpp"
#include "operators/program/variation.hpp"
#include "tests/operators/program/programs.hpp"

namespace cambrian::program {
namespace {

const Operand kX = Operand::input(0);

double value(const Program& p, double x) { return Evaluator<double>()(p, p.constants, x); }

TEST(Program, TheEmptyProgramIsTheIdentity) {
  const Program p;
  EXPECT_TRUE(p.well_formed());
  EXPECT_EQ(value(p, 3.25), 3.25);
}

TEST(Program, AScalarBroadcastsAndVectorsDoNotMixWithTensors) {
  using enum ValueType;
  EXPECT_EQ(result_type(Op::mul, std::array{scalar, vector}), vector);
  EXPECT_EQ(result_type(Op::fma, std::array{tensor, scalar, tensor}), tensor);
  EXPECT_EQ(result_type(Op::add, std::array{vector, tensor}), std::nullopt);
  EXPECT_EQ(result_type(Op::add, std::array{scalar}), std::nullopt);
  Program p;
  p.inputs = {vector, scalar};
  EXPECT_EQ(p.type_of(p.append(Op::mul, {kX, Operand::input(1)})), vector);
}

TEST(Program, BytesReadBackToTheSameProgram) {
  const Program p = fraction(2);
  EXPECT_EQ(from_genome(to_genome(p)), p);
}

TEST(Program, BytesOfAnIllFormedProgramAreRefused) {
  Program forward = fraction(0);
  forward.code[0].operands[0] = Operand::value(2);
  EXPECT_THROW(from_genome(to_genome(forward)), DecodeError);
  Program wrong_type = fraction(0);
  wrong_type.code[1].type = ValueType::vector;
  EXPECT_THROW(from_genome(to_genome(wrong_type)), DecodeError);
}

TEST(Program, CountsTheSquaringsAtItsEnd) {
  EXPECT_EQ(trailing_squarings(fraction(0)), 0u);
  EXPECT_EQ(trailing_squarings(fraction(3)), 3u);
  Program used_elsewhere;
  const Operand square = used_elsewhere.append(Op::mul, {kX, kX});
  used_elsewhere.result = used_elsewhere.append(Op::mul, {square, kX});
  EXPECT_EQ(trailing_squarings(used_elsewhere), 0u);
}

TEST(Canonical, LeavesOutWhatTheResultDoesNotNeed) {
  Program p;
  p.append(Op::sqrt, {kX});
  p.result = p.append(Op::mul, {kX, kX});
  EXPECT_EQ(canonical(p).code.size(), 1u);
}

TEST(Canonical, CarriesOutOperationsOnConstants) {
  Program p;
  const Operand two = p.append_constant(2);
  const Operand six = p.append(Op::mul, {two, p.append_constant(3)});
  p.result = p.append(Op::sub, {p.append(Op::add, {kX, six}), p.append_constant(1)});
  const Program c = canonical(p);
  ASSERT_EQ(c.code.size(), 1u);
  EXPECT_EQ(to_infix(c, constant_texts(c)), "x + 5");
}

TEST(Canonical, KeepsTheFunction) {
  Random random({7, 0, 0, Purpose::vary});
  const Variation variation({});
  for (int trial = 0; trial < 300; ++trial) {
    Program p = fraction(1);
    for (int k = 0; k < 6; ++k) variation.mutate(p, polynomial(3), random);
    ASSERT_TRUE(p.well_formed());
    const Program c = canonical(p);
    ASSERT_TRUE(c.well_formed());
    EXPECT_LE(c.code.size(), p.code.size());
    const double expected = value(p, 0.37), found = value(c, 0.37);
    if (!std::isfinite(expected) || !std::isfinite(found)) continue;
    EXPECT_NEAR(found, expected, 1e-6 * std::fabs(expected) + 1e-9)
        << to_infix(p, constant_texts(p));
  }
}

TEST(Canonical, OrderAndConstantsDoNotChangeTheHash) {
  Program a, b;
  a.result = a.append(Op::add, {a.append(Op::mul, {kX, kX}), a.append_constant(1)});
  const Operand unused = b.append_constant(9);
  b.append(Op::sub, {kX, unused});
  b.result = b.append(Op::add, {b.append_constant(5), b.append(Op::mul, {kX, kX})});
  EXPECT_EQ(structural_hash(canonical(a)), structural_hash(canonical(b)));
  EXPECT_NE(structural_hash(canonical(a)), structural_hash(fraction(0)));
}

TEST(CostModel, CountsWeighsAndFollowsTheLongestPath) {
  const Program p = fraction(2);  // add, div, add, mul, mul
  EXPECT_EQ((CostModel{.kind = CostKind::operations}.cost(p)), 5u);
  EXPECT_EQ((CostModel{.kind = CostKind::weighted}.cost(p)), 16u);
  Program wide;
  const Operand left = wide.append(Op::sqrt, {kX}), right = wide.append(Op::mul, {kX, kX});
  wide.result = wide.append(Op::add, {left, right});
  EXPECT_EQ((CostModel{.kind = CostKind::depth}.cost(wide)), 15u);
}

TEST(Print, NamesSharedValuesAndWritesPowers) {
  Program p;
  const Operand a = p.append(Op::add, {p.append(Op::div, {p.append_constant(3), kX}), kX});
  Operand b = p.append(Op::mul, {a, p.append(Op::sub, {a, kX})});
  for (int k = 0; k < 3; ++k) b = p.append(Op::mul, {b, b});
  p.result = b;
  EXPECT_EQ(to_infix(p, constant_texts(p)), "a = 3/x + x; (a*(a - x))^8");
}

TEST(Print, WritesOneOperationALineInEachLanguage) {
  Program p;
  p.result = p.append(Op::fma, {kX, p.append_constant(2), p.append_constant(-1)});
  const ConstantTexts texts = constant_texts(p);
  EXPECT_EQ(to_c(p, texts, {.name = "f", .type = "float", .suffix = "f"}),
            "#include <math.h>\n\nfloat f(float x) {\n"
            "  const float v0 = fmaf(x, 2.0f, (-1.0f));\n  return v0;\n}\n");
  EXPECT_EQ(to_cpp(p, texts, {.name = "f"}),
            "#include <cmath>\n\ninline double f(double x) {\n"
            "  const double v0 = std::fma(x, 2.0, (-1.0));\n  return v0;\n}\n");
  EXPECT_EQ(to_json(p, texts),
            "{\"operations\": [[\"fma\", \"x\", \"c0\", \"c1\"]], "
            "\"constants\": [\"2\", \"-1\"], \"result\": \"v0\"}");
}

}  // namespace
}  // namespace cambrian::program
