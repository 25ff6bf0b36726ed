// ApproximationModel: a search for approximations as islands.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/core/result.hpp"
#include "engine/island/island.hpp"
#include "problems/function_approximation/config.hpp"
#include "problems/function_approximation/problem.hpp"

namespace cambrian::approximation {

/// Objective 0 of every individual is its largest error over the fitting points, in the measure of
/// the configuration; its complexity is its cost.
class ApproximationModel final : public IslandModel {
 public:
  /// Errors: those of make_problem.
  static Result<std::shared_ptr<const ApproximationModel>> build(ApproximationConfig config);

  const Problem& problem() const { return *problem_; }

  std::uint32_t islands() const override;
  std::unique_ptr<Island> make(std::uint32_t index) const override;
  std::uint64_t budget(std::uint32_t index, std::uint64_t epoch) const override;
  bool solved(const Board& board) const override;
  std::string describe(const Individual& individual) const override;

 private:
  explicit ApproximationModel(std::shared_ptr<const Problem> problem);

  std::shared_ptr<const Problem> problem_;
};

}  // namespace cambrian::approximation
