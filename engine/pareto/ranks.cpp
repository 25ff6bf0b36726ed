#include "engine/pareto/ranks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "engine/core/assert.hpp"

namespace cambrian::pareto {
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

/// The members of a front in one list per column, by rising value, so that a removal is known to
/// its neighbours.
class ThinnedFront {
 public:
  ThinnedFront(Points points, std::span<const std::size_t> members)
      : points_(points), members_(members.begin(), members.end()) {
    std::vector<std::size_t> order(members.size());
    for (std::size_t column = 0; column < points.columns; ++column) {
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return value(a, column) < value(b, column);
      });
      const double extent = value(order.back(), column) - value(order.front(), column);
      if (!(extent > 0) || !std::isfinite(extent)) continue;
      List list{column, extent, std::vector<std::size_t>(order.size(), kNone),
                std::vector<std::size_t>(order.size(), kNone)};
      for (std::size_t i = 1; i < order.size(); ++i) {
        list.before[order[i]] = order[i - 1];
        list.after[order[i - 1]] = order[i];
      }
      lists_.push_back(std::move(list));
    }
    for (std::size_t i = 0; i < members_.size(); ++i) distances_.push_back(distance(i));
  }

  /// The members that are left when the most crowded one has gone again and again, in their order.
  std::vector<std::size_t> keep(std::size_t count) {
    std::vector<char> gone(members_.size(), 0);
    for (std::size_t left = members_.size(); left > count; --left) {
      std::size_t worst = kNone;
      for (std::size_t i = 0; i < members_.size(); ++i)
        if (!gone[i] && (worst == kNone || distances_[i] <= distances_[worst])) worst = i;
      gone[worst] = 1;
      remove(worst);
    }
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < members_.size(); ++i)
      if (!gone[i]) kept.push_back(members_[i]);
    return kept;
  }

 private:
  static constexpr std::size_t kNone = SIZE_MAX;
  struct List {
    std::size_t column;
    double extent;
    std::vector<std::size_t> before, after;
  };

  double value(std::size_t member, std::size_t column) const {
    return points_[members_[member]][column];
  }
  double distance(std::size_t member) const {
    double sum = 0;
    for (const List& list : lists_) {
      const std::size_t before = list.before[member];
      const std::size_t after = list.after[member];
      if (before == kNone || after == kNone) return std::numeric_limits<double>::infinity();
      sum += (value(after, list.column) - value(before, list.column)) / list.extent;
    }
    return sum;
  }
  void remove(std::size_t member) {
    for (List& list : lists_) {
      const std::size_t before = list.before[member];
      const std::size_t after = list.after[member];
      if (before != kNone) list.after[before] = after;
      if (after != kNone) list.before[after] = before;
    }
    for (const List& list : lists_) {
      for (const std::size_t neighbour : {list.before[member], list.after[member]})
        if (neighbour != kNone) distances_[neighbour] = distance(neighbour);
    }
  }

  Points points_;
  std::vector<std::size_t> members_;
  std::vector<List> lists_;
  std::vector<double> distances_;
};

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
    if (!(extent > 0) || !std::isfinite(extent)) continue;
    for (std::size_t i = 1; i + 1 < order.size(); ++i)
      distances[order[i]] += (value(order[i + 1]) - value(order[i - 1])) / extent;
    distances[order.front()] = distances[order.back()] = std::numeric_limits<double>::infinity();
  }
  return distances;
}

std::vector<std::size_t> best_by_rank_and_crowding(Points points, std::size_t count,
                                                   Thinning thinning) {
  CAMBRIAN_ASSERT(count <= points.size());
  const std::vector<std::uint32_t> ranks = pareto_ranks(points);
  std::vector<std::vector<std::size_t>> fronts;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (ranks[i] >= fronts.size()) fronts.resize(ranks[i] + 1);
    fronts[ranks[i]].push_back(i);
  }
  std::vector<std::size_t> kept;
  for (const std::vector<std::size_t>& front : fronts) {
    const std::size_t room = count - kept.size();
    std::vector<std::size_t> members = front;
    if (members.size() > room && thinning == Thinning::one_by_one)
      members = ThinnedFront(points, front).keep(room);
    const std::vector<double> distances = crowding_distances(points, members);
    std::vector<std::size_t> order(members.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return distances[a] > distances[b]; });
    order.resize(std::min(order.size(), room));
    for (std::size_t i : order) kept.push_back(members[i]);
  }
  return kept;
}

}  // namespace cambrian::pareto
