// Normalization-activation layers that are evolved for how well networks train with them.
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian::normalization {

std::vector<ProblemKind> problem_kinds();

}  // namespace cambrian::normalization
