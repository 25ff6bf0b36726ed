#include "operators/program/fit/tape.hpp"

#include <algorithm>

namespace cambrian::program {

void Tape::compile(const Program& program) {
  const std::size_t count = program.constants.size();
  steps.clear();
  parameters = count;
  slots = count + 1 + program.code.size();
  std::vector<bool> below(slots, false);
  std::fill_n(below.begin(), count, true);
  const auto slot = [&](Operand o) -> std::uint16_t {
    if (o.is_constant()) return o.index;
    return static_cast<std::uint16_t>(count + (o.is_input() ? 0 : 1u + o.index));
  };
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    const Instruction& from = program.code[i];
    TapeStep step{};
    step.op = from.op;
    step.to = slot(Operand::value(i));
    step.a = slot(from.operands[0]);
    step.b = info(from.op).arity > 1 ? slot(from.operands[1]) : step.a;
    step.c = info(from.op).arity > 2 ? slot(from.operands[2]) : step.a;
    // Between jumps nothing changes with what is rounded.
    const bool flat = step.op == Op::round || step.op == Op::exponent;
    step.needs_a = !flat && below[step.a];
    step.needs_b = !flat && step.op != Op::scale && below[step.b];
    step.needs_c = !flat && below[step.c];
    below[step.to] = step.needs_a || step.needs_b || step.needs_c;
    steps.push_back(step);
  }
  result = slot(program.result);
}

}  // namespace cambrian::program
