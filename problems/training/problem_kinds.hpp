// The problems of this folder.
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian::training {

/// pbt_toy, mlp, language_model.
std::vector<ProblemKind> problem_kinds();

}  // namespace cambrian::training
