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
// Buffers that wait to be used again: about one for each thread that rebuilds.
constexpr std::size_t kFreeBuffers = 8;

using Seeds = std::span<const std::uint64_t>;

std::uint64_t hash_of(Seeds lineage) { return hash_bytes(std::as_bytes(lineage)); }

std::size_t whole_blocks(std::size_t count) {
  return (count + kNoiseBlock - 1) / kNoiseBlock * kNoiseBlock;
}

std::span<float> tile_of(std::vector<float>& values, std::size_t start) {
  return std::span(values).subspan(start, std::min(kTile, values.size() - start));
}

void add_seeds(Seeds seeds, float sigma, std::size_t start, std::span<float> tile) {
  const NoiseKernel& kernel = noise_kernel();
  for (const std::uint64_t seed : seeds)
    kernel.add({.seed = seed, .sigma = sigma}, start / kNoiseBlock, tile);
}

}  // namespace

std::shared_ptr<std::vector<float>> Buffers::take(std::size_t size) {
  std::unique_ptr<std::vector<float>> vector;
  {
    const std::lock_guard lock(free_->mutex);
    if (!free_->vectors.empty()) {
      vector = std::move(free_->vectors.back());
      free_->vectors.pop_back();
    }
  }
  if (!vector) vector = std::make_unique<std::vector<float>>();
  vector->resize(size);
  return {vector.release(), [free = free_](std::vector<float>* done) {
            std::unique_ptr<std::vector<float>> owner(done);
            const std::lock_guard lock(free->mutex);
            if (free->vectors.size() < kFreeBuffers) free->vectors.push_back(std::move(owner));
          }};
}

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
  const auto values = buffers_.take(from->size());
  for (std::size_t start = 0; start < from->size(); start += kTile) {
    const auto tile = tile_of(*values, start);
    noise_kernel().sum({.seed = seeds.front(), .sigma = params_.sigma}, start / kNoiseBlock,
                       from->data() + start, tile);
    add_seeds(seeds.subspan(1), params_.sigma, start, tile);
  }
  return values;
}

// Weights are kept in whole blocks of noise; those beyond size() mean nothing.
Weights Rebuilder::founded(Seeds lineage) const {
  const auto values = buffers_.take(whole_blocks(size_));
  std::size_t group = 0;
  std::size_t left = params_.groups[0].count;
  for (std::size_t start = 0; start < values->size(); start += kTile) {
    const auto tile = tile_of(*values, start);
    std::fill(tile.begin(), tile.end(), 0.0f);
    add_seeds(lineage.first(1), 1, start, tile);
    for (auto value = tile.begin(); value != tile.end();) {
      while (left == 0 && group + 1 < params_.groups.size()) left = params_.groups[++group].count;
      const auto room = static_cast<std::size_t>(tile.end() - value);
      const std::size_t count = left == 0 ? room : std::min(left, room);
      const float sigma = left == 0 ? 0.0f : params_.groups[group].sigma;
      const auto end = value + static_cast<std::ptrdiff_t>(count);
      for (; value != end; ++value) *value *= sigma;
      left -= std::min(left, count);
    }
    add_seeds(lineage.subspan(1), params_.sigma, start, tile);
  }
  return values;
}

}  // namespace cambrian::seeds
