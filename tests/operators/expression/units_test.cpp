#include "operators/expression/units.hpp"

#include <gtest/gtest.h>

#include "engine/core/random.hpp"
#include "operators/expression/parse.hpp"

namespace cambrian::expression {
namespace {

std::string read(std::string_view text) {
  const auto units = parse_units(text);
  return units ? to_text(*units) : units.error().message();
}

TEST(UnitText, IsReadInEveryUsualForm) {
  EXPECT_EQ(read("m/s^2"), "m s^-2");
  EXPECT_EQ(read("kg m^2 s^-2"), "m^2 kg s^-2");
  EXPECT_EQ(read("m*s**-1"), "m s^-1");
  EXPECT_EQ(read("kg*m/(s^2*K)"), "m kg s^-2 K^-1");
  EXPECT_EQ(read("m2 s-1"), "m^2 s^-1");
  EXPECT_EQ(read("1"), "1");
  EXPECT_EQ(read(""), "1");
  EXPECT_EQ(read("1/s"), "s^-1");
  EXPECT_EQ(read("1e3 m"), "m");
  EXPECT_EQ(read("N\xC2\xB7m"), "m^2 kg s^-2");
}

TEST(UnitText, ExponentsMayBeFractions) {
  EXPECT_EQ(read("m^(1/2)"), "m^(1/2)");
  EXPECT_EQ(read("m^0.5"), "m^(1/2)");
  EXPECT_EQ(read("m^(-3/2) s"), "m^(-3/2) s");
  EXPECT_EQ(read("(m/s)^2"), "m^2 s^-2");
}

TEST(UnitText, KnowsDerivedUnitsAndPrefixes) {
  EXPECT_EQ(read("N"), read("kg m/s^2"));
  EXPECT_EQ(read("J"), read("N m"));
  EXPECT_EQ(read("W"), read("J/s"));
  EXPECT_EQ(read("Pa"), read("N/m^2"));
  EXPECT_EQ(read("V"), read("W/A"));
  EXPECT_EQ(read("C"), read("A s"));
  EXPECT_EQ(read("F"), read("C/V"));
  EXPECT_EQ(read("T"), read("V s/m^2"));
  EXPECT_EQ(read("kHz"), "s^-1");
  EXPECT_EQ(read("mm"), "m");
  EXPECT_EQ(read("MeV"), read("J"));
  EXPECT_EQ(read("min"), "s");
  EXPECT_EQ(read("mmol/L"), "m^-3 mol");
  EXPECT_EQ(read("rad/s"), "s^-1");
}

TEST(UnitText, FaultsAreNamed) {
  EXPECT_EQ(read("m/foo"),
            "unit \"m/foo\": unknown unit 'foo' (SI units, e.g. m, kg, s, A, K, mol, N, J, V)");
  EXPECT_EQ(read("m^"), "unit \"m^\": an exponent cannot be read (write m^2, m^-1 or m^(1/2))");
  EXPECT_EQ(read("(m"), "unit \"(m\": a parenthesis is not closed (add ')')");
  EXPECT_EQ(read("m)"), "unit \"m)\": unexpected ')' (write m/s^2 or kg m^2 s^-2)");
  EXPECT_EQ(read("m^(1/0)"), "unit \"m^(1/0)\": an exponent is divided by 0");
}

TEST(UnitText, AnyTextIsAnswered) {
  constexpr std::string_view kLetters = "mskgN^/*()-+0123456789. \xC2\xB7";
  Random random({.seed = 41});
  for (int trial = 0; trial < 20000; ++trial) {
    std::string text;
    for (std::uint32_t i = random.below(20); i > 0; --i) text += random.pick(kLetters);
    EXPECT_FALSE(read(text).empty());
  }
  EXPECT_FALSE(parse_units(std::string(100000, '(')).ok());
}

class Dimensional : public testing::Test {
 protected:
  std::size_t violations(std::string_view text, std::string_view target = "m",
                         UnitsOptions options = {}) const {
    std::vector<Dimensions> columns;
    for (std::string_view unit : {"m", "s", "kg", "1"}) columns.push_back(*parse_units(unit));
    const UnitsChecker checker(vocabulary, columns, *parse_units(target), options);
    return checker.violations(parse(text, vocabulary).value());
  }
  Vocabulary vocabulary =
      make_vocabulary({.variables = {"length", "time", "mass", "angle"},
                       .definitions = {"speed(a, b) = a/b", "wave(a) = sin(a)"}})
          .value();
};

TEST_F(Dimensional, ProductsAndPowersCarryUnits) {
  EXPECT_EQ(violations("mass*length^2/time^2", "J"), 0u);
  EXPECT_EQ(violations("mass*square(length/time)", "J"), 0u);
  EXPECT_EQ(violations("sqrt(square(length)) + cbrt(cube(length))"), 0u);
  EXPECT_EQ(violations("length^1.5/sqrt(length)"), 0u);
  EXPECT_EQ(violations("inv(time)", "Hz"), 0u);
}

TEST_F(Dimensional, SumsWantEqualUnits) {
  EXPECT_EQ(violations("length + abs(-length)"), 0u);
  EXPECT_EQ(violations("length + time"), 1u);
  EXPECT_EQ(violations("max(length, time) - min(mass, time)"), 2u);
}

TEST_F(Dimensional, ConstantsTakeAnyUnitsUnlessTheyMayNot) {
  EXPECT_EQ(violations("length + 2"), 0u);
  EXPECT_EQ(violations("2*time"), 0u);
  EXPECT_EQ(violations("2*time + mass", "kg"), 0u);
  EXPECT_EQ(violations("length + 2", "m", {.constants_are_dimensionless = true}), 1u);
  EXPECT_EQ(violations("2*length", "m", {.constants_are_dimensionless = true}), 0u);
}

TEST_F(Dimensional, FunctionsWantNoUnits) {
  EXPECT_EQ(violations("sin(angle)", "1"), 0u);
  EXPECT_EQ(violations("sin(length)", "1"), 1u);
  EXPECT_EQ(violations("length*exp(-2*time)"), 0u);
  EXPECT_EQ(violations("length*exp(-time)"), 1u);
  EXPECT_EQ(violations("length^angle"), 1u);
  EXPECT_EQ(violations("angle^angle", "1"), 0u);
}

TEST_F(Dimensional, TheResultHasTheUnitsOfTheTarget) {
  EXPECT_EQ(violations("time"), 1u);
  EXPECT_EQ(violations("3"), 0u);
  EXPECT_EQ(violations("length > time", "1"), 1u);
  EXPECT_EQ(violations("cond(time, length)"), 0u);
}

TEST_F(Dimensional, OneMistakeCountsOnce) {
  EXPECT_EQ(violations("sqrt(length + time) + mass", "kg"), 1u);
  EXPECT_EQ(violations("(length + time)*(mass + time)", "kg"), 2u);
}

TEST_F(Dimensional, UserDefinitionsAreLookedInto) {
  EXPECT_EQ(violations("speed(length, time)", "m/s"), 0u);
  EXPECT_EQ(violations("wave(length/time)", "1"), 1u);
}

}  // namespace
}  // namespace cambrian::expression
