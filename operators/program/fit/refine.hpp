// Refiner: takes fitted constants to the precision of a wider arithmetic.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "operators/program/evaluate.hpp"
#include "operators/program/program.hpp"
#include "operators/program/quad.hpp"

namespace cambrian::program {

/// Samples of one variable, as FitPoints.
template <class Real>
struct Samples {
  std::vector<Real> x;
  std::vector<Real> y;
  std::vector<Real> weight;

  std::size_t size() const { return x.size(); }
};

/// Least squares by Gauss-Newton from constants that are nearly right, steps judged as in LaneFit.
/// Real: long double or Quad. Holds buffers: one per thread.
template <class Real>
class Refiner {
 public:
  /// Improves the constants in place; gives the largest absolute residual, infinite where a value
  /// is not finite. `importance` multiplies the weights in the squares only (empty: 1).
  Real refine(const Program& program, std::span<Real> constants, const Samples<Real>& samples,
              int steps, std::span<const Real> importance = {});

  /// weight * (value - y) for each sample, and with `slopes` its derivative for each constant
  /// (constant p at sample i: slopes[p * samples + i]).
  void residuals(const Program& program, std::span<const Real> constants,
                 const Samples<Real>& samples, std::vector<Real>& out,
                 std::vector<Real>* slopes = nullptr);

 private:
  void orthogonalise(std::size_t columns, std::size_t rows);
  void direction(std::size_t columns, std::span<const Real> right, std::vector<Real>& to);

  Evaluator<Real> evaluate_;
  std::vector<Real> slope_, residual_, trial_residual_, jacobian_, trial_jacobian_, factor_;
  std::vector<Real> scaled_, work_, step_, rest_, trial_;
};

}  // namespace cambrian::program
