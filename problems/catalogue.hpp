// The problems that come with the program, for configurations to name.
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian {

/// Those of every folder here that has a problem_kinds.hpp and was not left out of the build, in
/// the order of the folders' names.
std::vector<ProblemKind> built_in_problems();

}  // namespace cambrian
