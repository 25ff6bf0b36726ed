// What this folder offers to configurations.
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian::external {

std::vector<ProblemKind> problem_kinds();

}  // namespace cambrian::external
