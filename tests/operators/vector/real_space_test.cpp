#include "operators/vector/real_space.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "engine/config/config.hpp"
#include "tests/support/stochastic.hpp"

namespace cambrian::vectors {
namespace {

const std::vector<Interval> kBounds = {{0, 1}, {-5, 5}, {10, 20}};

TEST(RealSpace, SamplesWithinItsBounds) {
  const RealSpace space(kBounds, {});
  Random random({.seed = 1});
  for (int i = 0; i < 100; ++i) {
    const Reals x = decode_reals(space.sample(random));
    ASSERT_EQ(x.size(), 3u);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_GE(x[k], kBounds[k].low);
      EXPECT_LE(x[k], kBounds[k].high);
    }
  }
}

TEST(RealSpace, AMutantIsNeverItsParent) {
  for (Mutation mutation : {Mutation::polynomial, Mutation::gaussian}) {
    const RealSpace space(kBounds, {.mutation = mutation, .mutation_rate = 0.01});
    Random random({.seed = 2});
    const Genome parent = space.sample(random);
    Never(
        [&] {
          return space.vary({&parent, 1}, random);
        },
        500, [&](const Genome& child) { return child == parent; });
  }
}

TEST(RealSpace, MutatesOneVariableInTheMeanUnlessARateIsGiven) {
  const RealSpace space(std::vector<Interval>(50, Interval{}), {});
  Random random({.seed = 3});
  const Genome parent = space.sample(random);
  const Reals before = decode_reals(parent);
  double changes = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::array parents = {parent, parent};
    const Reals after = decode_reals(space.vary(parents, random));
    for (std::size_t k = 0; k < 50; ++k) changes += before[k] != after[k];
  }
  EXPECT_NEAR(changes / 2000, 1, 4 / std::sqrt(2000));
}

TEST(RealSpace, UniformCrossoverKeepsTheParentsValues) {
  const RealSpace space(kBounds, {.crossover = Crossover::uniform, .mutation_rate = 1e-9});
  const std::array parents = {encode_reals(Reals{0, 1, 10}), encode_reals(Reals{1, 2, 11})};
  Random random({.seed = 4});
  Never([&] { return decode_reals(space.vary(parents, random)); }, 200,
        [](const Reals& x) {
          return (x[0] != 0 && x[0] != 1) || (x[1] != 1 && x[1] != 2) || (x[2] != 10 && x[2] != 11);
        });
}

TEST(RealSpace, DescribesAVectorInSixDigitsAndPrintsAllOfThem) {
  const RealSpace space(kBounds, {});
  const Genome genome = encode_reals(Reals{0.1, -3, 12.25, 1.0 / 3, 1e-7 / 3});
  EXPECT_EQ(space.describe(genome), "0.1 -3 12.25 0.333333 3.33333e-08");
  EXPECT_EQ(space.print(genome, 0), "[0.1,-3,12.25,0.3333333333333333,3.3333333333333334e-08]");
}

TEST(RealSpace, AGenomeThatIsNoVectorIsRefused) {
  EXPECT_THROW(decode_reals(Genome::of(Bytes(7))), std::invalid_argument);
  EXPECT_THROW(decode_reals(Genome::of({})), std::invalid_argument);
}

TEST(RealSpace, BoundsAreZeroAndOneOfACoordinateAndFoldWhatIsBeyond) {
  const std::vector<Interval> bounds(6, {-1, 3});
  const RealSpace space(bounds, {});
  const Genome genome = space.encode(Reals{0, 1, 0.25, -0.25, 1.25, 7.5}, {});
  EXPECT_EQ(decode_reals(genome), (Reals{-1, 3, 0, 0, 2, 1}));
  EXPECT_EQ(space.decode(genome), (Reals{0, 1, 0.25, 0.25, 0.75, 0.5}));
  EXPECT_EQ(decode_reals(space.encode(space.middle(), {})), Reals(6, 1));
}

TEST(RealVariation, IsSetUpByFields) {
  RealVariation variation;
  const FieldList fields = describe(variation);
  EXPECT_TRUE(set_assignment(fields, "crossover=uniform").ok());
  EXPECT_FALSE(set_assignment(fields, "sigma=0").ok());
  EXPECT_EQ(variation.crossover, Crossover::uniform);
}

}  // namespace
}  // namespace cambrian::vectors
