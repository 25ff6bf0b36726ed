// Programs that several tests use.
#pragma once

#include "operators/program/canonical.hpp"
#include "operators/program/program.hpp"

namespace cambrian::program {

/// c0 + c1 x + ... by Horner, canonical.
inline Program polynomial(std::size_t degree) {
  Program p;
  Operand value = p.append_constant(1);
  for (std::size_t k = 0; k < degree; ++k) {
    value = p.append(Op::mul, {value, Operand::input(0)});
    value = p.append(Op::add, {value, p.append_constant(1)});
  }
  p.result = value;
  return canonical(p);
}

/// a + b / (x + c), squared `squarings` times, canonical.
inline Program fraction(std::size_t squarings) {
  Program p;
  Operand value = p.append(Op::add, {Operand::input(0), p.append_constant(-3.4)});
  value = p.append(Op::div, {p.append_constant(-8.2), value});
  value = p.append(Op::add, {value, p.append_constant(-1.4)});
  for (std::size_t k = 0; k < squarings; ++k) value = p.append(Op::mul, {value, value});
  p.result = value;
  return canonical(p);
}

}  // namespace cambrian::program
