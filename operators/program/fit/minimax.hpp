// minimax(): constants for which a program's largest error is least.
#pragma once

#include <functional>
#include <span>

#include "operators/program/fit/refine.hpp"
#include "operators/program/program.hpp"
#include "operators/program/quad.hpp"

namespace cambrian::program {

/// What is approximated, and how errors are weighed: weight(y) * (value - y), y = target(x).
struct MinimaxTask {
  std::function<Quad(Quad)> target;
  std::function<Quad(Quad)> weight;
  const Samples& grid;  ///< rising; where errors are looked at: some hundred places, with the
                        ///< ends
};

struct MinimaxResult {
  Quad error = 0;         ///< the largest on the grid and at the extrema between
  bool levelled = false;  ///< the error alternates between values that agree to five digits
};

/// Improves constants that fit well already, in place: Remez' exchange with Newton steps (a
/// nonlinear parametrisation: Barrodale, Powell, Roberts 1972), and Lawson's reweighted least
/// squares where the error does not alternate often enough, and for programs that jump. Never worse
/// than before on the grid.
MinimaxResult minimax(const Program& program, std::span<Quad> constants, const MinimaxTask& task);

}  // namespace cambrian::program
