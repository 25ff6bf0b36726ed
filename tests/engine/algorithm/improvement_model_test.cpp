#include "engine/algorithm/improvement_model.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/random.hpp"

namespace cambrian {
namespace {

std::vector<std::vector<double>> grid() {
  std::vector<std::vector<double>> points;
  for (int i = 0; i <= 20; ++i) points.push_back({i / 20.0});
  return points;
}

double chosen(const ImprovementModel& model, double time,
              const std::vector<std::vector<double>>& pending = {}) {
  return grid()[model.choose(grid(), time, pending)][0];
}

// Gains are highest at `best`, with some noise.
void observe(ImprovementModel& model, double from, double to, double best) {
  Random random({.seed = 3, .step = static_cast<std::uint64_t>(from)});
  for (double time = from; time < to; ++time) {
    for (int i = 0; i < 5; ++i) {
      const double x = random.uniform();
      model.add({time, {x}, 100 - 50 * (x - best) * (x - best) + random.normal()});
    }
  }
}

TEST(ImprovementModel, ChoosesWhatHasGainedMost) {
  for (const double best : {0.2, 0.7}) {
    ImprovementModel model;
    observe(model, 0, 20, best);
    EXPECT_NEAR(chosen(model, 20), best, 0.15);
  }
}

TEST(ImprovementModel, FollowsWhatChangesWithTime) {
  ImprovementModel model;
  observe(model, 0, 15, 0.9);
  observe(model, 40, 55, 0.1);
  EXPECT_NEAR(chosen(model, 55), 0.1, 0.2);
}

TEST(ImprovementModel, TriesWhereNothingIsKnownButNotWhatAnotherTries) {
  ImprovementModel model;
  for (int i = 0; i < 60; ++i) {
    const double x = 0.3 * i / 60;
    model.add({1, {x}, std::sin(40 * x)});
  }
  const double first = chosen(model, 2);
  EXPECT_GT(first, 0.5);
  const double second = chosen(model, 2, {{first}});
  EXPECT_GT(std::abs(second - first), 0.1);
}

TEST(ImprovementModel, IsNotMisledByATrainingThatWentWrong) {
  ImprovementModel model;
  observe(model, 0, 20, 0.7);
  model.add({20, {0.1}, -1e30});
  model.add({20, {0.1}, std::nan("")});
  EXPECT_NEAR(chosen(model, 21), 0.7, 0.15);
}

TEST(ImprovementModel, TakesTheFirstProposalWhileItKnowsNothing) {
  EXPECT_EQ(chosen(ImprovementModel(), 0), 0);
}

TEST(ImprovementModel, ChoosesTheSameAfterItWasSaved) {
  ImprovementModel model;
  observe(model, 0, 60, 0.35);  // more than are kept
  Encoder out;
  model.save(out);
  const Bytes bytes = out.take();
  Decoder in(bytes);
  ImprovementModel loaded;
  loaded.load(in);
  EXPECT_EQ(chosen(loaded, 60), chosen(model, 60));
  Encoder again;
  loaded.save(again);
  EXPECT_EQ(again.take(), bytes);
}

}  // namespace
}  // namespace cambrian
