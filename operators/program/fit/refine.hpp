// Refiner: takes fitted constants to the precision of binary128.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "operators/program/evaluate.hpp"
#include "operators/program/program.hpp"
#include "operators/program/quad.hpp"

namespace cambrian::program {

/// Samples of one variable, as FitPoints.
struct Samples {
  std::vector<Quad> x;
  std::vector<Quad> y;
  std::vector<Quad> weight;

  std::size_t size() const { return x.size(); }
};

/// Least squares by Gauss-Newton from constants that are nearly right, steps judged as in
/// DoubleDoubleFit.
/// Holds buffers: one per thread.
class Refiner {
 public:
  /// Improves the constants in place; gives the largest absolute residual, infinite where a value
  /// is not finite. `importance` multiplies the weights in the squares only (empty: 1).
  Quad refine(const Program& program, std::span<Quad> constants, const Samples& samples, int steps,
              std::span<const Quad> importance = {});

  /// weight * (value - y) for each sample, and with `slopes` its derivative for each constant
  /// (constant p at sample i: slopes[p * samples + i]).
  void residuals(const Program& program, std::span<const Quad> constants, const Samples& samples,
                 std::vector<Quad>& out, std::vector<Quad>* slopes = nullptr);

 private:
  void orthogonalise(std::size_t columns, std::size_t rows);
  void direction(std::size_t columns, std::span<const Quad> right, std::vector<Quad>& to);

  Evaluator<Quad> evaluate_;
  std::vector<Quad> slope_, residual_, trial_residual_, jacobian_, trial_jacobian_, factor_;
  std::vector<Quad> scaled_, work_, step_, rest_, trial_;
};

}  // namespace cambrian::program
