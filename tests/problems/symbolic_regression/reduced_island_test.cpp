#include "problems/symbolic_regression/reduced_island.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/problems/symbolic_regression/made_data.hpp"

namespace cambrian::regression {
namespace {

std::shared_ptr<ReducedProblem> reduced(const Dataset& data) {
  RegressionConfig config = small_search();
  config.library = true;
  auto problem = make_problem(config, {data, {}, 0}).value();
  return std::make_shared<ReducedProblem>(std::make_shared<LibraryShare>(std::move(problem)));
}

// Four columns in one group, with a constant inside the function.
Dataset decay() {
  return made_data(200, 4, [](const std::vector<double>& x) {
    return x[0] * x[1] * std::exp(-0.37 * x[0] * x[1] / (x[2] * x[3]));
  });
}

EpochInput epoch(std::uint64_t number) {
  EpochInput input;
  input.epoch = number;
  input.budget = 3000;
  return input;
}

TEST(ReducedIsland, TellsItsChampionsInTheOriginalColumns) {
  const auto space = reduced(decay());
  const Problem& original = *space->share().problem;
  ASSERT_LT(space->get()->vocabulary.variables.size(), 3u);
  ReducedIsland island(space, 3);
  const EpochReport report = island.advance(epoch(0));
  ASSERT_FALSE(report.offers.empty());
  Scorer scorer(original);
  double least = original.baseline;
  for (const Individual& offer : report.offers) {
    const expression::Expression e = original.decode(offer.genome);
    EXPECT_DOUBLE_EQ(offer.loss(), scorer.training_loss(e));
    EXPECT_EQ(offer.complexity, original.constraints.complexity(e));
    least = std::min(least, offer.loss());
  }
  EXPECT_LT(least, 0.05 * original.baseline);  // all that so short a search must show
}

TEST(ReducedIsland, GoesOnFromASavedStateAsIfItHadNotStopped) {
  const auto space = reduced(decay());
  ReducedIsland whole(space, 3), first(space, 3), second(space, 3);
  whole.advance(epoch(0));
  first.advance(epoch(0));
  Encoder state;
  first.save(state);
  const Bytes bytes = state.take();
  Decoder saved(bytes);
  second.load(saved);
  const EpochReport a = whole.advance(epoch(1)), b = second.advance(epoch(1));
  EXPECT_EQ(a.offers, b.offers);
  EXPECT_EQ(a.evaluations, b.evaluations);
}

TEST(ReducedIsland, HasNothingToDoWhereNothingCanBeReduced) {
  Random noise({.seed = 5});
  const auto space =
      reduced(made_data(200, 3, [&](const std::vector<double>&) { return noise.normal(); }));
  ReducedIsland island(space, 3);
  EXPECT_TRUE(island.advance(epoch(0)).exhausted);
}

}  // namespace
}  // namespace cambrian::regression
