#include "engine/catalogue/algorithm_kind.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "engine/config/config.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/real_line.hpp"

namespace cambrian {
namespace {

using cambrian::testing::BitStrings;

const BitStrings kSpace(20, BitStrings::Mutation::flip_one);
const cambrian::testing::RealLine kVectors({0, 0, 0});  // for strategies, and for all others

std::unique_ptr<AlgorithmDraft> draft_of(const std::string& name) {
  for (const AlgorithmKind& kind : built_in_algorithms())
    if (kind.name == name) return kind.draft();
  return nullptr;
}

std::vector<Genome> first_genomes(const std::string& name, std::uint64_t seed) {
  const auto algorithm = std::move(draft_of(name)->make({.space = kVectors, .seed = seed}).value());
  std::vector<Genome> genomes;
  for (const Candidate& candidate : algorithm->ask(5)) genomes.push_back(candidate.genome);
  return genomes;
}

TEST(AlgorithmKinds, HaveNamesOfTheirOwnAndSearchBySeed) {
  std::set<std::string> names;
  for (const AlgorithmKind& kind : built_in_algorithms()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    if (kind.name == "schedule") continue;  // which searches nothing, and needs settings
    EXPECT_FALSE(first_genomes(kind.name, 1).empty()) << kind.name;
    EXPECT_EQ(first_genomes(kind.name, 1), first_genomes(kind.name, 1)) << kind.name;
    EXPECT_NE(first_genomes(kind.name, 1), first_genomes(kind.name, 2)) << kind.name;
  }
}

TEST(AlgorithmKinds, ThoseForSmallSpacesMayRefuseDuplicates) {
  for (const AlgorithmKind& kind : built_in_algorithms()) {
    // Theirs are noisy evaluations, which repeats make better known, spaces without repeats, and
    // equal settings of trainings that go on from other states. Strategies draw real numbers.
    const std::set<std::string> others = {"deep_genetic_algorithm",
                                          "novelty_search",
                                          "map_elites",
                                          "population_based_training",
                                          "schedule",
                                          "cma_es",
                                          "openai_es",
                                          "augmented_random_search",
                                          "pgpe"};
    EXPECT_NE(set_assignment(kind.draft()->fields(), "refuse_duplicates=true").ok(),
              others.count(kind.name) > 0)
        << kind.name;
  }
}

TEST(AlgorithmKinds, RefuseSettingsThatDoNotGoTogether) {
  const auto draft = draft_of("genetic_algorithm");
  ASSERT_TRUE(set_assignment(draft->fields(), "population=5").ok());
  ASSERT_TRUE(set_assignment(draft->fields(), "elites=5").ok());
  const auto made = draft->make({.space = kSpace});
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().where, "elites");
}

}  // namespace
}  // namespace cambrian
