#include "engine/algorithm/nsga2.hpp"

namespace cambrian {
namespace {

std::vector<double> rows_of(const std::vector<PopulationAlgorithm::Member>& members) {
  std::vector<double> rows;
  for (const auto& [id, individual] : members)
    rows.insert(rows.end(), individual.objectives.begin(), individual.objectives.end());
  return rows;
}

}  // namespace

Nsga2::Nsga2(const SearchSpace& space, Params params)
    : PopulationAlgorithm(space, {.population = params.population,
                                  .crossover = params.crossover,
                                  .duplicates = {params.refuse_duplicates, params.breeding_tries},
                                  .min_distance = params.min_distance,
                                  .seed = params.seed,
                                  .island = params.island,
                                  .selector = params.selector}),
      params_(params) {}

void Nsga2::order() const {
  const std::vector<double> rows = rows_of(population_);
  const pareto::Points points{rows, population_.front().individual.objectives.size()};
  ranks_ = pareto::pareto_ranks(points);
  distances_.assign(population_.size(), 0);
  std::vector<std::vector<std::size_t>> fronts;
  for (std::size_t i = 0; i < ranks_.size(); ++i) {
    if (ranks_[i] >= fronts.size()) fronts.resize(ranks_[i] + 1);
    fronts[ranks_[i]].push_back(i);
  }
  for (const auto& front : fronts) {
    const auto distances = pareto::crowding_distances(points, front);
    for (std::size_t i = 0; i < front.size(); ++i) distances_[front[i]] = distances[i];
  }
  order_known_ = true;
}

std::size_t Nsga2::choose_parent(Random& random) const {
  if (!order_known_) order();
  const auto draw = [&] { return random.below(static_cast<std::uint32_t>(population_.size())); };
  const std::size_t first = draw();
  const std::size_t second = draw();
  if (ranks_[first] != ranks_[second]) return ranks_[first] < ranks_[second] ? first : second;
  return distances_[first] >= distances_[second] ? first : second;
}

void Nsga2::enter(Member child) {
  waiting_.push_back(std::move(child));
  if (waiting_.size() < (params_.offspring > 0 ? params_.offspring : params_.population)) return;
  std::vector<Member> all = std::move(population_);
  for (Member& member : waiting_) all.push_back(std::move(member));
  waiting_.clear();
  const std::vector<double> rows = rows_of(all);
  population_.clear();
  for (std::size_t i : pareto::best_by_rank_and_crowding(
           {rows, all.front().individual.objectives.size()}, params_.population, params_.thinning))
    population_.push_back(std::move(all[i]));
  renewed();
}

}  // namespace cambrian
