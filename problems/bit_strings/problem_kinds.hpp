// Bit strings on which theory knows how long a search takes: one_max and leading_ones.
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian::bit_strings {

std::vector<ProblemKind> problem_kinds();

}  // namespace cambrian::bit_strings
