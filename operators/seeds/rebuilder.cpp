#include "operators/seeds/rebuilder.hpp"

#include <algorithm>
#include <utility>

#include "engine/core/assert.hpp"
#include "engine/core/bytes.hpp"
#include "operators/seeds/noise.hpp"

namespace cambrian::seeds {
namespace {

// Weights that fit the first level of caches: all seeds are added before the next ones are loaded.
constexpr std::size_t kTile = 64 * kNoiseBlock;
// Ancestors that are looked for before the lineage is built from its founder.
constexpr std::size_t kGenerationsBack = 4;

using Seeds = std::span<const std::uint64_t>;

std::uint64_t hash_of(Seeds lineage) { return hash_bytes(std::as_bytes(lineage)); }

std::size_t whole_blocks(std::size_t count) {
  return (count + kNoiseBlock - 1) / kNoiseBlock * kNoiseBlock;
}

void add_seeds(Seeds seeds, float sigma, std::size_t start, std::span<float> tile) {
  const NoiseKernel& kernel = noise_kernel();
  for (const std::uint64_t seed : seeds)
    kernel.add({.seed = seed, .sigma = sigma}, start / kNoiseBlock, tile);
}

}  // namespace

Rebuilder::Rebuilder(Params params) : params_(std::move(params)) {
  for (const WeightGroup& group : params_.groups) size_ += group.count;
  CAMBRIAN_ASSERT(size_ > 0);
}

Weights Rebuilder::weights(const Lineage& lineage) const {
  CAMBRIAN_ASSERT(!lineage.empty());
  const Seeds seeds(lineage);
  if (seeds.size() == 1) return founded(seeds);
  return mutated(parent(lineage), seeds.last(1));
}

std::vector<float> Rebuilder::mutant(std::vector<float> weights, std::uint64_t seed) const {
  weights.resize(whole_blocks(size_));
  add_seeds(Seeds(&seed, 1), params_.sigma, 0, weights);
  weights.resize(size_);
  return weights;
}

Weights Rebuilder::parent(const Lineage& lineage) const {
  const Seeds seeds = Seeds(lineage).first(lineage.size() - 1);
  Weights weights;
  for (std::size_t back = 0; back < std::min(kGenerationsBack, seeds.size()); ++back) {
    weights = known(seeds.first(seeds.size() - back));
    if (!weights) continue;
    if (back == 0) return weights;
    weights = mutated(weights, seeds.last(back));
    break;
  }
  if (!weights) weights = founded(seeds);
  keep(seeds, weights);
  return weights;
}

Weights Rebuilder::known(Seeds lineage) const {
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(hash_of(lineage));
  if (found == places_.end()) return nullptr;
  if (!std::ranges::equal(found->second->lineage, lineage)) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->weights;
}

void Rebuilder::keep(Seeds lineage, const Weights& weights) const {
  const std::size_t room = std::max<std::size_t>(params_.cache / (size_ * sizeof(float)), 1);
  const std::lock_guard lock(mutex_);
  const std::uint64_t hash = hash_of(lineage);
  if (places_.count(hash) > 0) return;
  while (entries_.size() >= room) {
    places_.erase(hash_of(entries_.back().lineage));
    entries_.pop_back();
  }
  entries_.push_front({Lineage(lineage.begin(), lineage.end()), weights});
  places_[hash] = entries_.begin();
}

Weights Rebuilder::mutated(const Weights& from, Seeds seeds) const {
  std::vector<float> values;
  values.reserve(from->size());
  for (std::size_t start = 0; start < from->size(); start += kTile) {
    const std::size_t count = std::min(kTile, from->size() - start);
    const auto begin = from->begin() + static_cast<std::ptrdiff_t>(start);
    values.insert(values.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
    add_seeds(seeds, params_.sigma, start, std::span(values).subspan(start, count));
  }
  return std::make_shared<const std::vector<float>>(std::move(values));
}

// Weights are kept in whole blocks of noise; those beyond size() mean nothing.
Weights Rebuilder::founded(Seeds lineage) const {
  std::vector<float> values(whole_blocks(size_), 0.0f);
  std::size_t group = 0;
  std::size_t left = params_.groups[0].count;
  for (std::size_t start = 0; start < values.size(); start += kTile) {
    const std::size_t count = std::min(kTile, values.size() - start);
    const auto tile = std::span(values).subspan(start, count);
    add_seeds(lineage.first(1), 1, start, tile);
    for (float& value : tile) {
      while (left == 0 && group + 1 < params_.groups.size()) left = params_.groups[++group].count;
      value *= left == 0 ? 0.0f : params_.groups[group].sigma;
      left -= left == 0 ? 0 : 1;
    }
    add_seeds(lineage.subspan(1), params_.sigma, start, tile);
  }
  return std::make_shared<const std::vector<float>>(std::move(values));
}

}  // namespace cambrian::seeds
