// NSGA-II on functions of which the front is known: how much of its hypervolume is found.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/algorithm/nsga2.hpp"
#include "engine/config/config.hpp"
#include "engine/pareto/hypervolume.hpp"
#include "problems/test_functions/function.hpp"
#include "problems/test_functions/problem_kinds.hpp"

namespace cambrian {
namespace {

using test_functions::TestFunction;

/// The hypervolume of the population after 25,000 evaluations, one at a time.
double found(const std::string& name, Nsga2::Params params) {
  const TestFunction function = test_functions::test_function(name, {}).value();
  const auto draft = test_functions::problem_kinds().at(0).draft();
  EXPECT_TRUE(set_assignment(draft->fields(), "function=" + name));
  const auto problem = std::move(draft->make({}).value());
  Nsga2 search(problem->space(), params);
  for (int i = 0; i < 25'000; ++i) {
    const auto candidates = search.ask(1);
    std::vector<Evaluation> evaluations(1);
    problem->evaluator().evaluate(candidates, evaluations);
    search.tell(evaluations[0]);
  }
  std::vector<double> rows;
  for (const auto& member : search.population())
    rows.insert(rows.end(), member.individual.objectives.begin(),
                member.individual.objectives.end());
  return pareto::hypervolume({rows, function.objectives}, function.reference);
}

struct Wanted {
  const char* name;
  double hypervolume;
};

class Fronts : public ::testing::TestWithParam<Wanted> {};

// docs/benchmarks/search.md has the medians of 11 seeds.
TEST_P(Fronts, AreFoundInAPopulationOfAHundredInTheMedianOfThreeSeeds) {
  const auto [name, hypervolume] = GetParam();
  std::vector<double> volumes;
  for (std::uint64_t seed = 1; seed <= 3; ++seed)
    volumes.push_back(found(name, {.population = 100, .seed = seed}));
  std::sort(volumes.begin(), volumes.end());
  EXPECT_GE(volumes[1], hypervolume);
}

INSTANTIATE_TEST_SUITE_P(Zdt, Fronts,
                         ::testing::Values(Wanted{"zdt1", 0.870}, Wanted{"zdt2", 0.537},
                                           Wanted{"zdt3", 1.327}, Wanted{"zdt4", 0.867},
                                           Wanted{"zdt6", 0.497}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace cambrian
