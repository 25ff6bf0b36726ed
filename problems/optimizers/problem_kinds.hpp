// Optimizers that are evolved for how well they train: symbolic discovery of optimizers.
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian::optimizers {

std::vector<ProblemKind> problem_kinds();

}  // namespace cambrian::optimizers
