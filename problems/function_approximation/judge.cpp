#include "problems/function_approximation/judge.hpp"

#include <cmath>

#include "engine/core/assert.hpp"
#include "engine/core/random.hpp"
#include "operators/program/canonical.hpp"
#include "problems/function_approximation/bound.hpp"
#include "problems/function_approximation/fitter.hpp"

namespace cambrian::approximation {
namespace {

constexpr int kFits = 40;  // each of eight starts

// The search for constants knows canonical programs only, whose constants are read once each.
program::Program fitted(const Problem& problem, const program::Program& written) {
  Fitter fitter(problem);
  program::Program best = program::canonical(written);
  double least = fitter.error_of(best);
  Random random({static_cast<std::uint64_t>(problem.config.seed), 0, 0, Purpose::vary});
  for (int fit = 0; fit < kFits; ++fit) {
    program::Program next = best;
    const double error = fitter.fit(next, {.thorough = true}, random);
    if (!(error < least) && std::isfinite(least)) continue;
    if (!std::isfinite(error)) continue;
    least = error;
    best = std::move(next);
  }
  return best;
}

}  // namespace

Judgement judge(const Problem& problem, const program::Program& program) {
  CAMBRIAN_ASSERT(!problem.single);
  Judgement result;
  Approximation& written = result.as_written;
  written.program = program;
  written.cost = problem.cost.cost(program);
  written.constants.assign(program.constants.begin(), program.constants.end());
  written.error = static_cast<double>(dense_error(problem, program, written.constants));
  written.error_in_double = dense_error_in_double(problem, program);
  if (std::isfinite(written.error)) {
    written.bound = proven_bound(problem, program, written.constants, written.error);
  }
  const program::Program best = fitted(problem, program);
  const auto report =
      make_report(problem, {{program::to_genome(best), {0.0}, problem.cost.cost(best)}});
  if (!report.empty() && report.front().error < written.error) result.best = report.front();
  return result;
}

}  // namespace cambrian::approximation
