#include "cli/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cli/hypervolume_curve.hpp"
#include "cli/methods.hpp"

namespace cambrian::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

RunTrace trace(const std::string& config, std::uint64_t seed,
               std::vector<RunTrace::Best> progress) {
  RunTrace run;
  run.path = "runs/" + std::to_string(seed);
  run.command = "run";
  run.config = config;
  run.seed = seed;
  run.objectives = {"loss"};
  run.evaluations = 100;
  run.seconds = 10;
  run.progress = std::move(progress);
  return run;
}

std::vector<std::string> names(std::vector<RunTrace> runs) {
  std::vector<std::string> result;
  for (const auto& method : by_method(std::move(runs))) result.push_back(method.first);
  return result;
}

TEST(MedianInterval, IsOfTheOrderStatisticsThatTheBinomialDistributionGives) {
  std::vector<double> values;
  for (int i = 20; i >= 1; --i) values.push_back(i);
  const Interval twenty = median_interval(values);  // known: the 6th and the 15th
  EXPECT_EQ(twenty.median, 10.5);
  EXPECT_EQ(twenty.low, 6);
  EXPECT_EQ(twenty.high, 15);
  const Interval six = median_interval({1, 2, 3, 4, 5, 6});
  EXPECT_EQ(six.low, 1);
  EXPECT_EQ(six.high, 6);
  const Interval nine = median_interval({1, 2, 3, 4, 5, 6, 7, 8, 9});  // the 2nd and the 8th
  EXPECT_EQ(nine.low, 2);
  EXPECT_EQ(nine.high, 8);
}

RunTrace of_points(std::uint64_t seed, const std::vector<std::vector<double>>& points) {
  RunTrace run = trace(R"({"algorithm": "a"})", seed, {{1, 1, points.front().front()}});
  run.objectives = {"f1", "f2"};
  for (std::size_t i = 0; i < points.size(); ++i)
    run.told.push_back({CandidateId{i}, Status::ok, 1, points[i]});
  run.evaluations = points.size();
  for (const auto& point : points) run.front.push_back({point, 0, ""});
  return run;
}

TEST(Hypervolume, GrowsOverTheEvaluationsOfARun) {
  const RunTrace run = of_points(1, {{3, 3}, {5, 5}, {1, 4}, {4, 1}});
  const auto curve = hypervolume_over_evaluations(run, {5, 5});
  ASSERT_EQ(curve.size(), 4);
  const std::vector<double> expected = {4, 4, 6, 8};
  for (std::size_t i = 0; i < curve.size(); ++i) {
    EXPECT_EQ(curve[i].x, static_cast<double>(i + 1));
    EXPECT_EQ(curve[i].y, expected[i]) << i;
  }
}

TEST(Hypervolume, EndsWhereAllRunsSayOrBeyondTheirFronts) {
  RunTrace a = of_points(1, {{0, 10}, {4, 0}});
  RunTrace b = of_points(2, {{1, 5}});
  EXPECT_THAT(common_reference_point({&a, &b}), ElementsAre(4.4, 11));
  a.reference_point = {9, 9};
  EXPECT_THAT(common_reference_point({&a, &b}), ElementsAre(4.4, 11));
  b.reference_point = {9, 9};
  EXPECT_THAT(common_reference_point({&a, &b}), ElementsAre(9, 9));
  b.objectives = {"f1", "other"};
  EXPECT_THAT(common_reference_point({&a, &b}), IsEmpty());
}

TEST(Comparison, OfSeveralObjectivesHasHypervolumesWithBands) {
  const Comparison comparison = Comparison::of(
      {of_points(1, {{3, 3}, {1, 1}}), of_points(2, {{2, 2}}), of_points(3, {{4, 4}, {2, 3}})});
  EXPECT_THAT(comparison.reference_point, ElementsAre(4.3, 4.3));
  ASSERT_EQ(comparison.methods.size(), 1);
  const Method& method = comparison.methods.front();
  EXPECT_NEAR(method.hypervolume.median, 2.3 * 2.3, 1e-12);
  EXPECT_NEAR(method.hypervolume.high, 3.3 * 3.3, 1e-12);
  const page::Series& series = method.hypervolume_over_evaluations;
  ASSERT_EQ(series.curve.size(), 2);
  EXPECT_NEAR(series.curve[0].y, 1.3 * 1.3, 1e-12);
  EXPECT_NEAR(series.low[0].y, 0.3 * 0.3, 1e-12);
  EXPECT_THAT(comparison.text(), HasSubstr("hypervolume: up to (4.3, 4.3)"));
  EXPECT_THAT(comparison.html(), HasSubstr("Hypervolume over evaluations"));
}

TEST(Comparison, OfOneObjectiveHasNone) {
  const Comparison comparison = Comparison::of({trace("{}", 1, {{1, 1, 2}})});
  EXPECT_THAT(comparison.reference_point, IsEmpty());
  EXPECT_THAT(comparison.text(), Not(HasSubstr("hypervolume")));
}

