#include "problems/function_approximation/fitter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "operators/program/scaling.hpp"
#include "operators/program/single/rounding.hpp"

namespace cambrian::approximation {
namespace {

constexpr int kThoroughSteps = 60;
// What goes on in double-double: the best ends of damped steps, and the first start as it is,
// since damped steps lead away from constants that differ too little in effect for doubles.
constexpr std::size_t kEnds = 2;
constexpr std::size_t kStarts = 1;
constexpr int kSteps = 30;
// An error within this factor of a promising one is in sight.
constexpr double kInSight = 10;
// Errors below this are rounding.
constexpr double kNoise = 1e-25;
// A program between the points may err by so much more than at them.
constexpr double kBetweenFactor = 30;

// Starts: deviations of the stretch, where all is new, and of new constants; how many are new, and
// a touch for the others.
constexpr double kStretchOctaves = 1;
constexpr double kNewOctaves = 3;
constexpr double kSpreadOctaves = 2;
constexpr double kNewConstants = 0.2;
constexpr double kJitter = 0.1;

// The scale of the argument, as an octave, to which constants fit best.
double octaves_of(const std::vector<double>& constants, const std::vector<double>& exponents) {
  double products = 0, squares = 1e-3;
  for (std::size_t p = 0; p < constants.size(); ++p) {
    if (constants[p] == 0 || !std::isfinite(constants[p])) continue;
    products += exponents[p] * std::log2(std::fabs(constants[p]));
    squares += exponents[p] * exponents[p];
  }
  return products / squares;
}

}  // namespace

Fitter::Fitter(const Problem& problem)
    : problem_(problem),
      lanes_(problem.points),
      fit_(problem.fine_points),
      between_(problem.between) {}

double Fitter::fit(program::Program& program, const FitRequest& request, Random& random) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  draw_starts(program, random);
  starts_ = state_.constants;
  program::LaneFitOptions options;
  options.coarse = true;
  if (request.thorough) options.steps = kThoroughSteps;
  lanes_.fit(program, state_, options);
  const double error = best_fit(program, request.promising);
  if (!(error < request.promising) || !smooth_between(program, error)) return kInfinite;
  for (std::size_t p = 0; p < constants_.size(); ++p) program.constants[p] = constants_[p].hi;
  return problem_.single ? error + rounding(program) : error;
}

// Leaves the constants in constants_.
double Fitter::best_fit(const program::Program& program, double promising) {
  const program::DoubleDoubleFitOptions options{
      .steps = kSteps, .coarse = true, .promising = std::max(promising * kInSight, kNoise)};
  double least = std::numeric_limits<double>::infinity();
  const auto attempt = [&](const std::vector<double>& from, std::size_t lane) {
    trial_.clear();
    for (std::size_t i = lane; i < from.size(); i += program::kLanes) trial_.emplace_back(from[i]);
    const double error = fit_.fit(program, trial_, options);
    if (!(error < least)) return;
    least = error;
    std::swap(constants_, trial_);
  };
  std::array<std::size_t, program::kLanes> order;
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return state_.errors[a] < state_.errors[b];
  });
  for (std::size_t k = 0; k < kEnds; ++k) attempt(state_.constants, order[k]);
  for (std::size_t k = 0; k < kStarts; ++k) attempt(starts_, k);
  return least;
}

double Fitter::error_of(const program::Program& program) {
  constants_.assign(program.constants.begin(), program.constants.end());
  const double error = fit_.fit(program, constants_, {.steps = 0});
  return problem_.single ? error + rounding(program) : error;
}

double Fitter::rounding(const program::Program& program) const {
  return program::rounding_error(program, problem_.points.x, problem_.points.weight);
}

// Lane 0 inherits all constants. In the others the program is taken for a part of one that works
// on a longer or shorter argument, as every constant then changes by a power of the stretch; and
// some begin anew, around what the argument's scale gives: all of them in the last lane.
void Fitter::draw_starts(const program::Program& program, Random& random) {
  const std::size_t count = program.constants.size();
  state_.constants.resize(count * program::kLanes);
  const std::vector<double> exponents = program::scaling_exponents(program);
  const double scale = octaves_of(program.constants, exponents);
  for (std::size_t lane = 0; lane < program::kLanes; ++lane) {
    const bool anew = lane + 1 == program::kLanes;
    const double stretch = (anew ? kNewOctaves : kStretchOctaves) * random.normal();
    for (std::size_t p = 0; p < count; ++p) {
      double& constant = state_.constants[p * program::kLanes + lane];
      constant = program.constants[p];
      if (lane == 0) continue;
      if (anew || random.chance(kNewConstants)) {
        const double octaves = exponents[p] * (scale + stretch) + kSpreadOctaves * random.normal();
        constant = std::exp2(octaves) * (random.chance(0.5) ? 1 : -1);
      } else {
        constant *= std::exp2(exponents[p] * stretch) * (1 + kJitter * random.normal());
      }
    }
  }
}

bool Fitter::smooth_between(const program::Program& program, double error) {
  const double limit = std::max(error, kNoise) * kBetweenFactor;
  return between_.fit(program, constants_, {.steps = 0}) <= limit;
}

}  // namespace cambrian::approximation
