#include "operators/program/program.hpp"

#include "engine/core/assert.hpp"

namespace cambrian::program {

ValueType Program::type_of(Operand operand) const {
  switch (operand.kind) {
    case Operand::Kind::input:
      return inputs[operand.index];
    case Operand::Kind::constant:
      return ValueType::scalar;
    case Operand::Kind::value:
      break;
  }
  return code[operand.index].type;
}

Operand Program::append(Op op, std::initializer_list<Operand> operands) {
  return append(op, std::span<const Operand>(operands.begin(), operands.size()));
}

Operand Program::append(Op op, std::span<const Operand> operands) {
  CAMBRIAN_ASSERT(operands.size() == info(op).arity && code.size() < 256);
  Instruction instruction{.op = op};
  std::array<ValueType, kMaxArity> types{};
  for (std::size_t k = 0; k < operands.size(); ++k) {
    instruction.operands[k] = operands[k];
    types[k] = type_of(operands[k]);
  }
  const auto type = result_type(op, std::span(types.data(), operands.size()));
  CAMBRIAN_ASSERT(type.has_value());
  instruction.type = *type;
  code.push_back(instruction);
  return Operand::value(code.size() - 1);
}

Operand Program::append_constant(double value) {
  CAMBRIAN_ASSERT(constants.size() < 256);
  constants.push_back(value);
  return Operand::constant(constants.size() - 1);
}

bool Program::well_formed() const {
  if (inputs.empty() || inputs.size() > kMaxInputs || code.size() > kMaxInstructions ||
      constants.size() > kMaxConstants) {
    return false;
  }
  const auto exists = [&](Operand o, std::size_t values) {
    switch (o.kind) {
      case Operand::Kind::input:
        return o.index < inputs.size();
      case Operand::Kind::constant:
        return o.index < constants.size();
      case Operand::Kind::value:
        return o.index < values;
    }
    return false;
  };
  for (const ValueType type : inputs) {
    if (type > ValueType::tensor) return false;
  }
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (static_cast<std::size_t>(code[i].op) >= all_ops().size()) return false;
    std::array<ValueType, kMaxArity> types{};
    std::size_t count = 0;
    for (const Operand operand : code[i].arguments()) {
      if (!exists(operand, i)) return false;
      types[count++] = type_of(operand);
    }
    if (result_type(code[i].op, std::span(types.data(), count)) != code[i].type) return false;
  }
  return exists(result, code.size());
}

void encode(Encoder& out, const Program& program) {
  out.block(program.inputs);
  Bytes code;
  const auto put = [&code](auto value) { code.push_back(static_cast<std::byte>(value)); };
  for (const Instruction& instruction : program.code) {
    put(instruction.op);
    put(instruction.type);
    for (const Operand operand : instruction.operands) {
      put(operand.kind);
      put(operand.index);
    }
  }
  put(program.result.kind);
  put(program.result.index);
  out.bytes(code);
  out.block(program.constants);
}

Program decode(Decoder& in) {
  constexpr std::size_t kInstructionBytes = 2 + 2 * kMaxArity;
  Program program;
  program.inputs = in.block<ValueType>();
  const Bytes code = in.bytes();
  program.constants = in.block<double>();
  if (code.size() % kInstructionBytes != 2) throw DecodeError("a program of a wrong length");
  std::size_t at = 0;
  const auto get = [&] { return static_cast<std::uint8_t>(code[at++]); };
  const auto operand = [&] {
    Operand o;
    o.kind = static_cast<Operand::Kind>(get());
    o.index = get();
    return o;
  };
  while (at + 2 < code.size()) {
    Instruction instruction;
    instruction.op = static_cast<Op>(get());
    instruction.type = static_cast<ValueType>(get());
    for (Operand& o : instruction.operands) o = operand();
    program.code.push_back(instruction);
  }
  program.result = operand();
  if (!program.well_formed()) throw DecodeError("a program that is not well-formed");
  return program;
}

Genome to_genome(const Program& program) {
  Encoder out;
  encode(out, program);
  return Genome::of(out.take());
}

Program from_genome(const Genome& genome) {
  Decoder in(genome.bytes);
  Program program = decode(in);
  if (!in.at_end()) throw DecodeError("bytes after a program");
  return program;
}

std::vector<std::uint32_t> use_counts(const Program& program) {
  std::vector<std::uint32_t> uses(program.code.size(), 0);
  for (const Instruction& instruction : program.code) {
    for (const Operand operand : instruction.arguments()) {
      if (operand.is_value()) ++uses[operand.index];
    }
  }
  if (program.result.is_value()) ++uses[program.result.index];
  return uses;
}

bool is_smooth(const Program& program) {
  for (const Instruction& i : program.code) {
    if (!info(i.op).smooth) return false;
  }
  return true;
}

std::size_t trailing_squarings(const Program& program) {
  const std::vector<std::uint32_t> uses = use_counts(program);
  std::size_t count = 0;
  Operand at = program.result;
  std::uint32_t expected = 1;
  while (at.is_value() && uses[at.index] == expected) {
    const Instruction& i = program.code[at.index];
    if (i.op != Op::mul || i.operands[0] != i.operands[1]) break;
    ++count;
    at = i.operands[0];
    expected = 2;
  }
  return count;
}

}  // namespace cambrian::program
