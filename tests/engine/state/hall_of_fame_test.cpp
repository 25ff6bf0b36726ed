#include "engine/state/hall_of_fame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace cambrian {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Individual individual(std::uint32_t complexity, double loss, std::uint64_t hash = 1) {
  return {
      .genome = {.bytes = Bytes(3), .hash = hash}, .objectives = {loss}, .complexity = complexity};
}

TEST(HallOfFame, KeepsTheBestOfEachComplexity) {
  HallOfFame hall;
  EXPECT_TRUE(hall.offer(individual(3, 1.0)));
  EXPECT_FALSE(hall.offer(individual(3, 2.0)));
  EXPECT_TRUE(hall.offer(individual(3, 0.5)));
  EXPECT_TRUE(hall.offer(individual(5, 0.7)));
  EXPECT_EQ(hall.members().at(3).loss(), 0.5);
  EXPECT_EQ(hall.best().complexity, 3u);
}

TEST(HallOfFame, NeverTakesALossThatIsNotFinite) {
  HallOfFame hall;
  for (double loss : {kInfinity, -kInfinity, kNan}) EXPECT_FALSE(hall.offer(individual(1, loss)));
  EXPECT_TRUE(hall.empty());
}

TEST(HallOfFame, DoesNotDependOnTheOrderOfOffers) {
  std::vector<Individual> offers = {individual(1, 2.0, 9), individual(1, 2.0, 4),
                                    individual(1, 3.0, 1), individual(2, 1.0, 2)};
  HallOfFame first;
  for (const Individual& offer : offers) first.offer(offer);
  std::vector<int> order = {0, 1, 2, 3};
  do {
    HallOfFame hall;
    for (int i : order) hall.offer(offers[i]);
    EXPECT_EQ(hall, first);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(HallOfFame, MergesToTheBestOfBoth) {
  HallOfFame a;
  HallOfFame b;
  a.offer(individual(1, 2.0));
  b.offer(individual(1, 1.0));
  b.offer(individual(4, 0.1));
  a.merge(b);
  EXPECT_EQ(a, b);
}

TEST(HallOfFame, TheFrontHoldsMembersBetterThanEverySmallerOne) {
  HallOfFame hall;
  const double losses[] = {5, 3, 3, 4, 1};
  for (std::uint32_t i = 0; i < 5; ++i) hall.offer(individual(i + 1, losses[i]));
  std::vector<std::uint32_t> front;
  for (const Individual& member : hall.front()) front.push_back(member.complexity);
  EXPECT_THAT(front, ::testing::ElementsAre(1, 2, 5));
}

TEST(HallOfFame, ComesBackFromItsBytes) {
  HallOfFame hall;
  hall.offer({.genome = Genome::of(Bytes(5)), .objectives = {0.5, 7}, .complexity = 2});
  hall.offer(individual(9, 0.25));
  Encoder out;
  hall.encode(out);
  const Bytes bytes = out.take();
  Decoder in(bytes);
  EXPECT_EQ(HallOfFame::decode(in), hall);
  EXPECT_TRUE(in.at_end());
}

TEST(HallOfFame, BytesOfAnIndividualWithoutObjectivesAreRefused) {
  Encoder out;
  Individual{}.encode(out);
  const Bytes bytes = out.take();
  Decoder in(bytes);
  EXPECT_THROW(Individual::decode(in), DecodeError);
}

}  // namespace
}  // namespace cambrian
