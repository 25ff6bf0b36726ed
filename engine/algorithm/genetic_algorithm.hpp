// GeneticAlgorithm: tournaments, crossover and mutation, with elites; by generations or one by one.
#pragma once

#include "engine/algorithm/population_algorithm.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"

namespace cambrian {

/// Minimises the first objective. Parents win tournaments of `tournament` members drawn with
/// replacement; of equals the first drawn wins. Generational: the `elites` best members and as many
/// children as there is room for are the next population. Steady state: each child replaces the
/// worst member, unless it is worse itself (of equally bad members the one that was born first
/// goes).
class GeneticAlgorithm final : public PopulationAlgorithm {
 public:
  enum class Replacement { generational, steady_state };
  struct Params {
    std::uint32_t population = 100;  ///< >= 1
    std::uint32_t tournament = 2;    ///< >= 1
    double crossover = 0.9;          ///< probability of two parents
    Replacement replacement = Replacement::generational;
    std::uint32_t elites = 1;  ///< < population; of generational replacement
    bool refuse_duplicates = true;
    std::uint32_t breeding_tries = 100;  ///< until a duplicate is let through after all
    double min_distance = 0;             ///< of a child from every member
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
    std::shared_ptr<const Selector> selector = {};  ///< instead of tournaments
  };
  /// `space` must outlive this; the params pass check().
  GeneticAlgorithm(const SearchSpace& space, Params params);
  static Result<void> check(const Params& params);
  static Result<void> check(const Params& params, const SearchSpace& space) {
    return check_distance(space, params.min_distance);
  }

 private:
  std::size_t choose_parent(Random& random) const override;
  void enter(Member child) override;

  const Params params_;
};

/// Seed, island and selector belong to the run.
template <class Visitor>
void fields(Visitor& v, GeneticAlgorithm::Params& p) {
  using Replacement = GeneticAlgorithm::Replacement;
  v("population", p.population, Range{1, 1e9}, "Members of the population");
  v("tournament", p.tournament, Range{1, 1e9}, "Members drawn for a tournament");
  v("crossover", p.crossover, Range{0, 1}, "Probability of two parents");
  v("replacement", p.replacement,
    Named<Replacement>{{Replacement::generational, "generational"},
                       {Replacement::steady_state, "steady_state"}},
    "All members but the elites by a generation, or the worst by each child");
  v("elites", p.elites, Range{0, 1e9}, "Best members that outlive their generation");
  duplicate_fields(v, p);
  distance_field(v, p);
}

}  // namespace cambrian
