// Champions: the best formula of each complexity that an island knows, ready to breed from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/state/hall_of_fame.hpp"
#include "operators/expression/expression.hpp"

namespace cambrian::regression {

struct Champion {
  expression::Expression expression;
  double loss = std::numeric_limits<double>::infinity();  ///< normalised float64 training loss
  std::uint64_t hash = 0;                                 ///< structural_hash, breaks ties
  bool reported = true;                                   ///< already offered by the island

  bool empty() const { return expression.nodes.empty(); }
};

/// As HallOfFame, but with expressions instead of genomes and complexities up to a largest.
class Champions {
 public:
  explicit Champions(std::size_t max_complexity) : entries_(max_complexity + 1) {}

  std::size_t max_complexity() const { return entries_.size() - 1; }
  const Champion& operator[](std::size_t complexity) const { return entries_[complexity]; }
  /// True when it is better than the one of its complexity (ties: the smaller hash) and now takes
  /// its place. Losses that are not finite and complexities beyond the largest never enter.
  bool offer(const expression::Expression& e, double loss, std::size_t complexity);
  /// Adds the members of a hall of fame, which count as reported. `baseline` normalises losses.
  void take(const HallOfFame& hall, double baseline, expression::IndexLimits limits);
  /// The members not yet reported as individuals with losses in the user's units; marks them.
  std::vector<Individual> report(double baseline);
  /// Complexities whose loss is lower than that of every smaller one, ascending.
  std::vector<std::size_t> front() const;

  void encode(Encoder& out) const;
  void decode(Decoder& in, expression::IndexLimits limits);

 private:
  std::vector<Champion> entries_;  ///< by complexity
};

}  // namespace cambrian::regression
