// Enumeration: the order in which rules are applied to entries, level by level of cost.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "operators/expression/library/grammar.hpp"

namespace cambrian::expression {

/// Candidates made by one rule: of one entry and each entry of a range, or (unary) of each entry of
/// a range.
struct Run {
  Rule rule;
  std::uint32_t single = 0;  ///< unused by a unary rule
  bool single_is_left = true;
  std::uint32_t begin = 0, end = 0;  ///< of the other argument

  std::uint32_t size() const { return end - begin; }
};

/// Walks through all candidates of rising cost. Entries must be appended in the order of the runs,
/// and their number told by `finish_level` when a level's runs are used up.
class Enumeration {
 public:
  /// Begins at the level of the variables, which has no runs.
  explicit Enumeration(std::vector<Rule> rules);

  /// Cost of the candidates that come next.
  std::uint8_t level() const { return level_; }
  /// The next run of this level, never empty; nothing when the level is done.
  std::optional<Run> next();
  /// Begins the next level; `entries` is the number of entries so far.
  void finish_level(std::uint32_t entries);

 private:
  struct Range {
    std::uint32_t begin, end;
  };
  Range of_cost(int cost) const;
  std::optional<Run> next_unary(const Rule& rule);
  std::optional<Run> next_binary(const Rule& rule);

  std::vector<Rule> rules_;
  std::vector<std::uint32_t> first_of_cost_;  ///< entries of cost c: [c], [c + 1]
  std::uint8_t level_ = kVariableCost;
  std::size_t rule_ = 0;
  int left_cost_ = 0;       ///< of the left argument in the current split
  std::uint32_t step_ = 0;  ///< single entries done in the current split
};

}  // namespace cambrian::expression
