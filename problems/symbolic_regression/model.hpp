// RegressionModel: a symbolic regression as islands: first those that search the library of small
// formulas, then those that evolve.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/core/result.hpp"
#include "engine/island/island.hpp"
#include "problems/symbolic_regression/config.hpp"
#include "problems/symbolic_regression/problem.hpp"

namespace cambrian::regression {

struct LibraryShare;
class ReducedProblem;

/// Islands 0..library_islands-1 search the library (none when it is off), the next reduced_islands
/// evolve in reduced columns, the others in the columns as they are.
/// Objective 0 of every individual is its float64 loss over the training rows, in the user's units.
class RegressionModel final : public IslandModel {
 public:
  /// Finds every fault of the input: a constant target, too few rows, impossible limits, unknown
  /// operators, columns, losses. The error names the field and the cure.
  static Result<std::shared_ptr<const RegressionModel>> build(RegressionConfig config,
                                                              RegressionData data);

  const Problem& problem() const { return *problem_; }
  std::uint32_t library_islands() const;
  std::uint32_t reduced_islands() const;

  std::uint32_t islands() const override;
  std::unique_ptr<Island> make(std::uint32_t index) const override;
  std::uint64_t budget(std::uint32_t index, std::uint64_t epoch) const override;
  std::vector<std::uint32_t> neighbours(std::uint32_t index) const override;
  void merge(Board& board, const std::vector<EpochReport>& reports) const override;
  bool solved(const Board& board) const override;
  std::string describe(const Individual& individual) const override;

 private:
  explicit RegressionModel(std::shared_ptr<const Problem> problem);

  std::uint64_t library_budget(std::uint64_t epoch) const;

  std::shared_ptr<const Problem> problem_;
  std::shared_ptr<LibraryShare> library_;    ///< null when the library is off
  std::shared_ptr<ReducedProblem> reduced_;  ///< null when it cannot be searched in
};

}  // namespace cambrian::regression
