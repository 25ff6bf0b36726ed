// Program: an optimizer as a straight-line program over variables, train(w, g, m, v, lr) -> update,
// m, v.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"
#include "engine/core/result.hpp"
#include "operators/optimizer/function.hpp"

namespace cambrian::optimizer {

/// The variables that have a meaning; those from first_local on are the program's own.
enum Variable : std::uint8_t {
  weights = 0,
  gradient = 1,
  m = 2,  ///< state; 0 before the first step
  v = 3,  ///< state; 0 before the first step
  learning_rate = 4,
  update = 5,  ///< what is subtracted from the weights
  first_local = 6,
};

/// A variable or a constant.
struct Argument {
  bool constant = false;
  std::uint8_t variable = 0;
  double value = 0;  ///< of a constant; finite

  static Argument of(std::uint8_t variable) { return {false, variable, 0}; }
  static Argument number(double value) { return {true, 0, value}; }
  bool operator==(const Argument&) const = default;
};

/// target = function(arguments)
struct Statement {
  std::uint8_t target = update;
  Function function = Function::add;
  std::array<Argument, kMaxArity> arguments = {};  ///< the first info(function).arity count

  std::span<const Argument> used() const { return {arguments.data(), info(function).arity}; }
  std::span<Argument> used() { return {arguments.data(), info(function).arity}; }
  bool operator==(const Statement&) const = default;
};

/// Unlike operators/program, which evolves one result in SSA form without dead code, variables are
/// assigned again and again and statements without effect are kept: they are the stepping stones of
/// this search (70 % of what Chen et al. 2023 evolved).
struct Program {
  static constexpr std::size_t kMaxStatements = 64;
  static constexpr std::size_t kMaxVariables = 128;

  std::vector<Statement> statements;

  bool operator==(const Program&) const = default;
};

/// "w", "g", "m", "v", "lr", "update", "x1", "x2", ...
std::string variable_name(std::uint8_t variable);
/// Of the variables that exist when a program begins.
ValueType input_type(std::uint8_t variable);

/// The genome bytes of a program, and back. Throws DecodeError unless functions and variables
/// exist; whether the program is valid is for analyze() to say.
Genome to_genome(const Program& program);
Program from_genome(const Genome& genome);

}  // namespace cambrian::optimizer
