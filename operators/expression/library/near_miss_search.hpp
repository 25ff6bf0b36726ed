// NearMissSearch: what searches for formulas that explain much of a target have in common.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "operators/expression/library/law.hpp"

namespace cambrian::expression {

/// Deterministic: what is found up to a position depends on the data, the vocabulary, the options
/// and the position alone. One thread at a time.
class NearMissSearch {
 public:
  virtual ~NearMissSearch() = default;

  /// Goes on for about this many pairs of context and term; 0 when all are done.
  virtual std::uint64_t advance(std::uint64_t pairs) = 0;
  /// The formulas since the last call that are about as good as any of their cost.
  virtual std::vector<Law> take() = 0;

  /// The next unit of work; the searches that share the work share their count.
  std::uint64_t position() const { return position_; }
  void resume(std::uint64_t position) { position_ = position; }

 protected:
  std::uint64_t position_ = 0;
};

/// Of the formulas told, those that are about as good as any of their cost.
class NearMisses {
 public:
  static constexpr std::size_t kMostCost = 127;

  /// What costs this much and has at least this error is not worth telling.
  double limit(std::size_t cost) const;
  void tell(std::size_t cost, Law law);
  /// All that are still good, and forgets them.
  std::vector<Law> take();

 private:
  struct Told {
    std::size_t cost;
    Law law;
  };
  std::vector<Told> told_;
  std::vector<double> least_ = std::vector<double>(  ///< by cost: of what costs no more
      kMostCost + 1, std::numeric_limits<double>::infinity());
};

}  // namespace cambrian::expression
