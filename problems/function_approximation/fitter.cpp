#include "problems/function_approximation/fitter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/program/single/rounding.hpp"

namespace cambrian::approximation {
namespace {

// Relative errors below these need the next wider arithmetic.
constexpr double kDoubleFloor = 2e-13;
constexpr double kLongFloor = 1e-16;
constexpr int kSharpenSteps = 8;
// A program between the points may err by so much more than at them.
constexpr double kBetweenFactor = 30;
// Starts within this factor of a welcome error after the damped steps go on.
constexpr double kPromisingFactor = 1e3;

}  // namespace

Fitter::Fitter(const Problem& problem, const program::Variation& variation)
    : problem_(problem), variation_(variation), lanes_(problem.points) {}

double Fitter::fit(program::Program& program, const FitRequest& request, Random& random) {
  draw_starts(program, request.inherit, random);
  program::LaneFitOptions options;
  options.coarse = true;
  options.promising = request.promising * kPromisingFactor;
  lanes_.fit(program, state_, options);
  const auto best = static_cast<std::size_t>(
      std::min_element(state_.errors, state_.errors + program::kLanes) - state_.errors);
  const double error = state_.errors[best];
  if (!(error < request.promising * 1e6)) return std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < program.constants.size(); ++p) {
    program.constants[p] = state_.constants[p * program::kLanes + best];
  }
  if (!smooth_between(program, error)) return std::numeric_limits<double>::infinity();
  return problem_.single ? error + rounding(program) : sharpen(program, error);
}

double Fitter::error_of(const program::Program& program) {
  std::vector<Quad> constants(program.constants.begin(), program.constants.end());
  const auto error =
      static_cast<double>(quad_refiner_.refine(program, constants, problem_.quad_points, 0));
  return problem_.single ? error + rounding(program) : error;
}

double Fitter::rounding(const program::Program& program) const {
  return program::rounding_error(program, problem_.points.x, problem_.points.weight);
}

// Lane 0 inherits all constants, the next ones with changes; the others begin anew.
void Fitter::draw_starts(const program::Program& program, bool inherit, Random& random) {
  const std::size_t count = program.constants.size();
  state_.constants.resize(count * program::kLanes);
  for (std::size_t lane = 0; lane < program::kLanes; ++lane) {
    for (std::size_t p = 0; p < count; ++p) {
      double& constant = state_.constants[p * program::kLanes + lane];
      const double old = program.constants[p];
      if (inherit && lane == 0) {
        constant = old;
      } else if (inherit && lane < 3) {
        constant = old * (1 + (lane == 1 ? 0.05 : 0.3) * random.normal());
      } else if (inherit && lane < 5 && !random.chance(lane == 3 ? 0.3 : 0.6)) {
        constant = old;
      } else {
        constant = variation_.random_constant(random);
      }
    }
  }
}

bool Fitter::smooth_between(const program::Program& program, double error) {
  const program::FitPoints& between = problem_.between;
  const double limit = std::max(error, 1e-12) * kBetweenFactor;
  for (std::size_t i = 0; i < between.size(); ++i) {
    const double value = evaluate_(program, program.constants, between.x[i]);
    if (!(std::fabs(value - between.y[i]) * between.weight[i] <= limit)) return false;
  }
  return true;
}

// The program keeps doubles: from these, wider arithmetic finds the rest again.
double Fitter::sharpen(program::Program& program, double error) {
  if (error > kDoubleFloor || program.constants.empty()) return error;
  std::vector<long double> wide(program.constants.begin(), program.constants.end());
  double sharp =
      static_cast<double>(long_refiner_.refine(program, wide, problem_.long_points, kSharpenSteps));
  if (!(sharp < error)) return error;
  std::copy(wide.begin(), wide.end(), program.constants.begin());
  if (sharp > kLongFloor) return sharp;
  std::vector<Quad> widest(wide.begin(), wide.end());
  const double sharpest = static_cast<double>(
      quad_refiner_.refine(program, widest, problem_.quad_points, kSharpenSteps));
  if (!(sharpest < sharp)) return sharp;
  std::copy(widest.begin(), widest.end(), program.constants.begin());
  return sharpest;
}

}  // namespace cambrian::approximation
