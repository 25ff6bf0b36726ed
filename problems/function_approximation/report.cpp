#include "problems/function_approximation/report.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/program/evaluate.hpp"
#include "operators/program/fit/minimax.hpp"
#include "problems/function_approximation/bound.hpp"
#include "problems/function_approximation/float_search.hpp"
#include "problems/function_approximation/jumps.hpp"

namespace cambrian::approximation {
namespace {

constexpr int kRefineSteps = 12;
constexpr std::size_t kSparser = 5;
constexpr double kUseful = 4;  // units in the last place: errors that are worth looking for all

FloatRange floats_of(const Problem& problem) {
  FloatRange range;
  range.low = static_cast<float>(problem.low);
  range.high = static_cast<float>(problem.high);
  constexpr float kFar = std::numeric_limits<float>::infinity();
  if (Quad(range.low) < problem.low) range.low = std::nextafter(range.low, kFar);
  if (Quad(range.high) > problem.high) range.high = std::nextafter(range.high, -kFar);
  return range;
}

// Programs in single precision, complete where they are the core of something.
class FloatReport {
 public:
  explicit FloatReport(const Problem& problem)
      : problem_(problem), domain_(floats_of(problem)), truth_(make_truth()) {}

  // Replaces the constants of the program by floats. Gives nothing unless the error is below
  // `best`.
  std::optional<InFloat> search(program::Program& core, double best) const {
    const FullRange* const full = problem_.full_range;
    InFloat found{.whole = full != nullptr ? full->assemble(core) : core, .errors = {}};
    const FloatProgram best_constants =
        search_floats({.program = found.whole,
                       .free = core.constants.size(),
                       .truth = truth_,
                       .focus_low = full != nullptr ? full->focus_low : domain_.low,
                       .focus_high = full != nullptr ? full->focus_high : domain_.high,
                       .seed = static_cast<std::uint64_t>(problem_.config.seed),
                       .worth_all = std::min(best, kUseful)});
    if (!(best_constants.errors.ulp < best)) return std::nullopt;
    found.errors = best_constants.errors;
    found.every_input = best_constants.every_input;
    const std::vector<float>& c = best_constants.constants;
    std::copy(c.begin(), c.end(), found.whole.constants.begin());
    std::copy_n(c.begin(), core.constants.size(), core.constants.begin());
    return found;
  }

 private:
  FloatTruth make_truth() const {
    if (problem_.full_range == nullptr) return FloatTruth(problem_.target, std::vector{domain_});
    const auto whole = Target::parse(problem_.config.function);
    return FloatTruth(*whole, problem_.full_range->ranges);
  }

  const Problem& problem_;
  const FloatRange domain_;
  const FloatTruth truth_;
};

// Some thousand places, for the error has as many extrema between two jumps as it has elsewhere in
// all; with the ends of what is between them.
program::Samples grid_with_jumps(const Problem& problem, const program::Program& program) {
  const std::vector<Quad> constants(program.constants.begin(), program.constants.end());
  std::vector<Quad> places = beside_jumps(program, constants, problem.dense.x);
  for (std::size_t i = 0; i < problem.dense.size(); i += kSparser) {
    places.push_back(problem.dense.x[i]);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return problem.samples_at(places);
}

}  // namespace

Quad dense_error(const Problem& problem, const program::Program& program,
                 std::span<const Quad> constants) {
  program::Evaluator<Quad> evaluate;
  Quad worst = 0;
  const auto look = [&](const program::Samples& at) {
    for (std::size_t i = 0; i < at.size(); ++i) {
      const Quad value = evaluate(program, constants, at.x[i]);
      const Quad error = program::fabs(value - at.y[i]) * at.weight[i];
      if (!program::is_finite(error)) worst = std::numeric_limits<double>::infinity();
      worst = std::max(worst, error);
    }
  };
  look(problem.dense);
  look(problem.samples_at(beside_jumps(program, constants, problem.dense.x)));
  return worst;
}

double dense_error_in_double(const Problem& problem, const program::Program& program) {
  program::Evaluator<double> evaluate;
  double worst = 0;
  const std::vector<Quad> constants(program.constants.begin(), program.constants.end());
  std::vector<Quad> places = beside_jumps(program, constants, problem.dense.x);
  places.insert(places.end(), problem.dense.x.begin(), problem.dense.x.end());
  for (const Quad place : places) {
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
  program::Refiner refiner;
  const program::Parity parity = program::parity_of(program);
  refiner.refine(program, result.constants, problem.points_for(parity), kRefineSteps);
  program::Samples with_jumps;
  if (!program::is_smooth(program)) with_jumps = grid_with_jumps(problem, program);
  const program::MinimaxTask task{[&problem](Quad x) { return problem.target(x); },
                                  [&problem](Quad y) { return problem.weight(y); },
                                  with_jumps.size() > 0 ? with_jumps : problem.grid_for(parity)};
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
  std::optional<FloatReport> floats;
  if (problem.single) floats.emplace(problem);
  for (const Individual& member : members) {
    if (member.complexity == 0) continue;  // the empty program is no approximation
    Approximation next = finish(problem, program::from_genome(member.genome));
    if (!std::isfinite(next.error)) continue;
    if (floats) {
      const double best = front.empty() ? std::numeric_limits<double>::infinity()
                                        : front.back().in_float->errors.ulp * (1 - 1e-4);
      next.in_float = floats->search(next.program, best);
      if (!next.in_float) continue;
    } else if (!front.empty() && !(next.error < front.back().error * (1 - 1e-6))) {
      continue;
    }
    next.error_in_double = dense_error_in_double(problem, next.program);
    next.bound = proven_bound(problem, next.program, next.constants, next.error);
    front.push_back(std::move(next));
  }
  return front;
}

}  // namespace cambrian::approximation
