#include "operators/expression/library/look_up.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "engine/core/random.hpp"
#include "tests/operators/expression/library/usual_vocabulary.hpp"

namespace cambrian::expression {
namespace {

// Rows of three columns and of a target that has nothing to do with them.
struct RandomTarget {
  std::vector<std::vector<double>> columns = std::vector<std::vector<double>>(3);
  std::vector<double> target;

  explicit RandomTarget(std::uint64_t seed) {
    Random random({.seed = seed});
    for (int r = 0; r < 200; ++r) {
      for (auto& column : columns) column.push_back(random.uniform(1, 5));
      target.push_back(random.normal());
    }
  }
  LawData data() const { return {{columns.begin(), columns.end()}, target}; }
  std::vector<double> on(const Probe& probe) const {
    std::vector<double> result;
    for (const std::uint32_t row : probe.rows) result.push_back(target[row]);
    return result;
  }
};

TEST(LookUp, FindsNothingBehindARandomTargetInTenMillionLookUps) {
  const Vocabulary vocabulary = usual_vocabulary();
  const RandomTarget random(1);
  const LawData data = random.data();
  Library library(choose_probe(data.columns, data.target), vocabulary);
  const LawFitter fitter(library, data, vocabulary);
  const std::vector<double> target = random.on(library.probe());
  const std::vector<Chain> all = chains(inverses_of(vocabulary), 2);
  const SearchRound round(library, target, {}, all, nullptr,
                          {20'000, 1, 2, 1'000, 4, 100, 40, 200, 20'000});
  std::uint64_t lookups = 0, hits = 0;
  LookUp look_up(library, round, target, all,
                 [&](const Hit& hit) { hits += fitter.plausible(hit) ? 1 : 0; });
  for (const Unit& unit : round.units) lookups += look_up.run(unit);
  EXPECT_GT(lookups, 10'000'000u);
  EXPECT_EQ(hits, 0u);
}

TEST(LookUp, TriesEveryChainBehindItsPrefix) {
  const std::vector<Chain> all = chains(inverses_of(usual_vocabulary()), 3);
  for (std::uint32_t i = 1; i < all.size(); ++i) {
    ASSERT_LT(all[i].prefix, i);
    const Steps& before = all[all[i].prefix].steps;
    ASSERT_EQ(before.size() + 1, all[i].steps.size());
    for (std::size_t k = 0; k < before.size(); ++k) {
      EXPECT_EQ(before[k].by, all[i].steps[k].by);
      EXPECT_EQ(before[k].form, all[i].steps[k].form);
    }
  }
}

}  // namespace
}  // namespace cambrian::expression
