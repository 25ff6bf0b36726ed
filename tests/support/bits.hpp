// Helpers for tests on bit strings, on which theory knows what an algorithm must do.
#pragma once

#include <functional>

#include "engine/algorithm/algorithm.hpp"
#include "problems/bit_strings/space.hpp"

namespace cambrian::testing {

using bit_strings::BitStrings;

inline int one_max(const Genome& genome) { return static_cast<int>(bit_strings::ones(genome)); }
inline int leading_ones(const Genome& genome) {
  return static_cast<int>(bit_strings::leading_ones(genome));
}

/// `value` of a genome is maximised.
inline Evaluation evaluation_of(const Candidate& candidate, double value) {
  Evaluation evaluation;
  evaluation.id = candidate.id;
  evaluation.objectives = {-value};
  return evaluation;
}

/// Asks for and tells one candidate at a time until one has this value; gives the number of
/// evaluations after the first, as theory counts them.
inline int evaluations_until(Algorithm& algorithm, int value,
                             const std::function<int(const Genome&)>& value_of) {
  for (int count = 0;; ++count) {
    const Candidate candidate = algorithm.ask(1).at(0);
    const int reached = value_of(candidate.genome);
    if (reached == value) return count;
    algorithm.tell(evaluation_of(candidate, reached));
  }
}

}  // namespace cambrian::testing
