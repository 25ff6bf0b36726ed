// Polisher: turns promising candidates of the search into champions: scaled, fitted in double
// precision, simplified, with simple constants where they are exact.
#pragma once

#include <cstdint>
#include <vector>

#include "operators/expression/simplify.hpp"
#include "problems/symbolic_regression/champions.hpp"
#include "problems/symbolic_regression/scorer.hpp"

namespace cambrian::regression {

/// Collects candidates that may beat a champion, at most one per complexity, and polishes them
/// when asked. For one thread; the scorer and the champions must outlive it.
class Polisher {
 public:
  Polisher(Scorer& scorer, Champions& champions);

  /// Forgets all candidates; their losses are from now on on these rows.
  void begin(expression::RowRange rows);
  /// Takes a scored candidate into account; cheap when it is not promising.
  void consider(const expression::Expression& f, std::size_t complexity, const Score& score) {
    if (score.loss < weakest_limit_) weigh(f, complexity, score);
  }
  /// Polishes what was collected.
  void finish();
  /// Polishes one formula as it stands, without scaling.
  void polish(expression::Expression e);

 private:
  struct Candidate {
    expression::Expression f;
    Score score;
    bool waiting = false;
  };
  void weigh(const expression::Expression& f, std::size_t complexity, const Score& score);
  void polish_scaled(const Candidate& candidate);
  double offer(expression::Expression& e);
  void simplify(expression::Expression& e);
  void snap(const expression::Expression& e);
  void update_weakest();

  Scorer& scorer_;
  Champions& champions_;
  const Problem& problem_;
  expression::Simplifier simplifier_;
  std::size_t slope_cost_;
  std::size_t offset_cost_;
  double offset_floor_;               ///< offsets below it are rounding
  std::vector<double> limits_;        ///< by complexity: what a candidate must beat
  double weakest_limit_ = 0;          ///< the largest of them
  std::vector<Candidate> waiting_;    ///< by complexity
  std::vector<std::uint64_t> tried_;  ///< hashes of nearly exact candidates, polished already
};

}  // namespace cambrian::regression
