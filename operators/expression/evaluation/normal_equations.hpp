// NormalEquations: sums over rows that a Gauss-Newton step needs, and the damped step itself
// (internal).
#pragma once

#include <span>
#include <vector>

namespace cambrian::expression {

/// Of p parameters: the curvature J^T W J (p x p, row by row, both triangles), the gradient J^T psi
/// of half the squared loss or of the loss, and the loss. Resizing keeps the memory.
struct NormalEquations {
  std::vector<double> curvature;
  std::vector<double> gradient;
  double loss = 0;

  void reset(std::size_t parameters);
  std::size_t size() const { return gradient.size(); }
};

/// Solves (curvature + damping diag(scale)) step = -gradient by Cholesky's method. False when the
/// matrix is not positive definite or a number is not finite. `work` is scratch memory.
bool damped_step(const NormalEquations& equations, std::span<const double> scale, double damping,
                 std::span<double> step, std::vector<double>& work);

}  // namespace cambrian::expression
