#include "operators/seeds/rebuilder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "operators/seeds/dense.hpp"
#include "operators/seeds/noise.hpp"
#include "operators/seeds/seed_space.hpp"

namespace cambrian::seeds {
namespace {

const Rebuilder::Params kParams = {.groups = {{5000, 0.5f}, {3, 0.0f}, {200, 2.0f}}, .sigma = 0.1f};

std::vector<float> slowly(const Lineage& lineage) {
  std::vector<float> values(64 * 82, 0.0f);
  noise_reference().add({.seed = lineage[0], .sigma = 1}, 0, values);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] *= i < 5000 ? 0.5f : i < 5003 ? 0.0f : i < 5203 ? 2.0f : 0.0f;
  for (std::size_t i = 1; i < lineage.size(); ++i)
    noise_reference().add({.seed = lineage[i], .sigma = 0.1f}, 0, values);
  return values;
}

TEST(Rebuilder, GivesTheSumOfTheNoiseOfAllSeeds) {
  const Rebuilder rebuilder(kParams);
  EXPECT_EQ(rebuilder.size(), 5203u);
  for (const Lineage& lineage : {Lineage{9}, Lineage{9, 8}, Lineage{9, 8, 7, 6, 5, 4, 3}})
    EXPECT_EQ(*rebuilder.weights(lineage), slowly(lineage));
}

TEST(Rebuilder, GivesTheSameWithAndWithoutParentsThatItKnows) {
  const Rebuilder rebuilder(kParams);
  Lineage lineage = {1};
  Random random({.seed = 1});
  for (int i = 0; i < 20; ++i) {
    lineage.push_back(random.bits64());
    EXPECT_EQ(*rebuilder.weights(lineage), *Rebuilder(kParams).weights(lineage));
    if (i % 3 == 0) lineage.push_back(random.bits64());  // a parent that it has not seen
  }
}

TEST(Rebuilder, ForgetsParentsBeyondItsCacheWithoutOtherResults) {
  Rebuilder::Params tiny = kParams;
  tiny.cache = 1;
  const Rebuilder rebuilder(tiny);
  for (const Lineage& lineage : {Lineage{1, 2, 3}, Lineage{4, 5, 6}, Lineage{1, 2, 7}})
    EXPECT_EQ(*rebuilder.weights(lineage), slowly(lineage));
}

TEST(Rebuilder, UsesMemoryAgainOnlyWhenNobodyLooks) {
  const Rebuilder rebuilder(kParams);
  const Weights held = rebuilder.weights({1, 2});
  const std::vector<float> before = *held;
  const float* const place = rebuilder.weights({1, 3})->data();
  EXPECT_EQ(rebuilder.weights({1, 4})->data(), place);
  EXPECT_EQ(*held, before);
}

TEST(Lineage, IsEightBytesForEachSeed) {
  const Lineage lineage = {1, 0x0123456789abcdef, ~0ull};
  const Genome genome = encode_lineage(lineage);
  EXPECT_EQ(genome.bytes.size(), 26u);
  EXPECT_EQ(genome.bytes[0], std::byte{kNoiseVersion});
  EXPECT_EQ(genome.bytes[10], std::byte{0xef});
  EXPECT_EQ(decode_lineage(genome), lineage);
  EXPECT_EQ(with_seed(encode_lineage({1, 0x0123456789abcdef}), ~0ull), genome);
}

TEST(Lineage, IsNotMadeOfOtherBytes) {
  EXPECT_THROW(decode_lineage(Genome::of({})), std::invalid_argument);
  EXPECT_THROW(decode_lineage(Genome::of(Bytes(7))), std::invalid_argument);
  EXPECT_THROW(decode_lineage(Genome::of(Bytes(2))), std::invalid_argument);
}

std::string refusal_of(const Bytes& bytes) {
  try {
    decode_lineage(Genome::of(bytes));
  } catch (const std::invalid_argument& fault) {
    return fault.what();
  }
  return {};
}

TEST(Lineage, IsRefusedWhenOtherNoiseMadeItsNetworks) {
  EXPECT_EQ(refusal_of(Bytes(24)), "its seeds are for noise of version 1, this program's is 2");
  Bytes later = encode_lineage({5}).bytes;
  later[0] = std::byte{3};
  EXPECT_EQ(refusal_of(later), "its seeds are for noise of version 3, this program's is 2");
}

TEST(SeedSpace, HasChildrenThatAreOneSeedLonger) {
  const SeedSpace space(kParams);
  Random random({.seed = 4});
  const Genome parent = space.sample(random);
  const Genome child = space.vary({&parent, 1}, random);
  EXPECT_EQ(parent.bytes.size(), 10u);
  EXPECT_EQ(child.bytes.size(), 18u);
  double squares = 0;
  const auto before = space.weights(parent);
  const auto after = space.weights(child);
  for (std::size_t i = 0; i < space.size(); ++i) squares += std::pow((*after)[i] - (*before)[i], 2);
  EXPECT_NEAR(squares / static_cast<double>(space.size()), 0.01, 0.001);
  EXPECT_NE(space.describe(child).find("mutations 1, the last"), std::string::npos);
}

TEST(SeedSpace, HoldsWeightsThatNoSeedMade) {
  const SeedSpace space(kParams);
  std::vector<float> weights(space.size(), 0.25f);
  const Genome dense = encode_weights(weights);
  EXPECT_TRUE(is_dense(dense));
  EXPECT_FALSE(is_dense(encode_lineage({1, 2, 3})));
  EXPECT_EQ(*space.weights(dense), weights);
  EXPECT_EQ(space.describe(dense).substr(0, 8), "weights ");
  Random random({.seed = 4});
  const std::uint64_t seed = Random({.seed = 4}).bits64();
  std::vector<float> expected(64 * 82, 0.25f);
  noise_reference().add({.seed = seed, .sigma = 0.1f}, 0, expected);
  expected.resize(space.size());
  EXPECT_EQ(decode_weights(space.vary({&dense, 1}, random)), expected);
}

TEST(SeedSpace, RefusesAnotherNumberOfWeights) {
  const SeedSpace space(kParams);
  EXPECT_THROW(space.weights(encode_weights(std::vector<float>(3))), std::invalid_argument);
  EXPECT_THROW(decode_weights(encode_lineage({1})), std::invalid_argument);
}

}  // namespace
}  // namespace cambrian::seeds
