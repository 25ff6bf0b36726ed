#include "operators/selection/tournament.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/assert.hpp"

namespace cambrian::selection {
namespace {

bool better(double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }

// Index in 0..n-1 with weight p (1-p)^k, by inversion of the truncated geometric distribution.
std::size_t geometric_below(std::size_t n, double p, Random& random) {
  if (p >= 1) return 0;
  const double fail = std::log1p(-p);
  const double total = -std::expm1(fail * static_cast<double>(n));
  const double k = std::floor(std::log1p(-random.uniform() * total) / fail);
  return std::min(static_cast<std::size_t>(k), n - 1);
}

}  // namespace

std::size_t tournament(std::span<const double> keys, std::size_t size, Random& random) {
  const auto n = static_cast<std::uint32_t>(keys.size());
  std::size_t winner = random.below(n);
  for (std::size_t i = 1; i < size; ++i) {
    const std::size_t rival = random.below(n);
    if (better(keys[rival], keys[winner])) winner = rival;
  }
  return winner;
}

std::vector<std::uint32_t> sample_distinct(std::uint32_t n, std::uint32_t count, Random& random) {
  CAMBRIAN_ASSERT(count <= n);
  // Floyd's algorithm (Bentley and Floyd 1987).
  std::vector<std::uint32_t> sample;
  sample.reserve(count);
  for (std::uint32_t top = n - count; top < n; ++top) {
    const std::uint32_t drawn = random.below(top + 1);
    const bool taken = std::find(sample.begin(), sample.end(), drawn) != sample.end();
    sample.push_back(taken ? top : drawn);
  }
  return sample;
}

std::size_t tournament(std::span<const double> keys, Tournament rule, Random& random) {
  const auto n = static_cast<std::uint32_t>(keys.size());
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(rule.size, n));
  std::vector<std::uint32_t> sample = sample_distinct(n, size, random);
  const std::size_t place = geometric_below(size, rule.probability, random);
  std::stable_sort(sample.begin(), sample.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return better(keys[a], keys[b]); });
  return sample[place];
}

std::vector<std::size_t> truncation(std::span<const double> keys, std::size_t count) {
  CAMBRIAN_ASSERT(count <= keys.size());
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(order.begin(), middle, order.end(), [&](std::size_t a, std::size_t b) {
    if (better(keys[a], keys[b])) return true;
    return !better(keys[b], keys[a]) && a < b;
  });
  order.erase(middle, order.end());
  return order;
}

}  // namespace cambrian::selection
