// AgingPopulation: a fixed number of individuals in order of birth, where the youngest replaces the
// oldest (the population of regularized evolution).
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "engine/core/assert.hpp"
#include "engine/core/random.hpp"

namespace cambrian {

/// A ring of at most `capacity` individuals. Individuals are named by their rank of age: 0 is the
/// oldest, size() - 1 the youngest, whatever the ring's internal position, so that a population
/// restored by pushing its members in order goes on exactly as the saved one. Not for two threads
/// at once. Source of the scheme: Real et al. 2019.
template <class Individual>
class AgingPopulation {
 public:
  /// capacity >= 1.
  explicit AgingPopulation(std::size_t capacity) : capacity_(capacity) {
    CAMBRIAN_ASSERT(capacity >= 1);
    ring_.reserve(capacity);
  }

  std::size_t capacity() const { return capacity_; }
  std::size_t size() const { return ring_.size(); }
  bool full() const { return ring_.size() == capacity_; }
  bool empty() const { return ring_.empty(); }

  /// rank < size().
  const Individual& operator[](std::size_t rank) const { return ring_[position(rank)]; }
  Individual& operator[](std::size_t rank) { return ring_[position(rank)]; }

  /// Adds the youngest; a full population loses its oldest. References to other members stay valid.
  void push(Individual individual) {
    if (!full()) {
      ring_.push_back(std::move(individual));
      return;
    }
    ring_[oldest_] = std::move(individual);
    oldest_ = oldest_ + 1 == capacity_ ? 0 : oldest_ + 1;
  }

  /// Puts an individual in the place of another, whose age it takes over. O(1).
  void replace(std::size_t rank, Individual individual) {
    ring_[position(rank)] = std::move(individual);
  }

  /// Removes the member of this rank and adds the individual as the youngest. O(size) moves.
  void renew(std::size_t rank, Individual individual) {
    for (; rank + 1 < size(); ++rank) ring_[position(rank)] = std::move(ring_[position(rank + 1)]);
    ring_[position(rank)] = std::move(individual);
  }

  /// The rank of the winner among `sample_size` >= 1 members drawn with replacement: the first
  /// drawn of which no later one is better. `better(a, b)` is true when a beats b. Requires
  /// !empty().
  template <class Better>
  std::size_t tournament(std::size_t sample_size, Random& random, Better&& better) const {
    std::size_t winner = draw(random);
    for (std::size_t i = 1; i < sample_size; ++i) {
      const std::size_t rival = draw(random);
      if (better((*this)[rival], (*this)[winner])) winner = rival;
    }
    return winner;
  }

  /// The rank of a member drawn uniformly. Requires !empty().
  std::size_t draw(Random& random) const {
    return random.below(static_cast<std::uint32_t>(ring_.size()));
  }

  /// Calls f(individual) from the oldest to the youngest.
  template <class F>
  void for_each(F&& f) const {
    for (std::size_t rank = 0; rank < size(); ++rank) f((*this)[rank]);
  }

  /// Members in no promised order, as one block: for sums and searches over all of them.
  const std::vector<Individual>& unordered() const { return ring_; }

  void clear() {
    ring_.clear();
    oldest_ = 0;
  }

 private:
  // `oldest_` is 0 until the ring is full, so the wrap at size() is the wrap at capacity_.
  std::size_t position(std::size_t rank) const {
    const std::size_t at = oldest_ + rank;
    return at < ring_.size() ? at : at - ring_.size();
  }

  std::size_t capacity_;
  std::size_t oldest_ = 0;
  std::vector<Individual> ring_;
};

}  // namespace cambrian
