#include "engine/catalogue/algorithm_kind.hpp"

#include "engine/algorithm/augmented_random_search.hpp"
#include "engine/algorithm/cma_es.hpp"
#include "engine/algorithm/deep_genetic_algorithm.hpp"
#include "engine/algorithm/genetic_algorithm.hpp"
#include "engine/algorithm/local_search.hpp"
#include "engine/algorithm/map_elites.hpp"
#include "engine/algorithm/novelty_search.hpp"
#include "engine/algorithm/nsga2.hpp"
#include "engine/algorithm/openai_es.hpp"
#include "engine/algorithm/pgpe.hpp"
#include "engine/algorithm/population_based_training.hpp"
#include "engine/algorithm/random_search.hpp"
#include "engine/algorithm/regularized_evolution.hpp"
#include "engine/algorithm/schedule.hpp"

namespace cambrian {

std::vector<AlgorithmKind> built_in_algorithms() {
  return {
      algorithm_kind<RegularizedEvolution>(
          "regularized_evolution", "Tournaments choose parents; the oldest dies for each child."),
      algorithm_kind<GeneticAlgorithm>(
          "genetic_algorithm", "Tournaments, crossover and mutation; the best members live on."),
      algorithm_kind<Nsga2>("nsga2", "Several objectives at once, by Pareto ranks and crowding."),
      algorithm_kind<LocalSearch>("local_search",
                                  "One member, replaced by any mutant that is no worse."),
      algorithm_kind<DeepGeneticAlgorithm>(
          "deep_genetic_algorithm",
          "Mutants of the best few, and an elite that was raced: for networks and noise."),
      algorithm_kind<NoveltySearch>(
          "novelty_search", "Mutants of those whose behaviour is unlike that of all others."),
      algorithm_kind<MapElites>("map_elites",
                                "The best candidate for each cell of a grid of behaviours."),
      algorithm_kind<CmaEs>(
          "cma_es",
          "A normal distribution that learns the shape of the function: up to some hundred "
          "real variables."),
      algorithm_kind<OpenAiEs>("openai_es",
                               "A gradient of real variables from mirrored noise, with Adam."),
      algorithm_kind<AugmentedRandomSearch>(
          "augmented_random_search",
          "Steps along the best of random directions of real variables."),
      algorithm_kind<Pgpe>("pgpe",
                           "A centre and deviations of real variables follow their gradients."),
      algorithm_kind<PopulationBasedTraining>(
          "population_based_training",
          "Members train on; the weak take over from the strong, with changed settings."),
      algorithm_kind<ScheduledTraining>(
          "schedule", "Fresh members train by a schedule that was found or written before."),
      algorithm_kind<RandomSearch>("random_search", "Independent samples: the control."),
  };
}

}  // namespace cambrian
