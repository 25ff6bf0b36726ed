#include "problems/neuroevolution/problem_kinds.hpp"

#include "problems/neuroevolution/problem.hpp"

namespace cambrian::neuroevolution {

std::vector<ProblemKind> problem_kinds() {
  return {problem_kind<NetworkProblem>(
      "neuroevolution", "Networks that act in an environment: cart_pole, acrobot, hard_maze, ...")};
}

}  // namespace cambrian::neuroevolution
