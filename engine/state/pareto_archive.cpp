#include "engine/state/pareto_archive.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/assert.hpp"
#include "engine/pareto/hypervolume.hpp"
#include "engine/pareto/ranks.hpp"

namespace cambrian {

ParetoArchive::ParetoArchive(std::size_t capacity) : capacity_(capacity) {
  CAMBRIAN_ASSERT(capacity >= 1);
}

bool ParetoArchive::offer(const Individual& individual) {
  const auto& objectives = individual.objectives;
  CAMBRIAN_ASSERT(!objectives.empty());
  CAMBRIAN_ASSERT(empty() || members_.front().objectives.size() == objectives.size());
  if (!std::all_of(objectives.begin(), objectives.end(), [](double x) { return std::isfinite(x); }))
    return false;
  auto place = std::lower_bound(
      members_.begin(), members_.end(), objectives,
      [](const Individual& member, const auto& value) { return member.objectives < value; });
  if (place != members_.end() && place->objectives == objectives) {
    const bool smaller = individual.genome.hash < place->genome.hash;
    if (smaller) *place = individual;
    return smaller;
  }
  // Members are in lexicographic order: only those before can dominate, only those behind be
  // dominated.
  if (std::any_of(members_.begin(), place, [&](const Individual& member) {
        return pareto::dominates(member.objectives, objectives);
      }))
    return false;
  members_.erase(std::remove_if(place, members_.end(),
                                [&](const Individual& member) {
                                  return pareto::dominates(objectives, member.objectives);
                                }),
                 members_.end());
  members_.insert(place, individual);
  if (members_.size() <= capacity_) return true;
  remove_the_most_crowded();
  return std::any_of(members_.begin(), members_.end(),
                     [&](const Individual& member) { return member.objectives == objectives; });
}

void ParetoArchive::remove_the_most_crowded() {
  const std::vector<double> rows = objective_rows(members_);
  std::vector<std::size_t> all(members_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto distances =
      pareto::crowding_distances({rows, members_.front().objectives.size()}, all);
  members_.erase(members_.begin() +
                 (std::min_element(distances.begin(), distances.end()) - distances.begin()));
}

void ParetoArchive::merge(const ParetoArchive& other) {
  for (const Individual& individual : other.members_) offer(individual);
}

double ParetoArchive::hypervolume(std::span<const double> reference) const {
  const std::vector<double> rows = objective_rows(members_);
  return pareto::hypervolume({rows, reference.size()}, reference);
}

void ParetoArchive::encode(Encoder& out) const {
  out.u64(capacity_);
  out.u64(members_.size());
  for (const Individual& individual : members_) individual.encode(out);
}

ParetoArchive ParetoArchive::decode(Decoder& in) {
  const std::uint64_t capacity = in.u64();
  if (capacity == 0) throw DecodeError("an archive without room");
  ParetoArchive result(capacity);
  for (std::uint64_t left = in.u64_at_most(capacity); left > 0; --left) {
    const Individual member = Individual::decode(in);
    const bool fits =
        result.empty() || result.members_.front().objectives.size() == member.objectives.size();
    if (!fits || !result.offer(member)) throw DecodeError("an archive with a dominated member");
  }
  return result;
}

std::vector<double> objective_rows(std::span<const Individual> individuals) {
  std::vector<double> rows;
  for (const Individual& individual : individuals)
    rows.insert(rows.end(), individual.objectives.begin(), individual.objectives.end());
  return rows;
}

}  // namespace cambrian
