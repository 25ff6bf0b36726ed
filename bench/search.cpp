// How well algorithms search. `search fronts`: the hypervolume that NSGA-II finds of known fronts.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/algorithm/nsga2.hpp"
#include "engine/pareto/hypervolume.hpp"
#include "operators/vector/real_space.hpp"
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
    const double median = (found[found.size() / 2] + found[(found.size() - 1) / 2]) / 2;
    const double exact = *function.hypervolume / unit;
    std::printf("| %s | %.6f | %.6f | %.6f | %.6f | %.1f %% |\n", name.c_str(), exact,
                found.front(), median, found.back(), 100 * median / exact);
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
  CLI11_PARSE(app, argc, argv);
}
