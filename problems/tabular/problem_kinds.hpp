// Searches over tables of all candidates, the standard way to compare algorithms: tabular, nk.
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian::tabular {

std::vector<ProblemKind> problem_kinds();

}  // namespace cambrian::tabular
