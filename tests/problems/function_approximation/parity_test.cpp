// Searches for programs that are even or odd.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "problems/function_approximation/model.hpp"
#include "problems/function_approximation/report.hpp"

namespace cambrian::approximation {
namespace {

using program::Parity;
using testing::HasSubstr;

ApproximationConfig config_of(const std::string& function, const std::string& parity,
                              const std::string& end = "pi/4") {
  ApproximationConfig config;
  config.function = function;
  config.on = {"-" + end, end};
  config.parity = parity;
  config.max_cost = 6;
  config.islands = 1;
  return config;
}

std::string fault(ApproximationConfig config) {
  const auto problem = make_problem(std::move(config));
  return problem ? "" : problem.error().message();
}

// What a short search finds.
std::vector<Individual> found(const ApproximationModel& model) {
  EpochInput input;
  input.budget = 6000;
  return model.make(0)->advance(input).offers;
}

TEST(Parity, EveryProgramOfTheSearchHasIt) {
  for (const auto& [function, parity] : {std::pair{"cos", Parity::even}, {"sin", Parity::odd}}) {
    const auto model =
        *ApproximationModel::build(config_of(function, parity == Parity::even ? "even" : "odd"));
    EXPECT_EQ(model->problem().parity, parity);
    for (const Individual& member : found(*model)) {
      EXPECT_EQ(program::parity_of(program::from_genome(member.genome)), parity);
    }
  }
}

TEST(Parity, ItsProgramsCostAllThatTheyDoAndErrAsFoundOnTheWholeDomain) {
  const auto model = *ApproximationModel::build(config_of("sin", "odd"));
  const auto report = make_report(model->problem(), found(*model));
  ASSERT_FALSE(report.empty());
  for (const Approximation& a : report) {
    EXPECT_EQ(a.cost, a.program.code.size());
    ASSERT_TRUE(a.bound);
    EXPECT_LT(*a.bound, 1.0011 * a.error);
  }
  // x*(a + b*x^2) of the least relative error.
  const auto four = std::find_if(report.begin(), report.end(),
                                 [](const Approximation& a) { return a.cost == 4; });
  ASSERT_NE(four, report.end());
  EXPECT_GE(-std::log10(four->error), 3.388);
}

TEST(Parity, IsFoundWhereFunctionAndDomainHaveIt) {
  const auto parity = [](const ApproximationConfig& config) {
    return (*make_problem(config))->parity;
  };
  EXPECT_EQ(parity(config_of("cos", "auto")), Parity::even);
  EXPECT_EQ(parity(config_of("sin", "auto")), Parity::odd);
  EXPECT_EQ(parity(config_of("2^x", "auto")), Parity::none);
  EXPECT_EQ(parity(config_of("cos", "none")), Parity::none);
  ApproximationConfig half = config_of("cos", "auto");
  half.on = {"0", "pi/4"};
  EXPECT_EQ(parity(half), Parity::none);
}

TEST(Parity, ThatTheFunctionHasNotIsRefusedWithAPlace) {
  EXPECT_THAT(fault(config_of("cos", "odd")),
              HasSubstr("--parity: the function is not odd: it is"));
  EXPECT_THAT(fault(config_of("2^x", "even", "1")), HasSubstr("not even"));
  EXPECT_EQ(fault(config_of("cos", "even")), "");
}

TEST(Parity, NeedsADomainSymmetricAroundZero) {
  ApproximationConfig config = config_of("cos", "even");
  config.on = {"0", "1"};
  EXPECT_THAT(fault(config), HasSubstr("from 0 to 1 is not symmetric around 0"));
  config.on = {"-1", "1.5"};
  EXPECT_THAT(fault(config), HasSubstr("--on=-1.5,1.5"));
}

TEST(Parity, NeedsAProduct) {
  ApproximationConfig config = config_of("cos", "even");
  config.operators = {"+ /"};
  EXPECT_THAT(fault(config), HasSubstr("neither * nor fma"));
}

TEST(Parity, AProgramToStartFromMustHaveIt) {
  ApproximationConfig config = config_of("cos", "even");
  config.start = "1 - x";
  EXPECT_THAT(fault(config), HasSubstr("start: is not even"));
  config.start = "1 - x*x";
  EXPECT_EQ(fault(config), "");
}

}  // namespace
}  // namespace cambrian::approximation
