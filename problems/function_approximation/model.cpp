#include "problems/function_approximation/model.hpp"

#include <algorithm>
#include <utility>

#include "operators/program/print.hpp"
#include "problems/function_approximation/evolution_island.hpp"

namespace cambrian::approximation {
namespace {

// The first epochs are short, so that what is easy is told at once.
constexpr std::uint64_t kFirstEpoch = 50;

}  // namespace

Result<std::shared_ptr<const ApproximationModel>> ApproximationModel::build(
    ApproximationConfig config) {
  auto problem = make_problem(std::move(config));
  if (!problem) return problem.error();
  return std::shared_ptr<const ApproximationModel>(new ApproximationModel(std::move(*problem)));
}

ApproximationModel::ApproximationModel(std::shared_ptr<const Problem> problem)
    : problem_(std::move(problem)) {}

std::uint32_t ApproximationModel::islands() const {
  return static_cast<std::uint32_t>(problem_->config.islands);
}

std::unique_ptr<Island> ApproximationModel::make(std::uint32_t index) const {
  return std::make_unique<EvolutionIsland>(problem_, index);
}

std::uint64_t ApproximationModel::budget(std::uint32_t, std::uint64_t epoch) const {
  const auto full = static_cast<std::uint64_t>(problem_->config.epoch_evaluations);
  return epoch >= 16 ? full : std::min(full, kFirstEpoch << epoch);
}

bool ApproximationModel::solved(const Board& board) const {
  const double target = problem_->config.target_error;
  return target > 0 && !board.hall.empty() && board.hall.best().loss() <= target;
}

std::string ApproximationModel::describe(const Individual& individual) const {
  const program::Program p = program::from_genome(individual.genome);
  return program::to_infix(p, program::constant_texts(p, 6));
}

}  // namespace cambrian::approximation
