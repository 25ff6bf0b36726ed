// evaluate(): the value of a program, in any arithmetic.
#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include "operators/program/program.hpp"
#include "operators/program/quad.hpp"

namespace cambrian::program {

/// The operators of complete functions.
float apply_to_floats(Op op, float a, float b);

/// Works through programs of scalars with one input. Real needs + - * /, and sqrt and fma: float,
/// double, long double, Quad, or a class that brings its own. Operators that are not smooth work
/// for float alone. Holds a buffer: one per thread.
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
    switch (step.op) {
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
      case Op::fma:
        return fma(a, b, c);
      default:
        break;
    }
    if constexpr (std::is_same_v<Real, float>) return apply_to_floats(step.op, a, b);
    return a;
  }

  std::vector<Real> values_;
};

}  // namespace cambrian::program
