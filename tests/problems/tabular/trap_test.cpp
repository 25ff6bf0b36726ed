// The trap of rugged tables: a population that comes to consist of copies of a local optimum, whose
// mutants are all known. Refusing duplicates opens it.
#include <gtest/gtest.h>

#include "engine/algorithm/regularized_evolution.hpp"
#include "problems/tabular/candidate_table.hpp"
#include "problems/tabular/table_space.hpp"

namespace cambrian::tabular {
namespace {

bool finds_the_best(const std::shared_ptr<const CandidateTable>& table, bool refuse,
                    std::uint64_t seed) {
  const TableSpace space(table);
  RegularizedEvolution search(
      space, {.population = 100, .sample = 25, .refuse_duplicates = refuse, .seed = seed});
  const double best = table->optimum();
  for (int i = 0; i < 10'000; ++i) {
    const Candidate candidate = search.ask(1).at(0);
    const double loss = table->objectives(*table->find(decode(candidate.genome)))[0];
    if (loss == best) return true;
    search.tell({.id = candidate.id, .objectives = {loss}});
  }
  return false;
}

TEST(RuggedTable, TrapsRegularizedEvolutionUnlessDuplicatesAreRefused) {
  const auto table =
      std::make_shared<const CandidateTable>(nk_landscape({.bits = 14, .neighbours = 8}));
  int with_duplicates = 0;
  int without = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    with_duplicates += finds_the_best(table, false, seed);
    without += finds_the_best(table, true, seed);
  }
  EXPECT_LE(with_duplicates, 4);
  EXPECT_EQ(without, 10);
}

}  // namespace
}  // namespace cambrian::tabular
