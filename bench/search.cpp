// How well algorithms search. `search fronts`: the hypervolume that NSGA-II finds of known fronts;
// `search tables`: evaluations until the best row of a table of all candidates is met.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "bench/measure.hpp"
#include "engine/algorithm/genetic_algorithm.hpp"
#include "engine/algorithm/local_search.hpp"
#include "engine/algorithm/nsga2.hpp"
#include "engine/algorithm/random_search.hpp"
#include "engine/algorithm/regularized_evolution.hpp"
#include "engine/pareto/hypervolume.hpp"
#include "operators/vector/real_space.hpp"
#include "problems/tabular/candidate_table.hpp"
#include "problems/tabular/table_space.hpp"
#include "problems/test_functions/function.hpp"

namespace {

using namespace cambrian;
using test_functions::TestFunction;

struct FrontRun {
  std::uint64_t evaluations = 25'000;
  std::uint32_t seeds = 11;
  Nsga2::Params params;
  vectors::RealVariation variation;
};

/// The hypervolume of the last population, candidates told one at a time.
double found_hypervolume(const TestFunction& function, const FrontRun& run, std::uint64_t seed) {
  const vectors::RealSpace space(function.bounds, run.variation);
  Nsga2::Params params = run.params;
  params.seed = seed;
  Nsga2 search(space, params);
  for (std::uint64_t i = 0; i < run.evaluations; ++i) {
    const Candidate candidate = search.ask(1).at(0);
    Evaluation evaluation{.id = candidate.id};
    evaluation.objectives.resize(function.objectives);
    function.evaluate(vectors::decode_reals(candidate.genome), evaluation.objectives);
    search.tell(evaluation);
  }
  std::vector<double> rows;
  for (const auto& member : search.population()) {
    const auto& objectives = member.individual.objectives;
    rows.insert(rows.end(), objectives.begin(), objectives.end());
  }
  return pareto::hypervolume({rows, function.objectives}, function.reference);
}

void print_fronts(FrontRun run) {
  std::printf("| function | exact | least | median | most | of the exact |\n");
  std::printf("| --- | --- | --- | --- | --- | --- |\n");
  for (const std::string& name : test_functions::test_function_names()) {
    const TestFunction function = test_functions::test_function(name, {}).value();
    if (function.objectives == 1) continue;
    // Of objectives in units in which the reference point is 1.1.
    double unit = 1;
    for (double reference : function.reference) unit *= reference / 1.1;
    std::vector<double> found;
    for (std::uint32_t seed = 1; seed <= run.seeds; ++seed)
      found.push_back(found_hypervolume(function, run, seed) / unit);
    std::sort(found.begin(), found.end());
    const double middle = bench::median(found);
    const double exact = *function.hypervolume / unit;
    std::printf("| %s | %.6f | %.6f | %.6f | %.6f | %.1f %% |\n", name.c_str(), exact,
                found.front(), middle, found.back(), 100 * middle / exact);
    std::fflush(stdout);
  }
}

using tabular::CandidateTable;
using tabular::TableSpace;

struct Contestant {
  std::string name;
  std::function<std::unique_ptr<Algorithm>(const TableSpace&, bool refuse, std::uint64_t seed)>
      make;
};

std::vector<Contestant> contestants() {
  const auto aging = [](std::uint32_t population, std::uint32_t sample) {
    return [=](const TableSpace& space, bool refuse, std::uint64_t seed) {
      return std::make_unique<RegularizedEvolution>(
          space, RegularizedEvolution::Params{.population = population,
                                              .sample = sample,
                                              .refuse_duplicates = refuse,
                                              .seed = seed});
    };
  };
  const auto genetic = [](GeneticAlgorithm::Replacement replacement) {
    return [=](const TableSpace& space, bool refuse, std::uint64_t seed) {
      return std::make_unique<GeneticAlgorithm>(
          space, GeneticAlgorithm::Params{.population = 50,
                                          .replacement = replacement,
                                          .refuse_duplicates = refuse,
                                          .seed = seed});
    };
  };
  return {
      {"random search",
       [](const TableSpace& space, bool refuse, std::uint64_t seed) {
         return std::make_unique<RandomSearch>(
             space, RandomSearch::Params{.refuse_duplicates = refuse, .seed = seed});
       }},
      {"regularized evolution, 100 / 25", aging(100, 25)},
      {"regularized evolution, 50 / 10", aging(50, 10)},
      {"local search with restarts",
       [](const TableSpace& space, bool refuse, std::uint64_t seed) {
         // Without a memory, three times as many mutants as there are find nearly all of them.
         return std::make_unique<LocalSearch>(
             space, LocalSearch::Params{.patience = refuse ? 0 : 3 * space.neighbours(),
                                        .refuse_duplicates = refuse,
                                        .seed = seed});
       }},
      {"genetic algorithm, 50, generational", genetic(GeneticAlgorithm::Replacement::generational)},
      {"genetic algorithm, 50, steady state", genetic(GeneticAlgorithm::Replacement::steady_state)},
  };
}

/// Different candidates evaluated until the best one is; 0 when it is not among so many asked for.
/// Known candidates cost nothing, as behind a cache.
std::uint64_t evaluations_to_the_best(Algorithm& search, const CandidateTable& table,
                                      std::uint64_t limit) {
  const double best = table.optimum();
  std::unordered_set<std::uint64_t> seen;
  for (std::uint64_t i = 0; i < limit; ++i) {
    const Candidate candidate = search.ask(1).at(0);
    seen.insert(candidate.genome.hash);
    const auto objectives = table.objectives(*table.find(tabular::decode(candidate.genome)));
    if (objectives[0] <= best) return seen.size();
    search.tell({.id = candidate.id, .objectives = {objectives[0]}});
  }
  return 0;
}

struct TableRun {
  std::uint32_t seeds = 100;
  std::uint64_t limit = 100'000;
};

void print_table(const std::string& title, CandidateTable content, const TableRun& run) {
  const auto table = std::make_shared<const CandidateTable>(std::move(content));
  const TableSpace space(table);
  std::printf("\n%s: %zu candidates\n\n", title.c_str(), table->rows());
  std::printf("| algorithm | any genome | not found | no genome twice | not found |\n");
  std::printf("| --- | --- | --- | --- | --- |\n");
  for (const Contestant& contestant : contestants()) {
    std::printf("| %s |", contestant.name.c_str());
    for (const bool refuse : {false, true}) {
      std::vector<double> counts;
      for (std::uint32_t seed = 1; seed <= run.seeds; ++seed) {
        const auto search = contestant.make(space, refuse, seed);
        const std::uint64_t count = evaluations_to_the_best(*search, *table, run.limit);
        if (count > 0) counts.push_back(static_cast<double>(count));
      }
      const auto n = static_cast<double>(counts.size());
      double mean = 0;
      double squares = 0;
      for (double count : counts) mean += count / n;
      for (double count : counts) squares += (count - mean) * (count - mean);
      if (counts.size() < 2) {
        std::printf(" - |");
      } else {
        std::printf(" %.0f ± %.0f |", mean, 1.96 * std::sqrt(squares / (n - 1) / n));
      }
      std::printf(" %zu |", run.seeds - counts.size());
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("How well algorithms search");
  app.require_subcommand(1);
  FrontRun fronts;
  bool at_once = false;
  CLI::App* const front_command =
      app.add_subcommand("fronts", "Hypervolume that NSGA-II finds of known fronts");
  front_command->add_option("--evaluations", fronts.evaluations, "Of each run")
      ->capture_default_str();
  front_command->add_option("--seeds", fronts.seeds, "Runs for each function")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  front_command->add_option("--population", fronts.params.population)->capture_default_str();
  front_command->add_option("--offspring", fronts.params.offspring, "Of a generation")
      ->capture_default_str();
  front_command->add_flag("--at-once", at_once, "Thin fronts as in the paper of 2002");
  front_command->add_option("--crossover", fronts.params.crossover)->capture_default_str();
  front_command->add_option("--crossover-eta", fronts.variation.crossover_eta)
      ->capture_default_str();
  front_command->add_option("--mutation-eta", fronts.variation.mutation_eta)->capture_default_str();
  front_command->callback([&] {
    if (at_once) fronts.params.thinning = pareto::Thinning::at_once;
    print_fronts(fronts);
  });
  TableRun run;
  tabular::TableSettings table;
  CLI::App* const table_command =
      app.add_subcommand("tables", "Mean evaluations to the best row, with 95 % intervals");
  table_command->add_option("--seeds", run.seeds, "Runs of each algorithm")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  table_command->add_option("--limit", run.limit, "Candidates asked for until a run is given up")
      ->capture_default_str();
  table_command->add_option("--table", table.file, "Another table than NK landscapes");
  table_command->add_option("--objective", table.objectives, "Its column; none: the last one");
  table_command->add_option("--maximise", table.maximise, "The column, if it is maximised");
  table_command->add_option("--ignore", table.ignore, "Columns that are no part of a candidate");
  bool failed = false;
  table_command->callback([&] {
    if (table.file.empty()) {
      print_table("smooth NK landscape, 14 bits, 2 neighbours",
                  tabular::nk_landscape({.bits = 14, .neighbours = 2}), run);
      print_table("rugged NK landscape, 14 bits, 8 neighbours",
                  tabular::nk_landscape({.bits = 14, .neighbours = 8}), run);
      return;
    }
    auto read = tabular::read_candidates(table, table.file);
    failed = !read;
    if (failed) {
      std::fprintf(stderr, "search: %s\n", read.error().message().c_str());
    } else {
      print_table(table.file, std::move(*read), run);
    }
  });
  CLI11_PARSE(app, argc, argv);
  return failed ? 2 : 0;
}
