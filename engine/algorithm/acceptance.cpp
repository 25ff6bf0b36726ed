#include "engine/algorithm/acceptance.hpp"

#include <cmath>

namespace cambrian {

bool Annealing::accept(const Individual& parent, const Individual& child, Random& random) {
  const auto phase = static_cast<double>(seen_++ % params_.period);
  const double temperature = 1 - phase / static_cast<double>(params_.period);
  const double worse_by = child.loss() - parent.loss();
  return worse_by <= 0 || random.chance(std::exp(-worse_by / (params_.scale * temperature)));
}

}  // namespace cambrian
