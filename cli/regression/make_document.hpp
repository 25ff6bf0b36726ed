// Makes the results of a search, as people and programs read them, out of its board.
#pragma once

#include "cli/regression/document.hpp"
#include "engine/island/island.hpp"
#include "problems/symbolic_regression/problem.hpp"

namespace cambrian::cli {

/// The Pareto front in every notation. How the search stands (stopped, evaluations, seconds) is
/// left for the caller. `rounded`: equations show constants rounded as far as the loss allows
/// (slower), else to six digits.
RunDocument make_document(const regression::Problem& problem, const Board& board, bool rounded);

}  // namespace cambrian::cli
