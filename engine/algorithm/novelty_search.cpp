#include "engine/algorithm/novelty_search.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/assert.hpp"

namespace cambrian {
namespace {

double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

}  // namespace

NoveltySearch::NoveltySearch(const SearchSpace& space, Params params)
    : TruncationAlgorithm(space, {.population = params.population,
                                  .parents = params.parents,
                                  .budget = params.budget,
                                  .generational = params.generational,
                                  .seed = params.seed,
                                  .island = params.island}),
      params_(params) {
  CAMBRIAN_ASSERT(check(params).ok());
}

Result<void> NoveltySearch::check(const Params& params) {
  if (params.parents <= params.population) return {};
  return Error{"parents", "there are more parents than members", "fewer parents"};
}

void NoveltySearch::enter(Member member) {
  const auto finite = [](double value) { return std::isfinite(value); };
  if (member.descriptor.empty() || !std::ranges::all_of(member.descriptor, finite)) return;
  members_.push_back(std::move(member));
}

double NoveltySearch::novelty(std::size_t member, std::vector<double>& distances) const {
  const std::vector<double>& own = members_[member].descriptor;
  distances.clear();
  for (std::size_t i = 0; i < members_.size(); ++i)
    if (i != member) distances.push_back(squared_distance(own, members_[i].descriptor));
  for (const auto& other : archive_) distances.push_back(squared_distance(own, other));
  const std::size_t near = std::min<std::size_t>(params_.neighbours, distances.size());
  if (near == 0) return 0;
  const auto end = distances.begin() + static_cast<std::ptrdiff_t>(near);
  std::nth_element(distances.begin(), end - 1, distances.end());
  // Sorted, so that the sum does not depend on the library's way to partition.
  std::sort(distances.begin(), end);
  double sum = 0;
  for (auto distance = distances.begin(); distance != end; ++distance) sum += std::sqrt(*distance);
  return sum / static_cast<double>(near);
}

std::vector<TruncationAlgorithm::Member> NoveltySearch::select() {
  std::vector<double> distances;
  for (std::size_t i = 0; i < members_.size(); ++i) members_[i].loss = -novelty(i, distances);
  for (const Member& member : members_) {
    Random random({.seed = params_.seed,
                   .island = params_.island,
                   .step = static_cast<std::uint64_t>(member.id),
                   .purpose = Purpose::accept});
    if (random.chance(params_.archive_probability)) archive_.push_back(member.descriptor);
  }
  keep_best(members_, params_.parents);
  return std::move(members_);
}

void NoveltySearch::save_own(Encoder& out) const {
  out.u64(archive_.size());
  for (const auto& descriptor : archive_) out.block(descriptor);
}

void NoveltySearch::load_own(Decoder& in, std::vector<Genome> genomes) {
  if (!genomes.empty()) throw DecodeError("more genomes than candidates");
  archive_.clear();
  for (std::uint64_t left = in.u64(); left > 0; --left) archive_.push_back(in.block<double>());
}

}  // namespace cambrian
