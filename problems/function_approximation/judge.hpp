// judge(): what a program that is given is worth.
#pragma once

#include <optional>

#include "operators/program/program.hpp"
#include "problems/function_approximation/problem.hpp"
#include "problems/function_approximation/report.hpp"

namespace cambrian::approximation {

struct Judgement {
  Approximation as_written;           ///< with its own constants
  std::optional<Approximation> best;  ///< with the best that were found for it, if those are better
};

/// Of a program of one input. Its operators need not be those of the problem. Costs are those of
/// the program as it is written, not of a simplified one. Requires a problem in double precision.
Judgement judge(const Problem& problem, const program::Program& program);

}  // namespace cambrian::approximation
