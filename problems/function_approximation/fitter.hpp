// Fitter: the constants of one program, from several starts.
#pragma once

#include <vector>

#include "engine/core/random.hpp"
#include "operators/program/fit/double_double_fit.hpp"
#include "operators/program/fit/lane_fit.hpp"
#include "problems/function_approximation/problem.hpp"

namespace cambrian::approximation {

struct FitRequest {
  double promising = 1e300;  ///< an error that is worth reaching
  bool thorough = false;     ///< more damped steps
};

/// Holds buffers: one per thread.
class Fitter {
 public:
  explicit Fitter(const Problem& problem);

  /// Fits the constants in place, from themselves and from starts around them. Gives the largest
  /// error over the fitting points, and in single precision what rounding adds to it at most;
  /// infinite where it is not below a promising one, and where the program has a pole in the
  /// domain, as far as it shows between the points. The error is that of constants in
  /// double-double, of which the program keeps the first halves: from these, wider arithmetic finds
  /// the rest again.
  double fit(program::Program& program, const FitRequest& request, Random& random);
  /// Of the program as it is, over the fitting points.
  double error_of(const program::Program& program);

 private:
  void draw_starts(const program::Program& program, Random& random);
  double rounding(const program::Program& program) const;
  double best_fit(const program::Program& program, double promising);
  bool smooth_between(const program::Program& program, double error);

  const Problem& problem_;
  program::LaneFit lanes_;
  program::LaneFitState state_;
  program::DoubleDoubleFit fit_, between_;
  std::vector<double> starts_;                            ///< as state_.constants
  std::vector<program::DoubleDouble> trial_, constants_;  ///< of a fit, of the best one
};

}  // namespace cambrian::approximation
