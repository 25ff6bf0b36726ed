// Rebuilder: from lineages of seeds to the weights that they stand for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "operators/seeds/lineage.hpp"

namespace cambrian::seeds {

/// So many weights in a row begin with a normal number of this standard deviation. 0: as zeros.
struct WeightGroup {
  std::size_t count = 0;
  float sigma = 0;
};

/// Weights may be shared between threads, but not changed.
using Weights = std::shared_ptr<const std::vector<float>>;

/// Vectors of weights whose memory is used again, since to get millions of new ones from the system
/// takes as long as to fill them. Thread-safe.
class Buffers {
 public:
  /// Of so many numbers, all of which the caller sets.
  std::shared_ptr<std::vector<float>> take(std::size_t size);

 private:
  struct Free {
    std::mutex mutex;
    std::vector<std::unique_ptr<std::vector<float>>> vectors;
  };
  std::shared_ptr<Free> free_ = std::make_shared<Free>();  // outlived by none that was taken
};

/// The first seed's noise, times the groups' deviations, and every other seed's, times `sigma`.
/// Sums are rounded in the order of the lineage, so weights depend on nothing but the lineage. The
/// weights of parents are kept, those used last, since many children have one parent. Thread-safe.
class Rebuilder {
 public:
  struct Params {
    std::vector<WeightGroup> groups;
    float sigma = 0.1f;             ///< of mutations
    std::size_t cache = 64u << 20;  ///< bytes of parents' weights that are kept
  };
  explicit Rebuilder(Params params);

  Weights weights(const Lineage& lineage) const;
  /// size() weights and the noise of one mutation more.
  std::vector<float> mutant(std::vector<float> weights, std::uint64_t seed) const;
  std::size_t size() const { return size_; }

 private:
  struct Entry {
    Lineage lineage;
    Weights weights;
  };
  using Place = std::list<Entry>::iterator;

  Weights parent(const Lineage& lineage) const;
  Weights known(std::span<const std::uint64_t> lineage) const;
  void keep(std::span<const std::uint64_t> lineage, const Weights& weights) const;
  Weights mutated(const Weights& from, std::span<const std::uint64_t> seeds) const;
  Weights founded(std::span<const std::uint64_t> lineage) const;

  Params params_;
  std::size_t size_ = 0;
  mutable Buffers buffers_;
  mutable std::mutex mutex_;                                 // guards all below
  mutable std::list<Entry> entries_;                         // used last first
  mutable std::unordered_map<std::uint64_t, Place> places_;  // by the lineage's hash
};

}  // namespace cambrian::seeds
