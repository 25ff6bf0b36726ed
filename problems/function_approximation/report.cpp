#include "problems/function_approximation/report.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/program/evaluate.hpp"
#include "operators/program/fit/minimax.hpp"
#include "problems/function_approximation/bound.hpp"

namespace cambrian::approximation {
namespace {

constexpr int kRefineSteps = 12;

}  // namespace

Quad dense_error(const Problem& problem, const program::Program& program,
                 std::span<const Quad> constants) {
  program::Evaluator<Quad> evaluate;
  const program::Samples<Quad>& at = problem.dense;
  Quad worst = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const Quad value = evaluate(program, constants, at.x[i]);
    const Quad error = program::fabs(value - at.y[i]) * at.weight[i];
    if (!program::is_finite(error)) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, error);
  }
  return worst;
}

double dense_error_in_double(const Problem& problem, const program::Program& program) {
  program::Evaluator<double> evaluate;
  double worst = 0;
  for (const Quad place : problem.dense.x) {
    const double x = static_cast<double>(place);
    const Quad y = problem.target(x);
    if (!program::is_finite(y) || (y == 0 && problem.zero_inside)) continue;
    const Quad value = evaluate(program, program.constants, x);
    const auto error = static_cast<double>(program::fabs(value - y) * problem.weight(y));
    if (!std::isfinite(error)) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, error);
  }
  return worst;
}

Approximation finish(const Problem& problem, const program::Program& program) {
  Approximation result;
  result.cost = problem.cost.cost(program);
  result.program = program;
  result.constants.assign(program.constants.begin(), program.constants.end());
  program::Refiner<Quad> refiner;
  refiner.refine(program, result.constants, problem.quad_points, kRefineSteps);
  const program::MinimaxTask task{[&problem](Quad x) { return problem.target(x); },
                                  [&problem](Quad y) { return problem.weight(y); }, problem.grid};
  const auto found = program::minimax(program, result.constants, task);
  result.levelled = found.levelled;
  const Quad dense = dense_error(problem, program, result.constants);
  result.error = static_cast<double>(std::max(found.error, dense));
  for (std::size_t p = 0; p < result.constants.size(); ++p) {
    result.program.constants[p] = static_cast<double>(result.constants[p]);
  }
  return result;
}

std::vector<Approximation> make_report(const Problem& problem,
                                       const std::vector<Individual>& members) {
  std::vector<Approximation> front;
  for (const Individual& member : members) {
    if (member.complexity == 0) continue;  // the empty program is no approximation
    Approximation next = finish(problem, program::from_genome(member.genome));
    if (!std::isfinite(next.error)) continue;
    if (!front.empty() && !(next.error < front.back().error * (1 - 1e-6))) continue;
    next.error_in_double = dense_error_in_double(problem, next.program);
    next.bound = proven_bound(problem, next.program, next.constants, next.error);
    front.push_back(std::move(next));
  }
  return front;
}

}  // namespace cambrian::approximation
