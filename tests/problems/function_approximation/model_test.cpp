#include "problems/function_approximation/model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "problems/function_approximation/niches.hpp"
#include "problems/function_approximation/report.hpp"
#include "problems/function_approximation/visits.hpp"
#include "tests/operators/program/programs.hpp"

namespace cambrian::approximation {
namespace {

ApproximationConfig exp2_config(int max_cost) {
  ApproximationConfig config;
  config.function = "2^x";
  config.max_cost = max_cost;
  config.islands = 2;
  return config;
}

EpochReport advance(Island& island, std::uint64_t epoch, std::uint64_t budget) {
  EpochInput input;
  input.epoch = epoch;
  input.budget = budget;
  return island.advance(input);
}

Member member(double error, std::uint64_t family) { return {program::fraction(0), error, family}; }

TEST(Niches, KeepTheBestOfEachNiche) {
  Niches niches(2);
  EXPECT_TRUE(niches.offer({3, 0}, member(0.3, 1)));
  EXPECT_TRUE(niches.offer({3, 0}, member(0.2, 2)));
  EXPECT_EQ(niches.threshold({3, 0}), 0.3);
  EXPECT_FALSE(niches.offer({3, 0}, member(0.4, 3)));
  EXPECT_TRUE(niches.offer({3, 0}, member(0.1, 4)));
  EXPECT_TRUE(niches.offer({3, 1}, member(0.9, 5)));
  ASSERT_EQ(niches.all().at({3, 0}).size(), 2u);
  EXPECT_EQ(niches.all().at({3, 0})[0].error, 0.1);
}

TEST(Niches, AFamilyComesOnce) {
  Niches niches(4);
  EXPECT_TRUE(niches.offer({3, 0}, member(0.3, 1)));
  EXPECT_FALSE(niches.offer({3, 0}, member(0.5, 1)));
  EXPECT_TRUE(niches.offer({3, 0}, member(0.2, 1)));
  EXPECT_EQ(niches.all().at({3, 0}).size(), 1u);
}

TEST(Niches, OfMembersOfOneErrorOnlyFourAreKept) {
  Niches niches(100);
  for (std::uint64_t s = 0; s < 10; ++s) niches.offer({3, 0}, member(0.3, s));
  const auto& kept = niches.all().at({3, 0});
  ASSERT_EQ(kept.size(), 4u);
  for (const Member& m : kept) EXPECT_GE(m.family, 6u);
}

TEST(Niches, OfEqualsInAFamilyTheNewcomerStays) {
  Niches niches(4);
  niches.offer({3, 0}, {program::fraction(0), 0.3, 1});
  EXPECT_TRUE(niches.offer({3, 0}, {program::fraction(1), 0.3, 1}));
  EXPECT_EQ(niches.all().at({3, 0})[0].program, program::fraction(1));
}

TEST(Niches, ThoseBehindACheaperOneAreDrawnLess) {
  Niches niches(4);
  niches.offer({3, 0}, member(1e-3, 1));
  niches.offer({4, 0}, member(1e-4, 2));
  niches.offer({4, 3}, member(1, 3));
  Random random({.seed = 5});
  std::vector<int> drawn(4);
  for (int i = 0; i < 4000; ++i) ++drawn[niches.draw(random).family];
  // 16 to 25 to 25 / 2^4.
  EXPECT_NEAR(drawn[1], 1500, 120);
  EXPECT_NEAR(drawn[2], 2350, 120);
  EXPECT_NEAR(drawn[3], 147, 60);
}

TEST(Visits, AreCountedForgottenAndSaved) {
  Visits visits;
  for (int i = 0; i < 300; ++i) visits.add(77);
  visits.add(Visits::kPlaces - 1);
  visits.add(5);
  visits.forget(5);
  Encoder out;
  visits.encode(out);
  const Bytes bytes = out.take();
  Visits again;
  again.add(9);
  Decoder in(bytes);
  again.load(in);
  EXPECT_EQ(again.count(77), 255u);
  EXPECT_EQ(again.count(Visits::kPlaces - 1), 1u);
  EXPECT_EQ(again.count(5), 0u);
  EXPECT_EQ(again.count(9), 0u);
  for (std::size_t i = 302; i < Visits::kPlaces; ++i) again.add(6);
  EXPECT_EQ(again.count(77), 127u);
}

TEST(ApproximationModel, FindsTheBestProgramsOfFewOperationsFromTheEmptyOne) {
  const auto model = *ApproximationModel::build(exp2_config(3));
  const auto island = model->make(0);
  EpochReport report;
  for (std::uint64_t epoch = 0; epoch < 8; ++epoch) report = advance(*island, epoch, 500);
  const auto front = make_report(model->problem(), report.offers);
  ASSERT_EQ(front.back().cost, 3u);
  EXPECT_NEAR(-std::log10(front.back().error), 3.062, 0.001);
  EXPECT_TRUE(front.back().levelled);
  ASSERT_TRUE(front.back().bound);
  EXPECT_LT(*front.back().bound, front.back().error * 1.0011);
}

TEST(ApproximationModel, StartsFromAProgramThatIsGiven) {
  ApproximationConfig config = exp2_config(5);
  config.start = "a = 25/x + x; 18/(a - 9) + 1";
  const auto model = *ApproximationModel::build(config);
  const EpochReport report = advance(*model->make(0), 0, 20);
  EXPECT_EQ(report.offers.back().complexity, 5u);
  EXPECT_LT(report.offers.back().loss(), 1e-5);
}

TEST(ApproximationModel, AProgramToStartFromMustBeOneThatMayBeFound) {
  const auto fault = [](const std::string& start) {
    ApproximationConfig config = exp2_config(3);
    config.start = start;
    const auto model = ApproximationModel::build(config);
    return model ? std::string() : model.error().message();
  };
  const auto says = [&](const std::string& start, const char* word) {
    return fault(start).find(word) != std::string::npos;
  };
  EXPECT_EQ(fault("1/(x + 2) + 1"), "");
  EXPECT_TRUE(says("1/(x + 2) + sqrt(x)", "sqrt"));
  EXPECT_TRUE(says("(x + 2)^16", "costs 5"));
  EXPECT_TRUE(says("x + y", "y"));
}

TEST(ApproximationModel, EvaluationsAreThoseOfTheBudget) {
  const auto model = *ApproximationModel::build(exp2_config(4));
  const auto island = model->make(0);
  for (std::uint64_t epoch = 0; epoch < 4; ++epoch) {
    EXPECT_EQ(advance(*island, epoch, 501).evaluations, 501u);
  }
}

TEST(ApproximationModel, ASavedIslandGoesOnAsIfNothingHadHappened) {
  const auto model = *ApproximationModel::build(exp2_config(6));
  const auto whole = model->make(0);
  advance(*whole, 0, 300);
  Encoder out;
  whole->save(out);
  const Bytes bytes = out.take();
  const auto resumed = model->make(0);
  Decoder in(bytes);
  resumed->load(in);
  EXPECT_TRUE(in.at_end());
  EXPECT_EQ(advance(*whole, 1, 300).offers, advance(*resumed, 1, 300).offers);
}

TEST(ApproximationModel, IslandsSearchDifferently) {
  const auto model = *ApproximationModel::build(exp2_config(6));
  EXPECT_NE(advance(*model->make(0), 0, 300).offers, advance(*model->make(1), 0, 300).offers);
}

TEST(ApproximationModel, StopsAtTheErrorThatIsAskedFor) {
  ApproximationConfig config = exp2_config(6);
  config.target_error = 1e-3;
  const auto model = *ApproximationModel::build(config);
  Board board;
  board.hall.offer({program::to_genome(program::fraction(0)), {2e-3}, 3});
  EXPECT_FALSE(model->solved(board));
  board.hall.offer({program::to_genome(program::fraction(0)), {9e-4}, 3});
  EXPECT_TRUE(model->solved(board));
}

}  // namespace
}  // namespace cambrian::approximation