TEST(MedianInterval, CountsWhatIsNoNumberAsTheWorst) {
  const Interval three = median_interval({NAN, 1, 2});
  EXPECT_EQ(three.median, 2);
  EXPECT_EQ(three.high, INFINITY);
  EXPECT_EQ(median_interval({INFINITY, INFINITY}).median, INFINITY);
}

TEST(Methods, AreRunsThatDifferInTheirSeedOnlyNamedByWhatDiffersBetweenThem) {
  const std::string a = R"({"seed": 1, "threads": 2, "algorithm": {"name": "local", "sample": 3}})";
  const std::string b = R"({"seed": 2, "algorithm": {"name": "random", "sample": 3}})";
  const std::string c = R"({"seed": 3, "algorithm": {"name": "random", "sample": 4}})";
  EXPECT_THAT(names({trace(a, 1, {}), trace(b, 2, {}), trace(a, 3, {})}),
              ElementsAre("local", "random"));
  EXPECT_THAT(names({trace(a, 1, {}), trace(b, 2, {}), trace(c, 3, {})}),
              ElementsAre("local sample=3", "random sample=3", "random sample=4"));
  EXPECT_THAT(names({trace(a, 1, {})}), ElementsAre("1"));
}

TEST(Methods, AreNamedByWhatIsWithinAnAlgorithmOnlyWhereTheAlgorithmDoesNotTellThemApart) {
  const std::string own = R"({"algorithm": {"name": "ga", "selection": {"name": "tournament"}}})";
  const std::string mine = R"({"algorithm": {"name": "ga", "selection": {"name": "mine"}}})";
  const std::string random = R"({"algorithm": {"name": "random"}})";
  EXPECT_THAT(names({trace(own, 1, {}), trace(random, 2, {})}), ElementsAre("ga", "random"));
  EXPECT_THAT(names({trace(own, 1, {}), trace(mine, 2, {})}), ElementsAre("tournament", "mine"));
}

TEST(Methods, ArePluginsOfDifferentContentToldApartByTheirHashes) {
  const std::string before = R"({"seed": 1, "plugin_hashes": {"problem": "0123456789abcdef"}})";
  const std::string after = R"({"seed": 1, "plugin_hashes": {"problem": "fedcba9876543210"}})";
  EXPECT_THAT(names({trace(before, 1, {}), trace(after, 2, {})}),
              ElementsAre("plugin=01234567", "plugin=fedcba98"));
}

TEST(Comparison, TakesMediansOverSeedsAndCountsEvaluationsToACommonLevel) {
  const Comparison both = Comparison::of({
      trace(R"({"name": "fast"})", 1, {{10, 1, 5}, {20, 2, 1}}),
      trace(R"({"name": "fast"})", 2, {{10, 1, 4}, {30, 3, 2}}),
      trace(R"({"name": "fast"})", 3, {{40, 1, 3}}),
      trace(R"({"name": "slow"})", 4, {{50, 5, 4}}),
  });
  ASSERT_EQ(both.methods.size(), 2u);
  EXPECT_EQ(both.methods[0].best.median, 2);
  EXPECT_EQ(both.methods[0].best.high, 3);
  EXPECT_EQ(both.level, 4);
  EXPECT_EQ(both.methods[0].to_level.median, 20);
  EXPECT_EQ(both.methods[1].to_level.median, 50);
  EXPECT_THAT(both.text(), HasSubstr("fast       3   2 [1, 3]"));
}

TEST(Comparison, CurvesAreMediansOfTheBestSoFarWithTheirLimits) {
  const Comparison one = Comparison::of({
      trace("{}", 1, {{10, 1, 5}, {20, 2, 1}}),
      trace("{}", 2, {{10, 1, 4}, {30, 3, 2}}),
      trace("{}", 3, {{40, 1, 3}}),
  });
  const page::Series series = one.methods[0].over_evaluations(0);
  std::vector<std::pair<double, double>> curve;
  for (const page::Point& point : series.curve) curve.emplace_back(point.x, point.y);
  using Pair = std::pair<double, double>;
  EXPECT_THAT(curve, ElementsAre(Pair(10, 5), Pair(20, 4), Pair(30, 2), Pair(40, 2), Pair(100, 2)));
  EXPECT_EQ(series.low[1].y, 1);
  EXPECT_EQ(series.high[3].y, 3);
}

TEST(Comparison, OfRunsThatFoundNothingIsStillATable) {
  const Comparison none = Comparison::of({trace("{}", 1, {})});
  EXPECT_THAT(none.text(), HasSubstr("never"));
  EXPECT_THAT(none.json(), HasSubstr("\"level\": null"));
  EXPECT_THAT(none.html(), HasSubstr("<svg"));
}

}  // namespace
}  // namespace cambrian::cli
