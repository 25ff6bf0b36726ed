#include "problems/function_approximation/report.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/program/evaluate.hpp"
#include "operators/program/fit/minimax.hpp"
#include "problems/function_approximation/bound.hpp"

namespace cambrian::approximation {
namespace {

constexpr std::size_t kFittingGrid = 256;
constexpr std::size_t kDense = 4000;
constexpr int kClosing = 60;  // places towards a zero, each half as far
constexpr int kRefineSteps = 12;

// Rising places from end to end, the ends included where the target has a value there.
std::vector<Quad> places_of(const Problem& problem, std::size_t count) {
  const Quad width = problem.high - problem.low;
  std::vector<Quad> places = chebyshev_points(problem.low, problem.high, count);
  for (const Quad end : {problem.low, problem.high}) places.push_back(end);
  if (problem.zero_inside) {
    Quad distance = width / 2;
    for (int i = 0; i < kClosing; ++i, distance /= 2) {
      places.push_back(distance);
      places.push_back(-distance);
    }
  }
  std::erase_if(places, [&](Quad x) {
    if (x < problem.low || x > problem.high) return true;
    const Quad y = problem.target(x);
    return !program::is_finite(y) || (y == 0 && problem.zero_inside);
  });
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

}  // namespace

Quad dense_error(const Problem& problem, const program::Program& program,
                 std::span<const Quad> constants, std::size_t count) {
  program::Evaluator<Quad> evaluate;
  Quad worst = 0;
  for (const Quad x : places_of(problem, count)) {
    const Quad y = problem.target(x);
    const Quad error = program::fabs(evaluate(program, constants, x) - y) * problem.weight(y);
    if (!(error >= 0) || !program::is_finite(error)) {
      return std::numeric_limits<double>::infinity();
    }
    worst = std::max(worst, error);
  }
  return worst;
}

double dense_error_in_double(const Problem& problem, const program::Program& program,
                             std::size_t count) {
  program::Evaluator<double> evaluate;
  double worst = 0;
  for (const Quad place : places_of(problem, count)) {
    const double x = static_cast<double>(place);
    const Quad y = problem.target(x);
    if (!program::is_finite(y) || (y == 0 && problem.zero_inside)) continue;
    const Quad value = evaluate(program, program.constants, x);
    const auto error = static_cast<double>(program::fabs(value - y) * problem.weight(y));
    if (!(error >= 0)) return std::numeric_limits<double>::infinity();
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
  program::MinimaxTask task;
  task.target = [&problem](Quad x) { return problem.target(x); };
  task.weight = [&problem](Quad y) { return problem.weight(y); };
  task.grid = places_of(problem, kFittingGrid);
  const auto found = program::minimax(program, result.constants, task);
  result.levelled = found.levelled;
  const Quad dense = dense_error(problem, program, result.constants, kDense);
  result.error = static_cast<double>(std::max(found.error, dense));
  for (std::size_t p = 0; p < result.constants.size(); ++p) {
    result.program.constants[p] = static_cast<double>(result.constants[p]);
  }
  result.error_in_double = dense_error_in_double(problem, result.program, kDense);
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
    next.bound = proven_bound(problem, next.program, next.constants, next.error);
    front.push_back(std::move(next));
  }
  return front;
}

}  // namespace cambrian::approximation
