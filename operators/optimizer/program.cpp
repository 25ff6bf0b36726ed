#include "operators/optimizer/program.hpp"

#include <cmath>

namespace cambrian::optimizer {

std::string variable_name(std::uint8_t variable) {
  constexpr const char* kNames[] = {"w", "g", "m", "v", "lr", "update"};
  if (variable < first_local) return kNames[variable];
  return "x" + std::to_string(variable - first_local + 1);
}

ValueType input_type(std::uint8_t variable) {
  return variable == learning_rate ? ValueType::scalar : ValueType::vector;
}

Genome to_genome(const Program& program) {
  Bytes code;
  std::vector<double> constants;
  const auto put = [&code](auto value) { code.push_back(static_cast<std::byte>(value)); };
  for (const Statement& statement : program.statements) {
    put(statement.target);
    put(statement.function);
    for (const Argument& argument : statement.used()) {
      put(argument.constant ? Program::kMaxVariables : std::size_t{argument.variable});
      if (argument.constant) constants.push_back(argument.value);
    }
  }
  Encoder out;
  out.bytes(code);
  out.block(constants);
  return Genome::of(out.take());
}

Program from_genome(const Genome& genome) {
  Decoder in(genome.bytes);
  const Bytes code = in.bytes();
  const auto constants = in.block<double>();
  if (!in.at_end()) throw DecodeError("bytes after a program");
  Program program;
  std::size_t at = 0;
  std::size_t constant = 0;
  const auto get = [&] {
    if (at == code.size()) throw DecodeError("a program that is cut off");
    return static_cast<std::uint8_t>(code[at++]);
  };
  while (at < code.size()) {
    Statement statement;
    statement.target = get();
    const std::uint8_t function = get();
    if (function >= kFunctions || statement.target >= Program::kMaxVariables)
      throw DecodeError("a statement that does not exist");
    statement.function = static_cast<Function>(function);
    for (Argument& argument : statement.used()) {
      const std::uint8_t variable = get();
      if (variable > Program::kMaxVariables) throw DecodeError("a variable that does not exist");
      argument = Argument::of(variable);
      if (variable < Program::kMaxVariables) continue;
      if (constant == constants.size()) throw DecodeError("a constant that is missing");
      argument = Argument::number(constants[constant++]);
      if (!std::isfinite(argument.value)) throw DecodeError("a constant that is not finite");
    }
    program.statements.push_back(statement);
  }
  if (constant != constants.size() || program.statements.size() > Program::kMaxStatements)
    throw DecodeError("a program of a wrong length");
  return program;
}

}  // namespace cambrian::optimizer
