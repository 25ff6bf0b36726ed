// DoubleDoubleFit: fits a program's constants in double-double arithmetic, vectors over the points.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "operators/program/fit/double_double_points.hpp"
#include "operators/program/fit/tape.hpp"
#include "operators/program/program.hpp"

namespace cambrian::program {

struct DoubleDoubleFitOptions {
  int steps = 40;       ///< Gauss-Newton, accepted or not
  bool coarse = false;  ///< they look at every other point only, if those are twice as many as the
                        ///< constants; where the error is promising, a few more look at all
  /// Ends early where the linear model leaves a larger error, root mean square, before the first
  /// step and after a few.
  double promising = 1e300;
};

/// Least squares by Gauss-Newton with exact derivatives and orthogonalisation: also for constants
/// that differ too little in effect for double precision. A step is taken when the correction that
/// would follow it, seen from the same place, is shorter than it (natural monotonicity: Deuflhard
/// 2004): this lets the residual rise on the way through a bent valley. Ends where the squares can
/// hardly get less (relative offset: Bates and Watts 1981). The outcome depends on the program, the
/// points and the start alone (and on the width of vectors).
/// Holds buffers: one per thread.
class DoubleDoubleFit {
 public:
  /// Any number of points but none.
  explicit DoubleDoubleFit(DoubleDoublePoints points);

  /// Improves the constants in place, one for each of the program's; scalars, one input. Gives the
  /// largest absolute residual: infinite where a value is not finite, or one on the way to it.
  double fit(const Program& program, std::span<DoubleDouble> constants,
             const DoubleDoubleFitOptions& options);
  /// weight * (value - y) of each point, in their order.
  std::vector<DoubleDouble> residuals(const Program& program,
                                      std::span<const DoubleDouble> constants);

 private:
  double* reserve(const Program& program);

  std::size_t size_;
  PaddedPoints points_;
  Tape tape_;
  std::vector<double> memory_;
};

}  // namespace cambrian::program
