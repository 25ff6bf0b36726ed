#include "problems/training/problem_kinds.hpp"

#include "problems/training/toy.hpp"
#include "problems/training/trainings.hpp"

namespace cambrian::training {

std::vector<ProblemKind> problem_kinds() { return {toy_kind(), mlp_kind(), language_model_kind()}; }

}  // namespace cambrian::training
