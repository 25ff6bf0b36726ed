// Bit strings on which theory knows how long a search takes: one_max, leading_ones
// and, with two objectives, leading_ones_trailing_zeros (Laumanns et al. 2004).
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian::bit_strings {

std::vector<ProblemKind> problem_kinds();

}  // namespace cambrian::bit_strings
