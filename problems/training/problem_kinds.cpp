#include "problems/training/problem_kinds.hpp"

#include "problems/training/mlp.hpp"
#include "problems/training/toy.hpp"

namespace cambrian::training {

std::vector<ProblemKind> problem_kinds() { return {toy_kind(), mlp_kind()}; }

}  // namespace cambrian::training
