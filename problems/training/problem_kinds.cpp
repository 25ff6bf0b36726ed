#include "problems/training/problem_kinds.hpp"

#include "problems/training/toy.hpp"

namespace cambrian::training {

std::vector<ProblemKind> problem_kinds() { return {toy_kind()}; }

}  // namespace cambrian::training
