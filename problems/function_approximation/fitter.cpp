#include "problems/function_approximation/fitter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/program/scaling.hpp"
#include "operators/program/single/rounding.hpp"

namespace cambrian::approximation {
namespace {

// Relative errors below these need the next wider arithmetic.
constexpr double kDoubleFloor = 2e-13;
constexpr double kLongFloor = 1e-13;  // constants that hardly differ in effect stop it so early
constexpr int kSharpenSteps = 8;
constexpr int kQuadSteps = 3;
constexpr int kThoroughSteps = 60;
// A program between the points may err by so much more than at them.
constexpr double kBetweenFactor = 30;
// Starts within this factor of a welcome error after the damped steps go on.
constexpr double kPromisingFactor = 1e3;
// Where damped steps end, and where all of double precision ends, for programs that may be as good
// as one likes in wider arithmetic.
constexpr double kDampedFloor = 1e-8;
constexpr double kDoubleNoise = 1e-12;

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

Fitter::Fitter(const Problem& problem) : problem_(problem), lanes_(problem.points) {}

double Fitter::fit(program::Program& program, const FitRequest& request, Random& random) {
  draw_starts(program, random);
  program::LaneFitOptions options;
  options.coarse = true;
  if (request.thorough) options.damped_steps = kThoroughSteps;
  options.promising = std::max(request.promising * kPromisingFactor, kDampedFloor);
  lanes_.fit(program, state_, options);
  const auto best = static_cast<std::size_t>(
      std::min_element(state_.errors, state_.errors + program::kLanes) - state_.errors);
  const double error = state_.errors[best];
  if (!(error < std::max(request.promising * 1e6, kDoubleNoise)))
    return std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < program.constants.size(); ++p) {
    program.constants[p] = state_.constants[p * program::kLanes + best];
  }
  if (!smooth_between(program, error)) return std::numeric_limits<double>::infinity();
  return problem_.single ? error + rounding(program) : sharpen(program, error, request.promising);
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
  const program::FitPoints& between = problem_.between;
  const double limit = std::max(error, 1e-12) * kBetweenFactor;
  for (std::size_t i = 0; i < between.size(); ++i) {
    const double value = evaluate_(program, program.constants, between.x[i]);
    if (!(std::fabs(value - between.y[i]) * between.weight[i] <= limit)) return false;
  }
  return true;
}

// Improves constants of doubles in wider arithmetic and gives the error there: that in double means
// nothing where all of it is rounding, which may also happen to be none.
template <class Real>
double Fitter::refined(program::Program& program, program::Refiner<Real>& refiner,
                       const program::Samples<Real>& samples, int steps) {
  std::vector<Real> wide(program.constants.begin(), program.constants.end());
  const auto before = static_cast<double>(refiner.refine(program, wide, samples, 0));
  const auto after = static_cast<double>(refiner.refine(program, wide, samples, steps));
  if (!(after < before)) return before;
  std::copy(wide.begin(), wide.end(), program.constants.begin());
  return after;
}

// The program keeps doubles: from these, wider arithmetic finds the rest again. The widest is slow,
// and for those only that are not far from a welcome error.
double Fitter::sharpen(program::Program& program, double error, double promising) {
  if (error > kDoubleFloor || program.constants.empty()) return error;
  error = refined(program, long_refiner_, problem_.long_points, kSharpenSteps);
  if (error > kLongFloor || error > promising * kPromisingFactor) return error;
  return refined(program, quad_refiner_, problem_.quad_points, kQuadSteps);
}

}  // namespace cambrian::approximation
