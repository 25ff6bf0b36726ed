#include "problems/normalization/problem_kinds.hpp"

#include "problems/normalization/problem.hpp"

namespace cambrian::normalization {

std::vector<ProblemKind> problem_kinds() {
  return {problem_kind<NormalizationProblem>(
      "normalization",
      "Layers that normalize and activate, as graphs, in small convolutional networks")};
}

}  // namespace cambrian::normalization
