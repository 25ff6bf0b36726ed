#include "operators/expression/evaluation/normal_equations.hpp"

#include <cmath>

namespace cambrian::expression {

void NormalEquations::reset(std::size_t parameters) {
  curvature.assign(parameters * parameters, 0);
  gradient.assign(parameters, 0);
  loss = 0;
}

bool damped_step(const NormalEquations& equations, std::span<const double> scale, double damping,
                 std::span<double> step, std::vector<double>& work) {
  const std::size_t n = equations.size();
  work.assign(equations.curvature.begin(), equations.curvature.end());
  for (std::size_t i = 0; i < n; ++i) work[i * n + i] += damping * scale[i];
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = work[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= work[i * n + k] * work[j * n + k];
      if (i == j) {
        if (!(sum > 0) || !std::isfinite(sum)) return false;
        work[j * n + j] = std::sqrt(sum);
      } else {
        work[i * n + j] = sum / work[j * n + j];
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    double sum = -equations.gradient[i];
    for (std::size_t k = 0; k < i; ++k) sum -= work[i * n + k] * step[k];
    step[i] = sum / work[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    double sum = step[i];
    for (std::size_t k = i + 1; k < n; ++k) sum -= work[k * n + i] * step[k];
    step[i] = sum / work[i * n + i];
    if (!std::isfinite(step[i])) return false;
  }
  return true;
}

}  // namespace cambrian::expression
