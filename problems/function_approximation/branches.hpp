// Branches: a program that jumps as several that do not, each for a part of the domain.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "operators/program/program.hpp"
#include "problems/function_approximation/ball.hpp"

namespace cambrian::approximation {

/// What each operand is rounded to (false), or the exponent that it has (true).
using Branch = std::map<std::pair<bool, program::Operand>, int>;

/// All branches that the program may take for arguments in the ball, and perhaps some that it never
/// takes. Empty: they are many, or cannot be told. One without entries: the program is smooth.
std::optional<std::vector<Branch>> branches_on(const program::Program& program,
                                               std::span<const Quad> constants, const Ball& x);

/// A program of smooth operators, and its constants to full precision.
struct SmoothPart {
  program::Program program;
  std::vector<Quad> constants;
};
/// What the program computes, in exact arithmetic, wherever it takes the branch.
SmoothPart on_branch(const program::Program& program, std::span<const Quad> constants,
                     const Branch& branch);

}  // namespace cambrian::approximation
