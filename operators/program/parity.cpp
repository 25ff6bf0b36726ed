#include "operators/program/parity.hpp"

#include <vector>

namespace cambrian::program {
namespace {

Parity of_sum(Parity a, Parity b) { return a == b ? a : Parity::none; }

Parity of_product(Parity a, Parity b) {
  if (a == Parity::none || b == Parity::none) return Parity::none;
  return a == b ? Parity::even : Parity::odd;
}

}  // namespace

Parity parity_of(const Program& program) {
  std::vector<Parity> values;
  const auto of = [&](Operand o) {
    return o.is_value() ? values[o.index] : o.is_input() ? Parity::odd : Parity::even;
  };
  for (const Instruction& i : program.code) {
    const Parity a = of(i.operands[0]);
    const auto b = [&] { return of(i.operands[1]); };
    switch (i.op) {
      case Op::add:
      case Op::sub:
        values.push_back(of_sum(a, b()));
        break;
      case Op::mul:
      case Op::div:
        values.push_back(of_product(a, b()));
        break;
      case Op::fma:
        values.push_back(of_sum(of_product(a, b()), of(i.operands[2])));
        break;
      case Op::round:
        values.push_back(a);
        break;
      case Op::scale:
        values.push_back(b() == Parity::even ? a : Parity::none);
        break;
      case Op::min:
      case Op::max:
        values.push_back(a == Parity::even ? of_sum(a, b()) : Parity::none);
        break;
      default:  // of a value and its negative, one has no root, exponent or significand
        values.push_back(a == Parity::even ? a : Parity::none);
    }
  }
  return of(program.result);
}

}  // namespace cambrian::program
