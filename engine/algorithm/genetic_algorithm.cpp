#include "engine/algorithm/genetic_algorithm.hpp"

#include <algorithm>

#include "engine/core/assert.hpp"

namespace cambrian {

GeneticAlgorithm::GeneticAlgorithm(const SearchSpace& space, Params params)
    : PopulationAlgorithm(space, {.population = params.population,
                                  .crossover = params.crossover,
                                  .duplicates = {params.refuse_duplicates, params.breeding_tries},
                                  .min_distance = params.min_distance,
                                  .seed = params.seed,
                                  .island = params.island,
                                  .selector = params.selector}),
      params_(params) {
  CAMBRIAN_ASSERT(params.tournament >= 1);
  CAMBRIAN_ASSERT(check(params).ok());
}

Result<void> GeneticAlgorithm::check(const Params& params) {
  if (params.replacement == Replacement::steady_state || params.elites < params.population)
    return {};
  return Error{"elites", "as many elites as members leave no room for children",
               "fewer elites, or a larger population"};
}

std::size_t GeneticAlgorithm::choose_parent(Random& random) const {
  const auto draw = [&] { return random.below(static_cast<std::uint32_t>(population_.size())); };
  const auto loss = [&](std::size_t i) { return population_[i].individual.loss(); };
  std::size_t best = draw();
  for (std::uint32_t i = 1; i < params_.tournament; ++i) {
    const std::size_t rival = draw();
    if (loss(rival) < loss(best)) best = rival;
  }
  return best;
}

void GeneticAlgorithm::enter(Member child) {
  const auto better = [](const Member& a, const Member& b) {
    return a.individual.loss() < b.individual.loss();
  };
  if (params_.replacement == Replacement::steady_state) {
    // Members are in order of entry.
    const auto worst = std::max_element(population_.begin(), population_.end(), better);
    if (better(*worst, child)) return;
    population_.erase(worst);
    population_.push_back(std::move(child));
    return;
  }
  waiting_.push_back(std::move(child));
  if (waiting_.size() + params_.elites < params_.population) return;
  std::stable_sort(population_.begin(), population_.end(), better);
  population_.resize(params_.elites);
  std::move(waiting_.begin(), waiting_.end(), std::back_inserter(population_));
  waiting_.clear();
}

}  // namespace cambrian
