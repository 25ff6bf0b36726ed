#include "engine/algorithm/nsga2.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "engine/config/config.hpp"
#include "engine/pareto/ranks.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/driver.hpp"

namespace cambrian {
namespace {

using cambrian::testing::BitStrings;
using cambrian::testing::Driver;
using cambrian::testing::expect_the_same_from_a_saved_state;
using Params = Nsga2::Params;

constexpr std::uint32_t kBits = 16;
const BitStrings kSpace(kBits, BitStrings::Mutation::flip_each);

/// LOTZ (Laumanns et al. 2002): leading ones and trailing zeros. The front is the kBits + 1 strings
/// of ones followed by zeros.
std::vector<double> lotz(const Genome& genome) {
  int zeros = 0;
  for (std::size_t i = genome.bytes.size(); i-- > 0 && genome.bytes[i] == std::byte{0};) ++zeros;
  return {-static_cast<double>(testing::leading_ones(genome)), -static_cast<double>(zeros)};
}

Evaluation evaluate(const Candidate& candidate) {
  return {.id = candidate.id, .objectives = lotz(candidate.genome)};
}

std::size_t points_of_the_front(const Nsga2& nsga2) {
  std::set<std::vector<double>> found;
  for (const auto& member : nsga2.population()) {
    const auto& objectives = member.individual.objectives;
    if (objectives[0] + objectives[1] == -static_cast<double>(kBits)) found.insert(objectives);
  }
  return found.size();
}

/// The hashes of the genomes that the generational algorithm of the paper evaluates.
std::vector<std::uint64_t> serial_trace(std::size_t size, std::uint64_t seed, int generations) {
  std::vector<Genome> genomes;
  std::vector<double> rows;
  std::vector<std::uint64_t> trace;
  const auto stream = [&](Purpose purpose) {
    return Random({.seed = seed, .step = trace.size(), .purpose = purpose});
  };
  const auto evaluate_one = [&](Genome genome) {
    trace.push_back(genome.hash);
    for (double value : lotz(genome)) rows.push_back(value);
    genomes.push_back(std::move(genome));
  };
  while (genomes.size() < size) {
    Random random = stream(Purpose::init);
    evaluate_one(kSpace.sample(random));
  }
  for (int generation = 0; generation < generations; ++generation) {
    const auto n = static_cast<std::uint32_t>(size);
    const std::vector<double> parents(rows.begin(), rows.begin() + 2 * n);
    const auto ranks = pareto::pareto_ranks({parents, 2});
    std::vector<double> distances(size);
    for (std::uint32_t rank = 0; rank < n; ++rank) {
      std::vector<std::size_t> front;
      for (std::size_t i = 0; i < size; ++i)
        if (ranks[i] == rank) front.push_back(i);
      const auto crowding = pareto::crowding_distances({parents, 2}, front);
      for (std::size_t i = 0; i < front.size(); ++i) distances[front[i]] = crowding[i];
    }
    for (std::uint32_t child = 0; child < n; ++child) {
      Random select = stream(Purpose::select);
      Random vary = stream(Purpose::vary);
      const std::uint32_t a = select.below(n);
      const std::uint32_t b = select.below(n);
      const bool first =
          ranks[a] < ranks[b] || (ranks[a] == ranks[b] && distances[a] >= distances[b]);
      evaluate_one(kSpace.vary({&genomes[first ? a : b], 1}, vary));
    }
    std::vector<Genome> next;
    std::vector<double> next_rows;
    for (std::size_t i : pareto::best_by_rank_and_crowding({rows, 2}, size)) {
      next.push_back(genomes[i]);
      next_rows.insert(next_rows.end(), {rows[2 * i], rows[2 * i + 1]});
    }
    genomes = std::move(next);
    rows = std::move(next_rows);
  }
  return trace;
}

TEST(Nsga2, WithOneWorkerIsTheGenerationalAlgorithmOfThePaper) {
  Nsga2 nsga2(kSpace, {.population = 12,
                       .crossover = 0,
                       .thinning = pareto::Thinning::at_once,
                       .refuse_duplicates = false,
                       .seed = 3});
  Driver driver(nsga2, evaluate);
  driver.run(12 * 31, 1);
  EXPECT_EQ(driver.trace, serial_trace(12, 3, 30));
}

TEST(Nsga2, FindsTheWholeFrontWithAnyNumberOfWorkersAndOffspring) {
  using Case = std::pair<std::uint32_t, std::size_t>;
  for (const auto& [offspring, workers] : {Case{0, 1}, Case{0, 8}, Case{0, 100}, Case{1, 8}}) {
    Nsga2 nsga2(kSpace, {.population = 40, .offspring = offspring, .seed = 1});
    Driver(nsga2, evaluate).run(5000, workers);
    EXPECT_EQ(points_of_the_front(nsga2), kBits + 1) << workers << " workers";
  }
}

TEST(Nsga2, KeepsMoreWorkersBusyThanThereAreMembers) {
  Nsga2 nsga2(kSpace, {.population = 20});
  const auto candidates = nsga2.ask(50);
  EXPECT_EQ(candidates.size(), 20u);
  for (int i = 0; i < 10; ++i) nsga2.tell(evaluate(candidates[i]));
  EXPECT_EQ(nsga2.ask(60).size(), 60u);
}

TEST(Nsga2, NeverAsksForAGenomeTwiceUnlessToldTo) {
  Nsga2 nsga2(kSpace, {.population = 30, .crossover = 0.5});
  Driver driver(nsga2, evaluate);
  driver.run(3000, 4);
  EXPECT_EQ(std::set(driver.trace.begin(), driver.trace.end()).size(), driver.trace.size());
}

TEST(Nsga2, GoesOnTheSameFromAStateSavedWithinAGeneration) {
  for (Params params : {Params{}, Params{.offspring = 1}, Params{.refuse_duplicates = false}}) {
    params.population = 20;
    Nsga2 nsga2(kSpace, params);
    Driver(nsga2, evaluate).run(130, 7);
    Nsga2 copy(kSpace, params);
    expect_the_same_from_a_saved_state(nsga2, copy, evaluate);
  }
}

TEST(Nsga2, AnObjectiveThatIsNoNumberNeverEnters) {
  Nsga2 nsga2(kSpace, {.population = 3});
  const auto candidates = nsga2.ask(3);
  Evaluation evaluation = evaluate(candidates[0]);
  evaluation.objectives[1] = std::numeric_limits<double>::quiet_NaN();
  nsga2.tell(evaluation);
  evaluation = evaluate(candidates[1]);
  evaluation.status = Status::failed;
  nsga2.tell(evaluation);
  EXPECT_TRUE(nsga2.population().empty());
  EXPECT_EQ(nsga2.ask(9).size(), 2u);
}

TEST(Nsga2, InfiniteObjectivesAreTheWorst) {
  Nsga2 nsga2(kSpace, {.population = 4});
  constexpr double inf = std::numeric_limits<double>::infinity();
  for (const Candidate& candidate : nsga2.ask(4))
    nsga2.tell({.id = candidate.id, .objectives = {inf, inf}});
  for (int i = 0; i < 4; ++i) nsga2.tell(evaluate(nsga2.ask(1).at(0)));
  for (const auto& member : nsga2.population()) EXPECT_LT(member.individual.loss(), inf);
}

TEST(Nsga2, IsSetUpByFields) {
  Params params;
  const FieldList fields = describe(params);
  EXPECT_TRUE(set_assignment(fields, "thinning=at_once").ok());
  EXPECT_TRUE(set_assignment(fields, "offspring=1").ok());
  EXPECT_FALSE(set_assignment(fields, "crossover=1.5").ok());
  EXPECT_EQ(params.thinning, pareto::Thinning::at_once);
}

}  // namespace
}  // namespace cambrian
