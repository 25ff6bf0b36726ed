// Program: a straight-line program in SSA form: a directed graph whose nodes are instructions.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"
#include "operators/program/op.hpp"

namespace cambrian::program {

/// Where an instruction takes a value from: an input, a constant, or an earlier instruction.
struct Operand {
  enum class Kind : std::uint8_t { input = 0, constant = 1, value = 2 };
  Kind kind = Kind::input;
  std::uint8_t index = 0;

  static Operand input(std::size_t i) { return {Kind::input, static_cast<std::uint8_t>(i)}; }
  static Operand constant(std::size_t i) { return {Kind::constant, static_cast<std::uint8_t>(i)}; }
  static Operand value(std::size_t i) { return {Kind::value, static_cast<std::uint8_t>(i)}; }
  bool is_input() const { return kind == Kind::input; }
  bool is_constant() const { return kind == Kind::constant; }
  bool is_value() const { return kind == Kind::value; }
  auto operator<=>(const Operand&) const = default;
};

struct Instruction {
  Op op = Op::add;
  ValueType type = ValueType::scalar;            ///< of the result
  std::array<Operand, kMaxArity> operands = {};  ///< the first info(op).arity of them count

  std::span<const Operand> arguments() const { return {operands.data(), info(op).arity}; }
  std::span<Operand> arguments() { return {operands.data(), info(op).arity}; }
  bool operator==(const Instruction&) const = default;
};

/// Instruction i may use instructions 0..i-1. The default is the identity of one scalar, which has
/// no instruction: the empty program. Constants are scalars.
struct Program {
  static constexpr std::size_t kMaxInstructions = 64;
  static constexpr std::size_t kMaxConstants = 64;
  static constexpr std::size_t kMaxInputs = 16;

  std::vector<ValueType> inputs = {ValueType::scalar};
  std::vector<Instruction> code;
  std::vector<double> constants;
  Operand result = Operand::input(0);

  ValueType type_of(Operand operand) const;
  /// Appends an instruction and gives where its value is found. Requires operands that exist and
  /// whose types the operator takes.
  Operand append(Op op, std::initializer_list<Operand> operands);
  Operand append(Op op, std::span<const Operand> operands);
  Operand append_constant(double value);
  /// Whether every operand exists and every type is as the operators give it.
  bool well_formed() const;
  bool operator==(const Program&) const = default;
};

/// The genome bytes of a program, and back. Throws DecodeError unless it is well-formed.
Genome to_genome(const Program& program);
Program from_genome(const Genome& genome);
void encode(Encoder& out, const Program& program);
Program decode(Decoder& in);

/// Number of instructions that read each instruction's value; the program's result counts as one.
std::vector<std::uint32_t> use_counts(const Program& program);
/// Whether all operators are, so that there are no jumps.
bool is_smooth(const Program& program);
/// How many times the result is the square of a value that is used for nothing else: 3 for t^8.
std::size_t trailing_squarings(const Program& program);

}  // namespace cambrian::program
