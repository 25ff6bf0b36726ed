#include "operators/seeds/noise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include "engine/core/bytes.hpp"
#include "engine/core/random.hpp"

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
  EXPECT_EQ(hash_of(noise_kernel(), {.seed = 42, .sigma = 1}, 0), 15321136378324400603u);
}

TEST(Noise, UsesTheSameGeneratorAsStreams) {
  // Counter 0 of a key is the first block of the stream at that address.
  std::vector<float> values(kNoiseBlock, 0.0f);
  noise_kernel().add({.seed = 7, .sigma = 1}, 0, values);
  Random random({.seed = 7, .island = 0, .step = 0, .purpose = Purpose::init});
  const std::uint32_t radius = random.bits32();
  const std::uint32_t angle = random.bits32();
  const double u = ((radius >> 8) + 1) * 0x1.0p-24;
  double phi = std::bit_cast<std::int32_t>(angle << 2) * (std::numbers::pi / 4 * 0x1.0p-31);
  double x = std::cos(phi);
  double y = std::sin(phi);
  if ((angle >> 30 & 1) != 0) std::swap(x, y);
  const double r = std::sqrt(-2 * std::log(u)) * (angle >> 31 ? -1 : 1);
  EXPECT_NEAR(values[0], r * x, 1e-6);
  EXPECT_NEAR(values[16], r * y, 1e-6);
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
  EXPECT_LT(values.back(), 6.0f);
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
