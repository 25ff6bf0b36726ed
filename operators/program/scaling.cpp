#include "operators/program/scaling.hpp"

#include <cmath>
#include <cstddef>

namespace cambrian::program {
namespace {

// The exponent of a value: a sum of multiples of the constants' exponents, and a number (the last).
using Exponent = std::vector<double>;

Exponent sum(const Exponent& a, const Exponent& b, double times) {
  Exponent y = a;
  for (std::size_t k = 0; k < y.size(); ++k) y[k] += times * b[k];
  return y;
}

// Linear equations by Gauss and Jordan. One that contradicts those before it is left out.
class Equations {
 public:
  explicit Equations(std::size_t unknowns) : unknowns_(unknowns) {}

  void equate_to_zero(Exponent row) {
    for (const Solved& s : solved_) row = sum(row, s.row, -row[s.unknown]);
    std::size_t pivot = 0;
    for (std::size_t k = 1; k < unknowns_; ++k) {
      if (std::fabs(row[k]) > std::fabs(row[pivot]) + 1e-9) pivot = k;
    }
    if (unknowns_ == 0 || std::fabs(row[pivot]) < 1e-9) return;
    const double scale = 1 / row[pivot];
    for (double& r : row) r *= scale;
    for (Solved& s : solved_) s.row = sum(s.row, row, -s.row[pivot]);
    solved_.push_back({pivot, std::move(row)});
  }

  std::vector<double> solution() const {
    std::vector<double> x(unknowns_, 0.0);
    for (const Solved& s : solved_) x[s.unknown] = -s.row[unknowns_];
    return x;
  }

 private:
  struct Solved {
    std::size_t unknown;
    Exponent row;
  };
  std::size_t unknowns_;
  std::vector<Solved> solved_;
};

}  // namespace

std::vector<double> scaling_exponents(const Program& program) {
  const std::size_t unknowns = program.constants.size();
  Equations equations(unknowns);
  std::vector<Exponent> values;
  const auto of = [&](Operand o) {
    if (o.is_value()) return values[o.index];
    Exponent e(unknowns + 1, 0.0);
    e[o.is_constant() ? o.index : unknowns] = 1;
    return e;
  };
  for (const Instruction& i : program.code) {
    const auto operand = [&](std::size_t k) { return of(i.operands[k]); };
    switch (i.op) {
      case Op::mul:
        values.push_back(sum(operand(0), operand(1), 1));
        break;
      case Op::div:
        values.push_back(sum(operand(0), operand(1), -1));
        break;
      case Op::sqrt:
        values.push_back(sum(operand(0), operand(0), -0.5));
        break;
      case Op::fma:
        values.push_back(sum(operand(0), operand(1), 1));
        equations.equate_to_zero(sum(values.back(), operand(2), -1));
        break;
      case Op::add:
      case Op::sub:
        values.push_back(operand(0));
        equations.equate_to_zero(sum(values.back(), operand(1), -1));
        break;
      default:
        values.push_back(operand(0));
    }
  }
  equations.equate_to_zero(of(program.result));
  return equations.solution();
}

}  // namespace cambrian::program
