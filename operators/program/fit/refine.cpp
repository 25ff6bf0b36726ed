#include "operators/program/fit/refine.hpp"

#include <algorithm>
#include <limits>

namespace cambrian::program {
namespace {

template <class Real>
Real length(std::span<const Real> step, std::span<const Real> constants) {
  Real sum = 0;
  for (std::size_t p = 0; p < step.size(); ++p) {
    const Real size = std::max(fabs(constants[p]), Real(1e-6L));
    sum += step[p] / size * (step[p] / size);
  }
  return sqrt(sum);
}

}  // namespace

template <class Real>
void Refiner<Real>::residuals(const Program& program, std::span<const Real> constants,
                              const Samples<Real>& samples, std::vector<Real>& out,
                              std::vector<Real>* slopes) {
  const std::size_t n = samples.size();
  const std::size_t columns = constants.size();
  out.resize(n);
  if (slopes != nullptr) slopes->assign(columns * n, Real(0));
  for (std::size_t i = 0; i < n; ++i) {
    const Real x = samples.x[i];
    const Real value = evaluate_(program, constants, x);
    out[i] = samples.weight[i] * (value - samples.y[i]);
    if (slopes == nullptr) continue;
    slope_.assign(program.code.size(), Real(0));
    const std::span<const Real> values = evaluate_.values();
    const auto get = [&](Operand o) {
      return o.is_value() ? values[o.index] : o.is_constant() ? constants[o.index] : x;
    };
    const auto add = [&](Operand o, const Real& amount) {
      if (o.is_value()) slope_[o.index] += amount;
      if (o.is_constant()) (*slopes)[o.index * n + i] += amount;
    };
    add(program.result, samples.weight[i]);
    for (std::size_t k = program.code.size(); k-- > 0;) {
      const Instruction& step = program.code[k];
      const auto& [a, b, c] = step.operands;
      const Real g = slope_[k];
      switch (step.op) {
        case Op::add:
          add(a, g);
          add(b, g);
          break;
        case Op::sub:
          add(a, g);
          add(b, -g);
          break;
        case Op::mul:
          add(a, g * get(b));
          add(b, g * get(a));
          break;
        case Op::div:
          add(a, g / get(b));
          add(b, -g / get(b) * values[k]);
          break;
        case Op::sqrt:
          add(a, g / (2 * values[k]));
          break;
        case Op::fma:
          add(a, g * get(b));
          add(b, g * get(a));
          add(c, g);
          break;
        default:
          break;
      }
    }
  }
}

// jacobian_ becomes an orthonormal basis, factor_ the upper triangle with an inverted diagonal.
template <class Real>
void Refiner<Real>::orthogonalise(std::size_t columns, std::size_t rows) {
  factor_.assign(columns * columns, Real(0));
  const auto dot = [rows](const Real* a, const Real* b) {
    Real sum = 0;
    for (std::size_t i = 0; i < rows; ++i) sum += a[i] * b[i];
    return sum;
  };
  const Real dependent = std::is_same_v<Real, long double> ? Real(1e-34L) : Real(1e-60L);
  for (std::size_t p = 0; p < columns; ++p) {
    Real* const column = &jacobian_[p * rows];
    const Real before = dot(column, column);
    for (std::size_t q = 0; q < p; ++q) {
      const Real* const other = &jacobian_[q * rows];
      const Real along = dot(other, column);
      for (std::size_t i = 0; i < rows; ++i) column[i] -= along * other[i];
      factor_[q * columns + p] = along;
    }
    const Real after = dot(column, column);
    const Real inverse = after > before * dependent ? 1 / sqrt(after) : Real(0);
    for (std::size_t i = 0; i < rows; ++i) column[i] *= inverse;
    factor_[p * columns + p] = inverse;
  }
}

template <class Real>
void Refiner<Real>::direction(std::size_t columns, std::span<const Real> right,
                              std::vector<Real>& to) {
  const std::size_t rows = right.size();
  work_.assign(right.begin(), right.end());
  to.assign(columns, Real(0));
  for (std::size_t p = 0; p < columns; ++p) {
    const Real* const unit = &jacobian_[p * rows];
    Real along = 0;
    for (std::size_t i = 0; i < rows; ++i) along += unit[i] * work_[i];
    for (std::size_t i = 0; i < rows; ++i) work_[i] -= along * unit[i];
    to[p] = along;
  }
  for (std::size_t p = columns; p-- > 0;) {
    for (std::size_t q = p + 1; q < columns; ++q) to[p] -= factor_[p * columns + q] * to[q];
    to[p] *= factor_[p * columns + p];
  }
}

template <class Real>
Real Refiner<Real>::refine(const Program& program, std::span<Real> constants,
                           const Samples<Real>& samples, int steps,
                           std::span<const Real> importance) {
  const std::size_t columns = constants.size();
  const std::size_t rows = samples.size();
  const auto scale = [&](std::vector<Real>& residual, std::vector<Real>& slopes) {
    scaled_ = residual;
    if (importance.empty()) return;
    for (std::size_t i = 0; i < rows; ++i) {
      scaled_[i] *= importance[i];
      for (std::size_t p = 0; p < columns; ++p) slopes[p * rows + i] *= importance[i];
    }
  };
  residuals(program, constants, samples, residual_, &jacobian_);
  if (columns > 0) {
    scale(residual_, jacobian_);
    orthogonalise(columns, rows);
    direction(columns, scaled_, step_);
    Real whole = length<Real>(step_, constants);
    Real damping = 1;
    const Real precise = std::is_same_v<Real, long double> ? Real(1e-16L) : Real(1e-26L);
    for (int step = 0; step < steps; ++step) {
      if (!(whole > precise) || !(damping > Real(1e-4L))) break;
      trial_.assign(constants.begin(), constants.end());
      for (std::size_t p = 0; p < columns; ++p) trial_[p] -= damping * step_[p];
      residuals(program, trial_, samples, trial_residual_, &trial_jacobian_);
      scale(trial_residual_, trial_jacobian_);
      direction(columns, scaled_, rest_);
      const Real left = length<Real>(rest_, constants);
      if (!(left < whole * (1 - damping / 4))) {
        damping /= 3;
        continue;
      }
      std::copy(trial_.begin(), trial_.end(), constants.begin());
      std::swap(residual_, trial_residual_);
      std::swap(jacobian_, trial_jacobian_);
      orthogonalise(columns, rows);
      direction(columns, scaled_, step_);
      whole = length<Real>(step_, constants);
      damping = std::min(Real(1), damping * 3);
    }
  }
  Real worst = 0;
  for (const Real& r : residual_) {
    if (!(r - r == 0)) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, fabs(r));
  }
  return worst;
}

template class Refiner<long double>;
#if defined(__SIZEOF_FLOAT128__)
template class Refiner<Quad>;
#endif

}  // namespace cambrian::program
