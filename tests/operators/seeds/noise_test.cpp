#include "operators/seeds/noise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include "engine/core/bytes.hpp"

namespace cambrian::seeds {
namespace {

std::uint64_t hash_of(const NoiseKernel& kernel, Noise noise, std::uint64_t first) {
  std::vector<float> values(kNoiseBlock * 1000, 0.25f);
  kernel.add(noise, first, values);
  return hash_bytes(std::as_bytes(std::span<const float>(values)));
}

TEST(Noise, OfAllKernelsIsTheSameInEveryBit) {
  for (const std::uint64_t seed : {0ull, 1ull, 0x123456789abcdefull, ~0ull}) {
    for (const std::uint64_t first : {0ull, 77ull, (1ull << 28) - 500}) {
      const Noise noise{.seed = seed, .sigma = 0.02f};
      const std::uint64_t expected = hash_of(noise_reference(), noise, first);
      for (const NoiseKernel& kernel : noise_kernels())
        EXPECT_EQ(hash_of(kernel, noise, first), expected) << kernel.name << " seed " << seed;
    }
  }
}

TEST(Noise, IsPartOfTheFormatOfGenomes) {
  EXPECT_EQ(hash_of(noise_kernel(), {.seed = 42, .sigma = 1}, 0), 3901266424774133707u);
}

TEST(Noise, HasTheMomentsOfNormalNumbers) {
  std::vector<float> values(kNoiseBlock * 65536, 0.0f);
  noise_kernel().add({.seed = 11, .sigma = 1}, 1 << 20, values);
  double moments[7] = {};
  for (const float value : values) {
    double power = 1;
    for (double& moment : moments) moment += std::exchange(power, power * value);
  }
  const auto n = static_cast<double>(values.size());
  // Within four standard errors of 0, 1, 0, 3, 0, 15.
  const double expected[7] = {1, 0, 1, 0, 3, 0, 15};
  const double variance[7] = {0, 1, 2, 15, 96, 945, 10170};
  for (int k = 1; k <= 6; ++k)
    EXPECT_NEAR(moments[k] / n, expected[k], 4 * std::sqrt(variance[k] / n)) << k;
}

// Neither seeds nor indices that are close to each other have noise in common.
TEST(Noise, OfNeighboursIsUncorrelated) {
  constexpr std::size_t kCount = kNoiseBlock * 8192;
  const auto noise = [](std::uint64_t seed) {
    std::vector<float> values(kCount, 0.0f);
    noise_kernel().add({.seed = seed, .sigma = 1}, 0, values);
    return values;
  };
  const std::vector<float> one = noise(1000);
  const auto correlation = [&](const std::vector<float>& other, std::size_t shift) {
    double sum = 0;
    for (std::size_t i = 0; i < kCount; ++i) sum += one[i] * other[(i + shift) % kCount];
    return sum / std::sqrt(kCount);
  };
  for (const std::size_t shift : {1, 2, 3, 4, 8, 64, 256})
    EXPECT_LT(std::fabs(correlation(one, shift)), 4);
  for (int bit = 0; bit < 64; bit += 7)
    EXPECT_LT(std::fabs(correlation(noise(1000 ^ (1ull << bit)), 0)), 4) << bit;
}

TEST(Noise, IsNormal) {
  std::vector<float> values(kNoiseBlock * 16384, 0.0f);
  noise_kernel().add({.seed = 3, .sigma = 1}, 0, values);
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double distance = 0;  // of Kolmogorov and Smirnov
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = std::erfc(-values[i] / std::numbers::sqrt2) / 2;
    distance = std::max(distance, std::fabs(p - (static_cast<double>(i) + 0.5) / n));
  }
  EXPECT_LT(distance * std::sqrt(n), 1.63);  // the 1 % point
  EXPECT_GT(values.back(), 4.5f);
  EXPECT_LT(values.back(), 5.19f);
}

TEST(Noise, OfOneIndexDoesNotDependOnWhereTheBlocksBegin) {
  std::vector<float> all(kNoiseBlock * 8, 0.0f);
  std::vector<float> part(kNoiseBlock * 3, 0.0f);
  noise_kernel().add({.seed = 5, .sigma = 1}, 0, all);
  noise_kernel().add({.seed = 5, .sigma = 1}, 4, part);
  EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin() + 4 * kNoiseBlock));
}

}  // namespace
}  // namespace cambrian::seeds
