#include "operators/vector/real_variation.hpp"

#include <algorithm>
#include <cmath>

namespace cambrian::vectors {
namespace {

/// How far from the middle of two parents a child lies, in half distances, when there is room for
/// `room` half distances on its side.
double spread(double room, double eta, double u) {
  const double alpha = 2 - std::pow(room, -(eta + 1));
  const double base = u <= 1 / alpha ? u * alpha : 1 / (2 - u * alpha);
  return std::pow(base, 1 / (eta + 1));
}

}  // namespace

Reals sample_reals(Bounds bounds, Random& random) {
  Reals values;
  for (const Interval& interval : bounds)
    values.push_back(random.uniform(interval.low, interval.high));
  return values;
}

Reals simulated_binary_crossover(std::span<const double> first, std::span<const double> second,
                                 Bounds bounds, double eta, Random& random) {
  Reals child(first.begin(), first.end());
  for (std::size_t i = 0; i < child.size(); ++i) {
    const auto [low, high] = std::minmax(first[i], second[i]);
    // Below this the parents are one value, and the room in half distances overflows.
    const bool apart = high - low > 1e-14 * (bounds[i].high - bounds[i].low);
    if (random.chance(0.5) || !apart) continue;
    const double middle = low + (high - low) / 2;
    const double half = (high - low) / 2;
    const double u = random.uniform();
    if (random.chance(0.5)) {
      child[i] = middle - half * spread((middle - bounds[i].low) / half, eta, u);
    } else {
      child[i] = middle + half * spread((bounds[i].high - middle) / half, eta, u);
    }
    child[i] = std::clamp(child[i], bounds[i].low, bounds[i].high);
  }
  return child;
}

Reals uniform_crossover(std::span<const double> first, std::span<const double> second,
                        Random& random) {
  Reals child(first.begin(), first.end());
  for (std::size_t i = 0; i < child.size(); ++i)
    if (random.chance(0.5)) child[i] = second[i];
  return child;
}

double polynomial_mutation(double value, Interval bounds, double eta, Random& random) {
  const double extent = bounds.high - bounds.low;
  const double u = random.uniform();
  const bool down = u < 0.5;
  // Twice the probability of moving farther, and the room on that side as a part of the interval.
  const double tail = down ? 2 * u : 2 * (1 - u);
  const double room = (down ? value - bounds.low : bounds.high - value) / extent;
  const double reach = tail + (1 - tail) * std::pow(1 - room, eta + 1);
  const double step = extent * (1 - std::pow(reach, 1 / (eta + 1)));
  return std::clamp(down ? value - step : value + step, bounds.low, bounds.high);
}

double gaussian_mutation(double value, Interval bounds, double sigma, Random& random) {
  const double extent = bounds.high - bounds.low;
  double moved = value + extent * sigma * random.normal();
  // The unfolded line repeats every two extents.
  moved = std::fmod(moved - bounds.low, 2 * extent);
  if (moved < 0) moved += 2 * extent;
  if (moved > extent) moved = 2 * extent - moved;
  return std::clamp(bounds.low + moved, bounds.low, bounds.high);
}

}  // namespace cambrian::vectors
