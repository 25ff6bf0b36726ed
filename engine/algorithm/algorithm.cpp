#include "engine/algorithm/algorithm.hpp"

#include <cmath>

namespace cambrian {

bool usable(const Evaluation& evaluation) {
  return evaluation.status == Status::ok && !evaluation.objectives.empty() &&
         !std::isnan(evaluation.objectives.front());
}

}  // namespace cambrian
