// Nsga2: the front of several objectives, by Pareto ranks and crowding.
#pragma once

#include <vector>

#include "engine/algorithm/population_algorithm.hpp"
#include "engine/config/fields.hpp"
#include "engine/pareto/ranks.hpp"

namespace cambrian {

/// NSGA-II (Deb, Pratap, Agarwal, Meyarivan 2002): parents win binary tournaments by rank, then by
/// crowding distance; when `offspring` children are told, the best `population` of members and
/// children together go on. All evaluations of a run have as many objectives; with one objective
/// this is a genetic algorithm that keeps the best. Different from the paper: the front that does
/// not fit whole is thinned one by one (`thinning`), which spreads it better, and no genome is
/// evaluated twice.
class Nsga2 final : public PopulationAlgorithm {
 public:
  struct Params {
    std::uint32_t population = 100;  ///< >= 1
    std::uint32_t offspring = 0;     ///< children in a generation; 0: as many as `population`
    double crossover = 0.9;          ///< probability of two parents
    pareto::Thinning thinning = pareto::Thinning::one_by_one;
    bool refuse_duplicates = true;
    std::uint32_t breeding_tries = 100;  ///< until a duplicate is let through after all
    double min_distance = 0;             ///< of a child from every member
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
    std::shared_ptr<const Selector> selector = {};  ///< instead of tournaments
  };
  /// `space` must outlive this.
  Nsga2(const SearchSpace& space, Params params);
  static Result<void> check(const Params& params, const SearchSpace& space) {
    return check_distance(space, params.min_distance);
  }

 private:
  std::size_t choose_parent(Random& random) const override;
  void enter(Member child) override;
  void renewed() override { order_known_ = false; }
  void order() const;

  const Params params_;
  // Of the population, made when a parent is chosen.
  mutable bool order_known_ = false;
  mutable std::vector<std::uint32_t> ranks_;
  mutable std::vector<double> distances_;
};

/// Seed, island and selector belong to the run.
template <class Visitor>
void fields(Visitor& v, Nsga2::Params& p) {
  using pareto::Thinning;
  v("population", p.population, Range{1, 1e9}, "Members of the population");
  v("offspring", p.offspring, Range{0, 1e9}, "Children in a generation, 0: as many as members");
  v("crossover", p.crossover, Range{0, 1}, "Probability of two parents");
  v("thinning", p.thinning,
    Named<Thinning>{{Thinning::one_by_one, "one_by_one"}, {Thinning::at_once, "at_once"}},
    "How the front that does not fit whole loses its most crowded members");
  duplicate_fields(v, p);
  distance_field(v, p);
}

}  // namespace cambrian
