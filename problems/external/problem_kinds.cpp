#include "problems/external/problem_kinds.hpp"

#include "problems/external/problem.hpp"

namespace cambrian::external {

std::vector<ProblemKind> problem_kinds() {
  return {problem_kind<ExternalProblem>(
      "external", "Parameters of the configuration, evaluated by a command in any language.")};
}

}  // namespace cambrian::external
