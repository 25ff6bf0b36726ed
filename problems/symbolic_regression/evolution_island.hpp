// EvolutionIsland: several demes of formulas that evolve, sharing champions.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/core/random.hpp"
#include "engine/island/island.hpp"
#include "operators/expression/simplify.hpp"
#include "operators/expression/variation.hpp"
#include "problems/symbolic_regression/champions.hpp"
#include "problems/symbolic_regression/deme.hpp"
#include "problems/symbolic_regression/polisher.hpp"
#include "problems/symbolic_regression/problem.hpp"
#include "problems/symbolic_regression/scorer.hpp"

namespace cambrian::regression {

/// Regularized evolution as in SymbolicRegression.jl (Cranmer 2023; Real et al. 2019) in cycles: a
/// deme lives through a number of variation events while the temperature falls from 1 to 0, then
/// its members are simplified, some of their constants fitted, and some replaced by migrants. Its
/// unit of work is the evaluation of a formula over a batch of rows.
/// Board::statistics[c] is the number of members of complexity c seen lately.
class EvolutionIsland final : public Island {
 public:
  /// `index` addresses the island's random streams.
  EvolutionIsland(std::shared_ptr<const Problem> problem, std::uint32_t index);

  EpochReport advance(const EpochInput& input) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  void populate(Random& random);
  void take_board(const EpochInput& input);
  void run_cycle(Deme& deme, const EpochInput& input, Random& random);
  void vary(Deme& deme, double temperature, Random& random);
  void mutate(Deme& deme, double temperature, Random& random);
  void cross(Deme& deme, Random& random);
  bool judge(Deme& deme, Member& child);
  bool accept(const Member& parent, const Member& child, double temperature, Random& random) const;
  void tidy(Deme& deme, Random& random);
  void migrate(Deme& deme, const std::vector<Individual>& immigrants, Random& random);
  void settle(Deme& deme, const expression::Expression& e, Random& random);
  double key_of(const Member& member) const;
  void count_sizes(const Deme& deme);
  std::vector<Individual> emigrants() const;

  std::shared_ptr<const Problem> problem_;
  const RegressionConfig& config_;
  std::uint32_t index_;
  TournamentRanks ranks_;
  expression::Variation variation_;
  expression::Simplifier simplifier_;
  Scorer scorer_;
  Champions champions_;
  Polisher polisher_;
  std::vector<Deme> demes_;

  // Of the current epoch only.
  expression::RowRange rows_;
  std::vector<double> frequency_;  ///< share of each complexity among recent members
  std::vector<double> sizes_;      ///< members of each complexity counted in this epoch
  Member child_, second_child_;
};

}  // namespace cambrian::regression
