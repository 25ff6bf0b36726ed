#include "engine/algorithm/augmented_random_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cambrian {
namespace {

double deviation_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / n);
}

}  // namespace

Result<void> AugmentedRandomSearch::check(const Params& params, const SearchSpace& space) {
  if (params.top > params.directions)
    return Error{"top", "there are fewer directions than that", "0: all of them"};
  return EvolutionStrategy::check(space);
}

void AugmentedRandomSearch::spread(std::span<double> numbers) const {
  for (double& number : numbers) number *= params_.sigma;
}

void AugmentedRandomSearch::update(const Generation& generation) {
  const auto losses = generation.losses;
  std::vector<std::size_t> order(generation.deviations.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto better = [&](std::size_t d) { return std::min(losses[2 * d], losses[2 * d + 1]); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return better(a) < better(b); });
  if (params_.top > 0) order.resize(params_.top);
  std::vector<double> used;
  for (const std::size_t d : order) used.insert(used.end(), {losses[2 * d], losses[2 * d + 1]});
  const double deviation = deviation_of(used);
  if (deviation == 0) return;
  const double scale =
      params_.rate / (params_.sigma * deviation * static_cast<double>(order.size()));
  for (const std::size_t d : order) {
    const double step = scale * (losses[2 * d] - losses[2 * d + 1]);
    for (std::size_t i = 0; i < dimension(); ++i) centre_[i] -= step * generation.deviations[d][i];
  }
}

}  // namespace cambrian
