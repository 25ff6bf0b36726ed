#include "problems/optimizers/problem_kinds.hpp"

#include "problems/optimizers/problem.hpp"

namespace cambrian::optimizers {

std::vector<ProblemKind> problem_kinds() {
  return {problem_kind<OptimizerProblem>(
      "optimizers", "Optimizers as programs, e.g. evolved from AdamW, that train small tasks")};
}

}  // namespace cambrian::optimizers
