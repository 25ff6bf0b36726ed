#include "engine/core/random.hpp"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <vector>

namespace cambrian {
namespace {

using Block = std::array<std::uint32_t, 4>;

// Random123, which our own generator must equal.
Block reference(const Block& counter, const std::array<std::uint32_t, 2>& key) {
  const r123::Philox4x32::ctr_type c = {{counter[0], counter[1], counter[2], counter[3]}};
  const r123::Philox4x32::key_type k = {{key[0], key[1]}};
  const auto block = r123::Philox4x32()(c, k);
  return {block[0], block[1], block[2], block[3]};
}

Block next_block(Random& random) {
  Block block;
  for (std::uint32_t& word : block) word = random.bits32();
  return block;
}

Block block_at(const Block& counter, const std::array<std::uint32_t, 2>& key) {
  Random random = Random::at({key, counter, {}, 4});
  return next_block(random);
}

double chi_square(const std::vector<int>& counts, double expected) {
  double sum = 0;
  for (int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

TEST(Random, StreamsOfOneAddressAreEqual) {
  Random a({.seed = 7, .island = 3, .step = 9, .purpose = Purpose::vary});
  Random b({.seed = 7, .island = 3, .step = 9, .purpose = Purpose::vary});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.bits32(), b.bits32());
}

TEST(Random, MatchesTheKnownAnswerOfPhilox4x32For10RoundsOfZeroKeyAndCounter) {
  // Random123's kat_vectors: philox4x32 10, counter 0, key 0.
  Random random({.seed = 0, .island = 0, .step = 0, .purpose = Purpose::init});
  EXPECT_EQ(next_block(random), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
}

TEST(Random, TheGeneratorMatchesTheKnownAnswersOfOtherKeysAndCounters) {
  // Random123's kat_vectors: philox4x32 10, all ones and the digits of pi.
  const std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(block_at({ones, ones, ones, ones}, {ones, ones}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(block_at({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, TheGeneratorMatchesTheReferenceForManyKeysAndCounters) {
  Random draw({.seed = 3});
  for (int i = 0; i < 1000; ++i) {
    const Block counter = next_block(draw);
    const std::array<std::uint32_t, 2> key = {draw.bits32(), draw.bits32()};
    EXPECT_EQ(block_at(counter, key), reference(counter, key));
  }
}

TEST(Random, GoesOnFromWhereAnotherStreamStood) {
  Random first({.seed = 3});
  for (int i = 0; i < 6; ++i) first.bits32();
  Random second = Random::at(first.state());
  for (int i = 0; i < 6; ++i) EXPECT_EQ(first.bits32(), second.bits32());
}

TEST(Random, TheAddressIsTheKeyAndTheCounter) {
  Random random({.seed = 0x299f31d0a4093822,
                 .island = 0x85a308,
                 .step = 0x0370734413198a2e,
                 .purpose = Purpose::vary});
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(next_block(random),
              reference({i, 0x85a30802, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}));
  }
}

TEST(Random, EveryPartOfTheAddressMakesAnotherStream) {
  const std::vector<StreamAddress> addresses = {
      {},          {.seed = 1},          {.seed = 1ull << 32},        {.island = 1},
      {.step = 1}, {.step = 1ull << 32}, {.purpose = Purpose::select}};
  std::set<std::uint64_t> firsts;
  for (const StreamAddress& address : addresses) firsts.insert(Random(address).bits64());
  EXPECT_EQ(firsts.size(), addresses.size());
}

TEST(Random, BelowIsUniform) {
  Random random({.seed = 11});
  std::vector<int> counts(97);
  for (int i = 0; i < 97'000; ++i) ++counts[random.below(97)];
  EXPECT_LT(chi_square(counts, 1000), 149);  // 96 degrees of freedom, p = 0.0004
}

TEST(Random, BelowIsUnbiasedWhereTheRangeDividesTheWordsBadly) {
  // For 3 * 2^30 a multiplication without Lemire's rejection gives a third of the values twice the
  // probability of the others.
  Random random({.seed = 12});
  std::vector<int> counts(3);
  for (int i = 0; i < 30'000; ++i) ++counts[random.below(3u << 30) % 3];
  EXPECT_LT(chi_square(counts, 10'000), 15.2);  // 2 degrees of freedom, p = 0.0005
}

TEST(Random, BelowOneIsAlwaysZero) {
  Random random({.seed = 13});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.below(1), 0u);
}

TEST(Random, UniformNumbersHaveTheMomentsOfTheDistribution) {
  Random random({.seed = 14});
  const int n = 100'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = random.uniform();
    ASSERT_TRUE(x >= 0 && x < 1);
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / n, 0.5, 4 * std::sqrt(1.0 / 12 / n));
  EXPECT_NEAR(squares / n, 1.0 / 3, 4 * std::sqrt(4.0 / 45 / n));
}

TEST(Random, NormalNumbersHaveTheMomentsOfTheDistribution) {
  Random random({.seed = 15});
  const int n = 100'000;
  double sum[5] = {};
  for (int i = 0; i < n; ++i) {
    const double x = random.normal();
    for (int power = 1; power <= 4; ++power) sum[power] += std::pow(x, power);
  }
  // Four standard errors: the variance of x^k is E[x^2k] - E[x^k]^2.
  EXPECT_NEAR(sum[1] / n, 0, 4 * std::sqrt(1.0 / n));
  EXPECT_NEAR(sum[2] / n, 1, 4 * std::sqrt(2.0 / n));
  EXPECT_NEAR(sum[3] / n, 0, 4 * std::sqrt(15.0 / n));
  EXPECT_NEAR(sum[4] / n, 3, 4 * std::sqrt(96.0 / n));
}

TEST(Random, PoissonNumbersHaveTheirMeanAsVariance) {
  Random random({.seed = 16});
  const int n = 20'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = random.poisson(5);
    sum += x;
    squares += (x - 5) * (x - 5);
  }
  EXPECT_NEAR(sum / n, 5, 4 * std::sqrt(5.0 / n));
  EXPECT_NEAR(squares / n, 5, 4 * std::sqrt(55.0 / n));
}

TEST(Random, WeightedIndicesFollowTheWeights) {
  Random random({.seed = 17});
  const std::vector<double> weights = {1, 0, 3, 0};
  std::vector<int> counts(4);
  for (int i = 0; i < 40'000; ++i) ++counts[random.weighted(weights)];
  EXPECT_EQ(counts[1] + counts[3], 0);
  EXPECT_NEAR(counts[0], 10'000, 4 * std::sqrt(7'500));
}

TEST(Random, ShufflesAreUniformOverAllOrders) {
  Random random({.seed = 18});
  std::vector<int> counts(27);
  for (int i = 0; i < 6000; ++i) {
    std::vector<int> items = {0, 1, 2};
    shuffle(items, random);
    ++counts[items[0] * 9 + items[1] * 3 + items[2]];
  }
  double sum = 0;
  for (int count : counts) sum += count == 0 ? 0 : (count - 1000) * (count - 1000) / 1000.0;
  EXPECT_LT(sum, 22.1);  // 5 degrees of freedom, p = 0.0005
}

}  // namespace
}  // namespace cambrian
