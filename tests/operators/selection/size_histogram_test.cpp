#include "operators/selection/size_histogram.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cambrian::selection {
namespace {

TEST(SizeHistogram, BeginsUniform) {
  const SizeHistogram histogram(4, 100);
  for (std::uint32_t size = 1; size <= 4; ++size) EXPECT_EQ(histogram.frequency(size), 0.25);
}

TEST(SizeHistogram, SizesOutOfRangeHaveTheFrequencyOfTheAbsent) {
  SizeHistogram histogram(4, 100);
  histogram.add(0);
  histogram.add(5);
  EXPECT_EQ(histogram.sum(), 4);
  EXPECT_EQ(histogram.frequency(0), 0);
  EXPECT_EQ(histogram.frequency(5, 1e-6), 1e-6);
}

TEST(SizeHistogram, ForgetsEvenlyBeyondItsWindowButKeepsOneOfEach) {
  SizeHistogram histogram(3, 10);
  histogram.add(1, 8);
  histogram.add(2, 1);
  histogram.shrink();  // 9, 2, 1: both above 1 give 1
  EXPECT_DOUBLE_EQ(histogram.sum(), 10);
  EXPECT_DOUBLE_EQ(histogram.frequency(1), 0.8);
  EXPECT_DOUBLE_EQ(histogram.frequency(2), 0.1);
  EXPECT_DOUBLE_EQ(histogram.frequency(3), 0.1);
  histogram.add(3, 3);
  histogram.shrink();  // 8, 1, 4: 1.5 each of the first and the last
  EXPECT_DOUBLE_EQ(histogram.frequency(1), 0.65);
  EXPECT_DOUBLE_EQ(histogram.frequency(2), 0.1);
  EXPECT_DOUBLE_EQ(histogram.frequency(3), 0.25);
}

TEST(SizeHistogram, HoldsItsWindowUnderAnyLoad) {
  SizeHistogram histogram(20, 500);
  Random random({.seed = 1});
  for (int i = 0; i < 5000; ++i) {
    histogram.add(1 + random.below(20), random.uniform(0, 100));
    histogram.shrink();
    ASSERT_LE(histogram.sum(), 500 * (1 + 1e-12));
    for (std::uint32_t size = 1; size <= 20; ++size)
      ASSERT_GE(histogram.frequency(size) * histogram.sum(), 1 - 1e-9);
  }
}

TEST(SizeHistogram, ComesBackFromItsBytes) {
  SizeHistogram histogram(3, 10);
  histogram.add(2, 5);
  Encoder out;
  histogram.save(out);
  const Bytes bytes = out.take();
  SizeHistogram copy(3, 10);
  Decoder in(bytes);
  copy.load(in);
  EXPECT_EQ(copy.frequency(2), histogram.frequency(2));
  SizeHistogram other(4, 10);
  Decoder again(bytes);
  EXPECT_THROW(other.load(again), DecodeError);
}

TEST(ParsimoniousKey, PunishesFrequentSizes) {
  EXPECT_DOUBLE_EQ(parsimonious_key(2, 0, 20), 2);
  EXPECT_DOUBLE_EQ(parsimonious_key(2, 0.1, 20), 2 * std::exp(2.0));
}

TEST(SizeFrequency, AcceptsFrequentSizesRarelyAndRareOnesAlways) {
  SizeHistogram histogram(2, 1000);
  histogram.add(1, 299);  // 300 to 1
  SizeFrequency acceptance(histogram);
  Individual frequent;
  frequent.complexity = 1;
  Individual rare;
  rare.complexity = 2;
  Random random({.seed = 2});
  int accepted = 0;
  for (int i = 0; i < 30'000; ++i) accepted += acceptance.accept(rare, frequent, random);
  EXPECT_NEAR(accepted, 100, 40);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(acceptance.accept(frequent, rare, random));
}

}  // namespace
}  // namespace cambrian::selection
