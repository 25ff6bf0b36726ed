#include "operators/selection/pareto.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "engine/core/assert.hpp"

namespace cambrian::selection {
namespace {

std::vector<std::size_t> lexicographic_order(Points points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto x = points[a];
    const auto y = points[b];
    if (std::equal(x.begin(), x.end(), y.begin())) return a < b;
    return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end());
  });
  return order;
}

}  // namespace

bool dominates(std::span<const double> a, std::span<const double> b) {
  bool better = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    better = better || a[i] < b[i];
  }
  return better;
}

std::vector<std::uint32_t> pareto_ranks(Points points) {
  std::vector<std::uint32_t> ranks(points.size());
  std::vector<std::vector<std::size_t>> fronts;
  for (std::size_t point : lexicographic_order(points)) {
    // In lexicographic order only earlier points can dominate, and a point dominated by front k is
    // dominated by every front before it: the first front that does not is found by bisection.
    const auto dominated_by = [&](const std::vector<std::size_t>& front) {
      // With two columns the last of a front has its lowest second value: the one comparison that
      // matters. With more, any member may dominate, the latest most likely.
      const std::size_t looks = points.columns <= 2 ? 1 : front.size();
      return std::any_of(
          front.rbegin(), front.rbegin() + static_cast<std::ptrdiff_t>(looks),
          [&](std::size_t other) { return dominates(points[other], points[point]); });
    };
    const auto front = std::partition_point(fronts.begin(), fronts.end(), dominated_by);
    ranks[point] = static_cast<std::uint32_t>(front - fronts.begin());
    if (front == fronts.end()) {
      fronts.push_back({point});
    } else {
      front->push_back(point);
    }
  }
  return ranks;
}

std::vector<double> crowding_distances(Points points, std::span<const std::size_t> members) {
  std::vector<double> distances(members.size(), 0.0);
  std::vector<std::size_t> order(members.size());
  for (std::size_t column = 0; column < points.columns && !members.empty(); ++column) {
    const auto value = [&](std::size_t i) { return points[members[i]][column]; };
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return value(a) < value(b); });
    const double extent = value(order.back()) - value(order.front());
    if (!(extent > 0)) continue;
    for (std::size_t i = 1; i + 1 < order.size(); ++i)
      distances[order[i]] += (value(order[i + 1]) - value(order[i - 1])) / extent;
    distances[order.front()] = distances[order.back()] = std::numeric_limits<double>::infinity();
  }
  return distances;
}

std::vector<std::size_t> best_by_rank_and_crowding(Points points, std::size_t count) {
  CAMBRIAN_ASSERT(count <= points.size());
  const std::vector<std::uint32_t> ranks = pareto_ranks(points);
  std::vector<std::vector<std::size_t>> fronts;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (ranks[i] >= fronts.size()) fronts.resize(ranks[i] + 1);
    fronts[ranks[i]].push_back(i);
  }
  std::vector<std::size_t> kept;
  for (const std::vector<std::size_t>& front : fronts) {
    const std::vector<double> distances = crowding_distances(points, front);
    std::vector<std::size_t> order(front.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return distances[a] > distances[b]; });
    for (std::size_t i : order) {
      if (kept.size() == count) return kept;
      kept.push_back(front[i]);
    }
  }
  return kept;
}

}  // namespace cambrian::selection
