// evaluate(): the value of a program, in any arithmetic.
#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include "operators/program/program.hpp"
#include "operators/program/quad.hpp"

namespace cambrian::program {

/// Exponents between sqrt(1/2), rounded down to double, and twice that.
inline constexpr double kRootHalf = 0x1.6A09E667F3BCCp-1;

/// The smooth operators. Real needs + - * /, and sqrt and fma.
template <class Real>
Real apply_smooth(Op op, const Real& a, const Real& b, const Real& c) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::sub:
      return a - b;
    case Op::mul:
      return a * b;
    case Op::div:
      return a / b;
    case Op::sqrt:
      return sqrt(a);
    default:
      return fma(a, b, c);
  }
}
/// The operators that are not smooth, of floats.
float apply_to_floats(Op op, float a, float b);
/// The same of double, long double and Quad; not min and max. The exponent NaN is a large one.
template <class Real>
Real apply_with_jumps(Op op, const Real& a, const Real& b);

/// The derivative of these operators with respect to a, between their jumps.
template <class Real>
Real slope_of_jump(Op op, const Real& a, const Real& b) {
  if (op == Op::scale) return apply_with_jumps(op, Real(1), b);
  if (op != Op::significand || !(a > 0)) return 0;
  return apply_with_jumps(Op::scale, Real(1), -apply_with_jumps(Op::exponent, a, a));
}

/// Works through programs of scalars with one input. Real needs + - * /, and sqrt and fma: float,
/// double, long double, Quad, or a class that brings its own, which does not work for operators
/// that are not smooth. Holds a buffer: one per thread.
template <class Real>
class Evaluator {
 public:
  /// `constants` stand in the place of the program's own and must be as many.
  Real operator()(const Program& program, std::span<const Real> constants, const Real& x) {
    values_.resize(program.code.size());
    const auto value = [&](Operand o) -> const Real& {
      return o.is_value() ? values_[o.index] : o.is_constant() ? constants[o.index] : x;
    };
    for (std::size_t i = 0; i < program.code.size(); ++i) {
      const Instruction& step = program.code[i];
      const Real& a = value(step.operands[0]);
      const Real& b = value(step.operands[1]);
      values_[i] = apply(step, a, b, value(step.operands[2]));
    }
    return value(program.result);
  }

  /// Of the last call, by instruction.
  std::span<const Real> values() const { return values_; }

 private:
  static Real apply(const Instruction& step, const Real& a, const Real& b, const Real& c) {
    if (info(step.op).smooth) return apply_smooth(step.op, a, b, c);
    if constexpr (std::is_same_v<Real, float>) return apply_to_floats(step.op, a, b);
    if constexpr (std::is_floating_point_v<Real> || std::is_same_v<Real, Quad>) {
      return apply_with_jumps(step.op, a, b);
    }
    return a;
  }

  std::vector<Real> values_;
};

}  // namespace cambrian::program
