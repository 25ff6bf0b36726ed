#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "problems/training/make_task.hpp"

namespace cambrian::training {
namespace {

using testing::HasSubstr;

/// A file of one byte for each number, as MNIST's are.
std::string idx_of(const std::vector<std::uint32_t>& sizes, const std::string& numbers,
                   char type = 8) {
  std::string text = {0, 0, type, static_cast<char>(sizes.size())};
  for (const std::uint32_t size : sizes)
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(size >> shift);
  return text + numbers;
}

class Idx : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "idx_XXXXXX";
    folder_ = ::mkdtemp(path.data());
    settings_.data = Data::idx;
    settings_.idx = {"pictures", "labels"};
    settings_.rows = {4, 1, 1};
    write("pictures", idx_of({6, 2, 2}, std::string("abcdefghijklmnopqrstuvwx")));
    write("labels", idx_of({6}, {0, 1, 2, 0, 1, 2}));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  std::string error() const { return make_data(settings_, folder_.string()).error().message(); }

  std::filesystem::path folder_;
  DataSettings settings_;
};

TEST_F(Idx, AnItemIsARowAndPixelsHaveOneScale) {
  const auto data = make_data(settings_, folder_.string()).value();
  EXPECT_EQ(data->inputs, 4U);
  EXPECT_EQ(data->classes, 3U);
  EXPECT_EQ(data->train.size(), 4U);
  double sum = 0;
  double squares = 0;
  for (const float value : data->train.rows) {
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum, 0, 1e-5);
  EXPECT_NEAR(squares, 16, 1e-4);
  // Neighbours in the alphabet are equally far from each other in every picture.
  const std::vector<float>& rows = data->train.rows;
  for (std::size_t i = 0; i < rows.size(); i += 4)
    EXPECT_NEAR(rows[i + 1] - rows[i], rows[3] - rows[2], 1e-5);
  // A picture keeps its label: the first letter of picture i is 4 i.
  const float step = rows[1] - rows[0];
  for (std::size_t i = 0; i < 4; ++i) {
    const auto letters = std::lround((rows[4 * i] - rows[0]) / step);
    const auto labels = static_cast<long>(data->train.labels[i]) - data->train.labels[0];
    EXPECT_EQ(((letters / 4 - labels) % 3 + 3) % 3, 0);
  }
}

TEST_F(Idx, MayBeOfOtherTypes) {
  write("labels", idx_of({6}, {0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0}, 0x0b));
  EXPECT_EQ(make_data(settings_, folder_.string()).value()->classes, 257U);
  settings_.numbers = true;
  EXPECT_EQ(make_data(settings_, folder_.string()).value()->classes, 0U);
}

TEST_F(Idx, ErrorsSayWhatTheShapesAre) {
  write("labels", idx_of({5}, {0, 1, 2, 0, 1}));
  EXPECT_THAT(error(), HasSubstr("labels: has 5 labels for 6 items in "));
  write("labels", idx_of({6, 2, 2}, std::string("abcdefghijklmnopqrstuvwx")));
  EXPECT_THAT(error(), HasSubstr("labels: has the shape 6 x 2 x 2, not a label for each item"));
  write("labels", idx_of({6}, {1, 2, 3, 4, 5, 6}));
  write("pictures", idx_of({6}, "abcdef"));
  EXPECT_THAT(error(), HasSubstr("pictures: has one number for each item (name the file of the"));
  write("pictures", idx_of({6, 2, 2}, "abcdef"));
  EXPECT_THAT(error(), HasSubstr("pictures: has 6 bytes of numbers, which is not what its sizes"));
  write("pictures", idx_of({4000000000, 4000000000, 4000000000}, "abcdef"));
  EXPECT_THAT(error(), HasSubstr("pictures: has 6 bytes of numbers, which is not what its sizes"));
  write("pictures", idx_of({0, 2, 2}, ""));
  write("labels", idx_of({0}, ""));
  EXPECT_THAT(error(), HasSubstr("pictures: is empty: its shape is 0 x 2 x 2"));
}

TEST_F(Idx, WhatIsNoIdxFileIsRefused) {
  write("pictures", "x,y,kind\n1,2,cat\n");
  EXPECT_THAT(error(), HasSubstr("pictures: is no IDX file"));
  write("pictures", idx_of({6, 2, 2}, "", 7));
  EXPECT_THAT(error(), HasSubstr("pictures: is no IDX file"));
  write("pictures", idx_of({6, 2, 2}, "").substr(0, 9));
  EXPECT_THAT(error(), HasSubstr("pictures: ends within its sizes"));
  settings_.idx.items = "no_such_file";
  EXPECT_THAT(error(), HasSubstr("no_such_file: cannot be opened"));
  settings_.idx.items.clear();
  EXPECT_THAT(error(), HasSubstr("idx.items: is missing"));
  settings_.data = Data::digits;
  EXPECT_THAT(error(), HasSubstr("idx: is given, but the data are others"));
}

TEST_F(Idx, LabelsThatAreNoClassesAreRefused) {
  write("labels", idx_of({6}, {0, 1, 2, 0, 1, -1}, 9));
  EXPECT_THAT(error(), HasSubstr("labels: label 6 is -1.000000, no class (classes are 0, 1, ...;"));
  write("labels", idx_of({6}, {0, 0, 0, 0, 0, 0}));
  EXPECT_THAT(error(), HasSubstr("labels: has fewer than two classes"));
  settings_.rows.train = 5;
  write("labels", idx_of({6}, {0, 1, 2, 0, 1, 2}));
  EXPECT_THAT(error(), HasSubstr("rows.train: train, validation and test take 7 rows"));
}

}  // namespace
}  // namespace cambrian::training
