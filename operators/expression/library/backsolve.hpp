// Backsolve: completes formulas that are partly right, by looking their parts up.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "operators/expression/library/hole.hpp"
#include "operators/expression/library/law_finder.hpp"

namespace cambrian::expression {

/// For every hole of the formulas that it is given, an exact law of the columns for the values
/// wanted there, by a brief LawSearch: the first round for all holes, then the second.
/// Deterministic; one thread at a time. The parts of several share the holes.
class Backsolve {
 public:
  Backsolve(std::shared_ptr<LawSpace> space, LawSearchOptions options);

  /// The formulas to complete, instead of those before; holes that have been looked at are left
  /// out, so the same may be given again.
  void take(std::vector<Expression> formulas);
  /// Goes on for about this many look-ups and returns those done; 0 when no hole is left.
  std::uint64_t advance(std::uint64_t lookups);
  /// Laws found since the last call.
  std::vector<Law> take_laws() { return std::exchange(laws_, {}); }

  /// Look-ups since the beginning.
  std::uint64_t lookups() const { return lookups_; }
  /// Rounds done, by what tells the holes apart; with `lookups` all that there is to resume.
  const std::map<std::uint64_t, std::uint64_t>& seen() const { return seen_; }
  void resume(std::uint64_t lookups, std::map<std::uint64_t, std::uint64_t> seen);

 private:
  struct Task {
    const Expression* formula;
    Hole hole;
    std::uint64_t key;
  };
  std::uint64_t key_of(std::span<const double> wanted) const;
  bool open_next();
  std::uint64_t solve(const Task& task);

  std::shared_ptr<LawSpace> space_;
  LawSearchOptions options_;
  LawFitter fitter_;
  std::vector<Expression> formulas_;
  std::uint64_t round_ = 0;         ///< of the searches under way
  std::size_t next_ = 0;            ///< formula whose holes come after the tasks
  std::deque<Task> tasks_;          ///< holes of the formula before it
  std::set<std::uint64_t> closed_;  ///< formulas, by round, without holes left
  std::map<std::uint64_t, std::uint64_t> seen_;
  std::uint64_t target_key_, lookups_ = 0;
  std::vector<Law> laws_;
};

}  // namespace cambrian::expression
