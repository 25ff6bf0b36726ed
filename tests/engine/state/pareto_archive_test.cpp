#include "engine/state/pareto_archive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "engine/core/random.hpp"
#include "engine/pareto/ranks.hpp"

namespace cambrian {
namespace {

using ::testing::ElementsAre;

Individual individual(std::vector<double> objectives, std::uint64_t hash = 1) {
  return {.genome = {{}, hash}, .objectives = std::move(objectives)};
}

std::vector<std::vector<double>> objectives_of(const ParetoArchive& archive) {
  std::vector<std::vector<double>> all;
  for (const Individual& member : archive.members()) all.push_back(member.objectives);
  return all;
}

TEST(ParetoArchive, KeepsWhatNothingDominates) {
  ParetoArchive archive;
  EXPECT_TRUE(archive.offer(individual({2, 2})));
  EXPECT_TRUE(archive.offer(individual({1, 3})));
  EXPECT_FALSE(archive.offer(individual({2, 3})));
  EXPECT_TRUE(archive.offer(individual({2, 1})));
  EXPECT_THAT(objectives_of(archive),
              ElementsAre(std::vector<double>{1, 3}, std::vector<double>{2, 1}));
}

TEST(ParetoArchive, HoldsTheFirstFrontOfAllOffersInAnyOrder) {
  for (std::size_t columns : {2, 3}) {
    Random random({.seed = columns});
    std::vector<Individual> offers;
    for (int i = 0; i < 200; ++i) {
      std::vector<double> row(columns);
      for (double& value : row) value = random.below(20);
      offers.push_back(individual(row, random.bits32()));
    }
    ParetoArchive forwards;
    for (const Individual& offer : offers) forwards.offer(offer);
    ParetoArchive merged;
    ParetoArchive backwards;
    for (std::size_t i = offers.size(); i-- > 0;) (i % 2 ? merged : backwards).offer(offers[i]);
    merged.merge(backwards);
    EXPECT_EQ(forwards, merged);
    const auto rows = objective_rows(offers);
    const auto ranks = pareto::pareto_ranks({rows, columns});
    for (std::size_t i = 0; i < offers.size(); ++i) {
      const auto all = objectives_of(forwards);
      EXPECT_EQ(std::count(all.begin(), all.end(), offers[i].objectives), ranks[i] == 0 ? 1 : 0);
    }
  }
}

TEST(ParetoArchive, OfEqualsTheSmallerHashStays) {
  ParetoArchive archive;
  archive.offer(individual({1, 1}, 5));
  EXPECT_FALSE(archive.offer(individual({1, 1}, 6)));
  EXPECT_TRUE(archive.offer(individual({1, 1}, 4)));
  EXPECT_EQ(archive.members().at(0).genome.hash, 4u);
}

TEST(ParetoArchive, NothingThatIsNotFiniteEnters) {
  ParetoArchive archive;
  EXPECT_FALSE(archive.offer(individual({0, std::numeric_limits<double>::quiet_NaN()})));
  EXPECT_FALSE(archive.offer(individual({-std::numeric_limits<double>::infinity(), 0})));
  EXPECT_TRUE(archive.empty());
}

TEST(ParetoArchive, AFullOneLosesItsMostCrowdedMember) {
  ParetoArchive archive(4);
  for (double x : {0.0, 10.0, 4.0, 5.0}) EXPECT_TRUE(archive.offer(individual({x, 10 - x})));
  EXPECT_TRUE(archive.offer(individual({8, 2})));
  EXPECT_THAT(objectives_of(archive),
              ElementsAre(std::vector<double>{0, 10}, std::vector<double>{4, 6},
                          std::vector<double>{8, 2}, std::vector<double>{10, 0}));
  EXPECT_FALSE(archive.offer(individual({4.1, 5.9})));
}

TEST(ParetoArchive, MeasuresWhatItsMembersDominate) {
  ParetoArchive archive;
  EXPECT_EQ(archive.hypervolume(std::array{4.0, 4.0}), 0);
  for (double x : {1.0, 2.0, 3.0}) archive.offer(individual({x, 4 - x}));
  EXPECT_EQ(archive.hypervolume(std::array{4.0, 4.0}), 6);
}

TEST(ParetoArchive, SurvivesItsEncodingAndRefusesOneThatIsCut) {
  ParetoArchive archive(7);
  for (double x : {1.0, 2.0, 3.0}) archive.offer(individual({x, 4 - x}));
  Encoder out;
  archive.encode(out);
  const Bytes bytes = out.take();
  Decoder in(bytes);
  EXPECT_EQ(ParetoArchive::decode(in), archive);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Decoder cut(BytesView(bytes).first(size));
    EXPECT_THROW(ParetoArchive::decode(cut), DecodeError) << size;
  }
}

}  // namespace
}  // namespace cambrian
