#include "operators/program/fit/refine.hpp"

#include <algorithm>
#include <limits>

namespace cambrian::program {
namespace {

Quad length(std::span<const Quad> step, std::span<const Quad> constants) {
  Quad sum = 0;
  for (std::size_t p = 0; p < step.size(); ++p) {
    const Quad size = std::max(fabs(constants[p]), Quad(1e-6L));
    sum += step[p] / size * (step[p] / size);
  }
  return sqrt(sum);
}

}  // namespace

void Refiner::residuals(const Program& program, std::span<const Quad> constants,
                        const Samples& samples, std::vector<Quad>& out, std::vector<Quad>* slopes) {
  const std::size_t n = samples.size();
  const std::size_t columns = constants.size();
  out.resize(n);
  if (slopes != nullptr) slopes->assign(columns * n, Quad(0));
  for (std::size_t i = 0; i < n; ++i) {
    const Quad x = samples.x[i];
    const Quad value = evaluate_(program, constants, x);
    out[i] = samples.weight[i] * (value - samples.y[i]);
    if (slopes == nullptr) continue;
    slope_.assign(program.code.size(), Quad(0));
    const std::span<const Quad> values = evaluate_.values();
    const auto get = [&](Operand o) {
      return o.is_value() ? values[o.index] : o.is_constant() ? constants[o.index] : x;
    };
    const auto add = [&](Operand o, const Quad& amount) {
      if (o.is_value()) slope_[o.index] += amount;
      if (o.is_constant()) (*slopes)[o.index * n + i] += amount;
    };
    add(program.result, samples.weight[i]);
    for (std::size_t k = program.code.size(); k-- > 0;) {
      const Instruction& step = program.code[k];
      const auto& [a, b, c] = step.operands;
      const Quad g = slope_[k];
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
        case Op::scale:
        case Op::significand:
          add(a, g * slope_of_jump(step.op, get(a), get(b)));
          break;
        default:
          break;
      }
    }
  }
}

// jacobian_ becomes an orthonormal basis, factor_ the upper triangle with an inverted diagonal.
void Refiner::orthogonalise(std::size_t columns, std::size_t rows) {
  factor_.assign(columns * columns, Quad(0));
  const auto dot = [rows](const Quad* a, const Quad* b) {
    Quad sum = 0;
    for (std::size_t i = 0; i < rows; ++i) sum += a[i] * b[i];
    return sum;
  };
  const Quad dependent = Quad(1e-60L);
  for (std::size_t p = 0; p < columns; ++p) {
    Quad* const column = &jacobian_[p * rows];
    const Quad before = dot(column, column);
    for (std::size_t q = 0; q < p; ++q) {
      const Quad* const other = &jacobian_[q * rows];
      const Quad along = dot(other, column);
      for (std::size_t i = 0; i < rows; ++i) column[i] -= along * other[i];
      factor_[q * columns + p] = along;
    }
    const Quad after = dot(column, column);
    const Quad inverse = after > before * dependent ? 1 / sqrt(after) : Quad(0);
    for (std::size_t i = 0; i < rows; ++i) column[i] *= inverse;
    factor_[p * columns + p] = inverse;
  }
}

void Refiner::direction(std::size_t columns, std::span<const Quad> right, std::vector<Quad>& to) {
  const std::size_t rows = right.size();
  work_.assign(right.begin(), right.end());
  to.assign(columns, Quad(0));
  for (std::size_t p = 0; p < columns; ++p) {
    const Quad* const unit = &jacobian_[p * rows];
    Quad along = 0;
    for (std::size_t i = 0; i < rows; ++i) along += unit[i] * work_[i];
    for (std::size_t i = 0; i < rows; ++i) work_[i] -= along * unit[i];
    to[p] = along;
  }
  for (std::size_t p = columns; p-- > 0;) {
    for (std::size_t q = p + 1; q < columns; ++q) to[p] -= factor_[p * columns + q] * to[q];
    to[p] *= factor_[p * columns + p];
  }
}

Quad Refiner::refine(const Program& program, std::span<Quad> constants, const Samples& samples,
                     int steps, std::span<const Quad> importance) {
  const std::size_t columns = constants.size();
  const std::size_t rows = samples.size();
  const auto scale = [&](std::vector<Quad>& residual, std::vector<Quad>& slopes) {
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
    Quad whole = length(step_, constants);
    Quad damping = 1;
    const Quad precise = Quad(1e-26L);
    for (int step = 0; step < steps; ++step) {
      if (!(whole > precise) || !(damping > Quad(1e-4L))) break;
      trial_.assign(constants.begin(), constants.end());
      for (std::size_t p = 0; p < columns; ++p) trial_[p] -= damping * step_[p];
      residuals(program, trial_, samples, trial_residual_, &trial_jacobian_);
      scale(trial_residual_, trial_jacobian_);
      direction(columns, scaled_, rest_);
      const Quad left = length(rest_, constants);
      if (!(left < whole * (1 - damping / 4))) {
        damping /= 3;
        continue;
      }
      std::copy(trial_.begin(), trial_.end(), constants.begin());
      std::swap(residual_, trial_residual_);
      std::swap(jacobian_, trial_jacobian_);
      orthogonalise(columns, rows);
      direction(columns, scaled_, step_);
      whole = length(step_, constants);
      damping = std::min(Quad(1), damping * 3);
    }
  }
  Quad worst = 0;
  for (const Quad& r : residual_) {
    if (!(r - r == 0)) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, fabs(r));
  }
  return worst;
}

}  // namespace cambrian::program
