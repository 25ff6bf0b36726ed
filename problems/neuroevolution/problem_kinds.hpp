// Networks that are evolved for what they do in an environment: neuroevolution.
#pragma once

#include <vector>

#include "engine/catalogue/problem.hpp"

namespace cambrian::neuroevolution {

std::vector<ProblemKind> problem_kinds();

}  // namespace cambrian::neuroevolution
