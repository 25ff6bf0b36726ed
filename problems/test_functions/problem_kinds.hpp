// Functions with known optima, to compare algorithms on: test_function.
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian::test_functions {

std::vector<ProblemKind> problem_kinds();

}  // namespace cambrian::test_functions
