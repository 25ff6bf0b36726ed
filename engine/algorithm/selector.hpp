// Selector: who of a population becomes a parent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/candidate.hpp"
#include "engine/core/random.hpp"
#include "engine/state/hall_of_fame.hpp"

namespace cambrian {

/// What selectors know of a population: one row for each member, at least one.
struct SelectionTable {
  std::size_t objective_count = 1;
  std::vector<double> objectives = {};   ///< minimised; row by row; the first of a row is a number
  std::vector<std::uint64_t> born = {};  ///< candidates' ids: the lower, the older
  std::vector<std::uint32_t> complexities = {};

  std::size_t size() const { return born.size(); }
};

/// Adds a row; all have equally many objectives.
void add_to(SelectionTable& table, CandidateId id, const Individual& individual);

/// Replaces the tournaments of an algorithm. Immutable and thread-safe; all randomness comes from
/// the stream.
class Selector {
 public:
  virtual ~Selector() = default;
  /// The row of the parent.
  virtual std::size_t select(const SelectionTable& members, Random& random) const = 0;
};

}  // namespace cambrian
