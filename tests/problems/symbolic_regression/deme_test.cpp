#include "problems/symbolic_regression/deme.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace cambrian::regression {
namespace {

using expression::Expression;
using expression::Node;

Member member(double key) {
  Member m;
  m.expression = Expression::of(Node::constant(key));
  m.key = key;
  m.loss = key;
  m.hash = static_cast<std::uint64_t>(key * 1000);
  return m;
}

Deme deme_of(std::initializer_list<double> keys) {
  Deme deme;
  for (const double key : keys) deme.add(member(key));
  return deme;
}

std::vector<double> by_rank(const Deme& deme) {
  std::vector<double> keys;
  for (std::size_t rank = 0; rank < deme.size(); ++rank) {
    keys.push_back(deme[deme.at_rank(rank)].key);
  }
  return keys;
}

TEST(Deme, RanksMembersByTheirKeys) {
  EXPECT_THAT(by_rank(deme_of({3, 1, 2})), testing::ElementsAre(1, 2, 3));
}

TEST(Deme, ReplacesTheOldestFirst) {
  Deme deme = deme_of({3, 1, 2});
  Member child = member(5);
  deme.push(child);
  EXPECT_THAT(by_rank(deme), testing::ElementsAre(1, 2, 5));
  child = member(4);
  deme.push(child);
  EXPECT_THAT(by_rank(deme), testing::ElementsAre(2, 4, 5));
}

TEST(Deme, RenewsAMemberSoThatItDiesLast) {
  Deme deme = deme_of({3, 1, 2});
  Member again = member(3);
  deme.renew(0, again);
  for (const double key : {7.0, 8.0}) {
    Member child = member(key);
    deme.push(child);
  }
  EXPECT_THAT(by_rank(deme), testing::ElementsAre(3, 7, 8));
}

TEST(Deme, KnowsWhichFormulasItHolds) {
  const Deme deme = deme_of({3, 1});
  EXPECT_TRUE(deme.contains(3000));
  EXPECT_FALSE(deme.contains(2000));
}

TEST(Deme, GoesOnAfterSavingAsBefore) {
  Deme deme = deme_of({3, 1, 2});
  Member child = member(5);
  deme.push(child);
  Encoder out;
  deme.encode(out);
  const Bytes bytes = out.take();
  Decoder in(bytes);
  Deme copy = Deme::decode(in, {});
  for (Deme* each : {&deme, &copy}) {
    child = member(4);
    each->push(child);
  }
  EXPECT_EQ(by_rank(deme), by_rank(copy));
}

TEST(TournamentRanks, HaveTheDistributionOfATournamentOfTwo) {
  // Two of three without replacement, the better wins surely: ranks win 2/3, 1/3, 0.
  const auto p = TournamentRanks({.size = 2, .probability = 1}, 3).probabilities();
  EXPECT_NEAR(p[0], 2.0 / 3, 1e-12);
  EXPECT_NEAR(p[1], 1.0 / 3, 1e-12);
  EXPECT_NEAR(p[2], 0, 1e-12);
}

TEST(TournamentRanks, LetTheSecondWinWithTheRestOfTheProbability) {
  // All three in the sample: places win in proportion to 0.5, 0.25, 0.125.
  const auto p = TournamentRanks({.size = 3, .probability = 0.5}, 3).probabilities();
  EXPECT_NEAR(p[0], 4.0 / 7, 1e-12);
  EXPECT_NEAR(p[1], 2.0 / 7, 1e-12);
  EXPECT_NEAR(p[2], 1.0 / 7, 1e-12);
}

TEST(TournamentRanks, AgreeWithTournamentsThatWereHeld) {
  constexpr int kDraws = 40'000;
  const TournamentRanks ranks({.size = 15, .probability = 0.982}, 27);
  const std::vector<double> p = ranks.probabilities();
  EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-12);
  Random random({.seed = 1});
  std::vector<double> held(27);
  std::vector<int> all(27);
  std::iota(all.begin(), all.end(), 0);
  for (int draw = 0; draw < kDraws; ++draw) {
    shuffle(all, random);
    std::vector<int> sample(all.begin(), all.begin() + 15);
    std::sort(sample.begin(), sample.end());
    std::size_t place = 0;
    while (place + 1 < sample.size() && !random.chance(0.982)) ++place;
    held[static_cast<std::size_t>(sample[place])] += 1.0 / kDraws;
  }
  for (std::size_t rank = 0; rank < 27; ++rank) {
    EXPECT_NEAR(held[rank], p[rank], 5 * std::sqrt(p[rank] / kDraws) + 1e-4) << rank;
  }
}

}  // namespace
}  // namespace cambrian::regression
