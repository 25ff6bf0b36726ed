#include "problems/symbolic_regression/data/dataset.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "tests/problems/symbolic_regression/data/read.hpp"

namespace cambrian::regression {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kTable = "a,b,c,d\n1,10,100,2\n2,20,200,1\n3,30,300,5\n";

TEST(Dataset, TheLastColumnIsTheTargetAndAllOthersAreFeatures) {
  const auto data = load_text(kTable);
  ASSERT_TRUE(data.ok()) << error_of(data);
  EXPECT_THAT(data->feature_names(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(data->targets[0].name, "d");
  EXPECT_THAT(data->targets[0].values, ElementsAre(2, 1, 5));
  EXPECT_THAT(data->features[1].values, ElementsAre(10, 20, 30));
  EXPECT_TRUE(data->weights.empty());
  EXPECT_EQ(data->rows(), 3U);
}

TEST(Dataset, RolesAreGivenByName) {
  const auto data = load_text(kTable, {.targets = {"b", "a"}, .weights = "d"});
  ASSERT_TRUE(data.ok()) << error_of(data);
  EXPECT_THAT(data->feature_names(), ElementsAre("c"));
  EXPECT_EQ(data->targets[0].name, "b");
  EXPECT_EQ(data->targets[1].name, "a");
  EXPECT_THAT(data->weights, ElementsAre(2, 1, 5));
}

TEST(Dataset, ChosenFeaturesKeepTheirOrderAndOthersAreNotRead) {
  const auto data =
      load_text("a,name,c,d\n1,x,3,4\n2,y,4,7\n", {.targets = {"d"}, .features = {"c", "a"}});
  ASSERT_TRUE(data.ok()) << error_of(data);
  EXPECT_THAT(data->feature_names(), ElementsAre("c", "a"));
}

TEST(Dataset, DroppedColumnsAreNeitherFeaturesNorTarget) {
  const auto data = load_text("a,b,c,name\n1,2,3,x\n2,3,5,y\n", {.drop = {"name", "a"}});
  ASSERT_TRUE(data.ok()) << error_of(data);
  EXPECT_THAT(data->feature_names(), ElementsAre("b"));
  EXPECT_EQ(data->targets[0].name, "c");
}

TEST(Dataset, UnitsAreKeptAsWritten) {
  const auto data = load_text(kTable, {.units = {{"a", "kg m^2"}, {"d", "s"}}});
  ASSERT_TRUE(data.ok()) << error_of(data);
  EXPECT_EQ(data->features[0].unit, "kg m^2");
  EXPECT_EQ(data->features[1].unit, "");
  EXPECT_EQ(data->targets[0].unit, "s");
  EXPECT_THAT(error_of(load_text(kTable, {.units = {{"e", "kg"}}})), HasSubstr("no column \"e\""));
}

TEST(Dataset, OneColumnInTwoRolesIsAnError) {
  EXPECT_THAT(error_of(load_text(kTable, {.targets = {"a"}, .features = {"a", "b"}})),
              HasSubstr("column \"a\" cannot be both a target and a feature"));
  EXPECT_THAT(error_of(load_text(kTable, {.targets = {"a", "a"}})), HasSubstr("named twice"));
  EXPECT_THAT(error_of(load_text(kTable, {.targets = {"a"}, .weights = "a"})),
              HasSubstr("column \"a\" cannot be both"));
}

TEST(Dataset, UnknownColumnsBringTheNearestName) {
  EXPECT_THAT(error_of(load_text("mass,radius\n1,2\n2,3\n", {.targets = {"radiuss"}})),
              AllOf(HasSubstr("no column \"radiuss\""), HasSubstr("radius")));
}

TEST(Dataset, WithoutAFeatureThereIsNoSearch) {
  EXPECT_THAT(error_of(load_text("a\n1\n2\n")), HasSubstr("no column is left to be a feature"));
  EXPECT_THAT(error_of(load_text("a,b\n1,2\n2,3\n", {.drop = {"a"}})),
              HasSubstr("no column is left to be a feature"));
}

TEST(Dataset, OneRowAndConstantTargetsAreErrors) {
  EXPECT_THAT(error_of(load_text("a,b\n1,2\n")), HasSubstr("has only one row"));
  EXPECT_THAT(error_of(load_text("a,b\n1,2\n2,2\n")),
              HasSubstr("the target \"b\" is the same in every row"));
}

TEST(Dataset, WeightsAreNotNegativeAndNotAllZero) {
  EXPECT_THAT(error_of(load_text("a,b,w\n1,2,1\n2,3,-1\n", {.weights = "w"})),
              HasSubstr("weights column \"w\" is negative in data row 2"));
  EXPECT_THAT(error_of(load_text("a,b,w\n1,2,0\n2,3,0\n", {.weights = "w"})),
              HasSubstr("all weights in column \"w\" are 0"));
}

TEST(Dataset, AValidationFileIsReadInTheOrderOfTheModelsColumns) {
  const auto model = load_text(kTable, {.targets = {"d"}, .drop = {"b"}});
  const std::string path = ::testing::TempDir() + "/cambrian-validation.csv";
  std::ofstream(path) << "d,extra,c,a\n9,text,8,7\n";
  const auto data = load_like(path, *model, {});
  std::remove(path.c_str());
  ASSERT_TRUE(data.ok()) << error_of(data);
  EXPECT_THAT(data->feature_names(), ElementsAre("a", "c"));
  EXPECT_THAT(data->features[0].values, ElementsAre(7));
  EXPECT_THAT(data->targets[0].values, ElementsAre(9));
}

Dataset numbered_rows(std::size_t rows) {
  std::string text = "x,w,y\n";
  for (std::size_t i = 0; i < rows; ++i) {
    text += std::to_string(i) + ",1," + std::to_string(2 * i) + "\n";
  }
  return load_text(text, {.weights = "w"}).value();
}

TEST(Split, PartsAreDisjointCompleteAndInTheOrderOfTheFile) {
  const Dataset data = numbered_rows(101);
  Random random({.seed = 5, .purpose = Purpose::split});
  const auto split = split_rows(data, 0.25, random);
  ASSERT_TRUE(split.ok());
  EXPECT_EQ(split->validation.rows(), 25U);
  EXPECT_EQ(split->training.rows(), 76U);
  std::vector<double> all = split->training.features[0].values;
  const std::vector<double>& held = split->validation.features[0].values;
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_TRUE(std::is_sorted(held.begin(), held.end()));
  all.insert(all.end(), held.begin(), held.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, data.features[0].values);
  EXPECT_EQ(split->validation.weights.size(), 25U);
}

TEST(Split, TheSameStreamGivesTheSameParts) {
  const Dataset data = numbered_rows(50);
  Random first({.seed = 5, .purpose = Purpose::split});
  Random second({.seed = 5, .purpose = Purpose::split});
  EXPECT_EQ(split_rows(data, 0.3, first)->validation.features[0].values,
            split_rows(data, 0.3, second)->validation.features[0].values);
}

TEST(Split, SharesThatLeaveNoRowsAreErrors) {
  Random random({.seed = 5});
  const Dataset data = numbered_rows(4);
  for (const double share : {0.0, 1.0, -0.5, 0.9}) {
    EXPECT_FALSE(split_rows(data, share, random).ok()) << share;
  }
  EXPECT_TRUE(split_rows(data, 0.01, random).ok());
}

TEST(SampleRows, AreDistinctAscendingAndInRange) {
  Random random({.seed = 7});
  for (const std::size_t count : {0U, 1U, 10U, 99U, 100U, 200U}) {
    const auto rows = sample_rows(100, count, random);
    EXPECT_EQ(rows.size(), std::min<std::size_t>(count, 100));
    EXPECT_TRUE(std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) == rows.end());
    EXPECT_TRUE(rows.empty() || rows.back() < 100);
  }
}

TEST(SampleRows, EverySetIsEquallyLikely) {
  Random random({.seed = 11});
  std::map<std::vector<std::uint32_t>, int> seen;
  constexpr int kDraws = 20'000;
  for (int i = 0; i < kDraws; ++i) ++seen[sample_rows(6, 3, random)];
  ASSERT_EQ(seen.size(), 20U);
  double chi_square = 0;
  for (const auto& [rows, count] : seen) {
    chi_square += (count - kDraws / 20.0) * (count - kDraws / 20.0) / (kDraws / 20.0);
  }
  EXPECT_LT(chi_square, 43.8);  // 19 degrees of freedom, p = 0.001
}

TEST(TakeRows, GathersTheChosenRowsOfEveryColumn) {
  const Dataset data = numbered_rows(5);
  const Dataset part = take_rows(data, std::vector<std::uint32_t>{4, 0, 4});
  EXPECT_THAT(part.features[0].values, ElementsAre(4, 0, 4));
  EXPECT_THAT(part.targets[0].values, ElementsAre(8, 0, 8));
  EXPECT_EQ(part.weights.size(), 3U);
}

}  // namespace
}  // namespace cambrian::regression
