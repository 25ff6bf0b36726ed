// Fitter: the constants of one program, from several starts and in the precision that its error
// needs.
#pragma once

#include <memory>

#include "engine/core/random.hpp"
#include "operators/program/fit/lane_fit.hpp"
#include "operators/program/fit/refine.hpp"
#include "problems/function_approximation/problem.hpp"

namespace cambrian::approximation {

struct FitRequest {
  double promising = 1e300;  ///< an error that is worth reaching
  bool thorough = false;     ///< more steps: up to twice the time
};

/// Holds buffers: one per thread.
class Fitter {
 public:
  explicit Fitter(const Problem& problem);

  /// Fits the constants in place, from themselves and from starts around them. Gives the largest
  /// error over the fitting points, and in single precision what rounding adds to it at most;
  /// infinite where the program has a pole in the domain, as far as it shows between them.
  double fit(program::Program& program, const FitRequest& request, Random& random);
  /// Of the program as it is, in binary128 over the fitting points.
  double error_of(const program::Program& program);

 private:
  void draw_starts(const program::Program& program, Random& random);
  double rounding(const program::Program& program) const;
  double sharpen(program::Program& program, double error, double promising);
  template <class Real>
  static double refined(program::Program& program, program::Refiner<Real>& refiner,
                        const program::Samples<Real>& samples, int steps);
  bool smooth_between(const program::Program& program, double error);

  const Problem& problem_;
  program::LaneFit lanes_;
  program::LaneFitState state_;
  program::Refiner<long double> long_refiner_;
  program::Refiner<Quad> quad_refiner_;
  program::Evaluator<double> evaluate_;
};

}  // namespace cambrian::approximation
