// Tally: what became of the candidates of a search, counted as their evaluations come in.
#pragma once

#include <string>
#include <vector>

#include "engine/core/candidate.hpp"

namespace cambrian {

/// A share that people are told: of children, candidates or parts of them.
struct Share {
  std::string name;  ///< lower_case
  double value = 0;  ///< from 0 to 1

  bool operator==(const Share&) const = default;
};

/// Lives where the search is, not where candidates are evaluated, so that it counts all of a run:
/// also what other processes evaluate, and when a run is resumed or replayed what it is told again.
/// For one thread.
class Tally {
 public:
  virtual ~Tally() = default;
  /// Of every evaluation, in the order in which the algorithm is told.
  virtual void add(const Genome& genome, const Evaluation& evaluation) = 0;
  /// So far; empty before the first.
  virtual std::vector<Share> shares() const = 0;
};

}  // namespace cambrian
