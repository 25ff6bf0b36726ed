#include "engine/pareto/hypervolume.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "engine/core/assert.hpp"

namespace cambrian::pareto {
namespace {

using Point = std::vector<double>;
using Front = std::vector<Point>;  // of points that are better than the reference everywhere

double volume_1d(const Front& front, std::span<const double> reference) {
  double best = reference[0];
  for (const Point& point : front) best = std::min(best, point[0]);
  return reference[0] - best;
}

double volume_2d(Front front, std::span<const double> reference) {
  std::sort(front.begin(), front.end());
  double area = 0;
  double lowest = reference[1];
  for (const Point& point : front) {
    if (point[1] >= lowest) continue;
    area += (reference[0] - point[0]) * (lowest - point[1]);
    lowest = point[1];
  }
  return area;
}

/// The area that points dominate in two columns, as points are added.
class Staircase {
 public:
  explicit Staircase(std::span<const double> reference) : reference_(reference) {}

  void add(double x, double y) {
    auto next = steps_.lower_bound(x);
    double top = next == steps_.begin() ? reference_[1] : std::prev(next)->second;
    if (top <= y || (next != steps_.end() && next->first == x && next->second <= y)) return;
    // To the right of x, step by step, as far as y is lower than what is there.
    double from = x;
    while (next != steps_.end() && next->second >= y) {
      area_ += (next->first - from) * (top - y);
      from = next->first;
      top = next->second;
      next = steps_.erase(next);
    }
    area_ += ((next == steps_.end() ? reference_[0] : next->first) - from) * (top - y);
    steps_.emplace_hint(next, x, y);
  }
  double area() const { return area_; }

 private:
  std::span<const double> reference_;
  std::map<double, double> steps_;  // x to y; y falls
  double area_ = 0;
};

void sort_by_column(Front& front, std::size_t column) {
  std::sort(front.begin(), front.end(), [column](const Point& a, const Point& b) {
    return a[column] != b[column] ? a[column] < b[column] : a < b;
  });
}

double volume_3d(Front front, std::span<const double> reference) {
  sort_by_column(front, 2);
  Staircase below(reference);
  double volume = 0;
  double level = front.empty() ? reference[2] : front.front()[2];
  for (const Point& point : front) {
    volume += below.area() * (point[2] - level);
    level = point[2];
    below.add(point[0], point[1]);
  }
  return volume + below.area() * (reference[2] - level);
}

Front not_dominated(const Front& front) {
  Front kept;
  for (const Point& point : front) {
    const auto covers = [](const Point& a, const Point& b) {
      return std::equal(a.begin(), a.end(), b.begin(), std::less_equal<>());
    };
    if (std::any_of(kept.begin(), kept.end(), [&](const Point& k) { return covers(k, point); }))
      continue;
    std::erase_if(kept, [&](const Point& k) { return covers(point, k); });
    kept.push_back(point);
  }
  return kept;
}

double volume(Front front, std::span<const double> reference);

// Each point adds what none of the points that are better in the last column dominate: those cover
// the whole of its extent there, so what is left is a problem with one column less.
double volume_nd(Front front, std::span<const double> reference) {
  const std::size_t last = reference.size() - 1;
  const std::span<const double> rest = reference.first(last);
  front = not_dominated(front);
  sort_by_column(front, last);
  double sum = 0;
  for (std::size_t i = 0; i < front.size(); ++i) {
    double box = 1;
    for (std::size_t k = 0; k < last; ++k) box *= reference[k] - front[i][k];
    Front limited;
    for (std::size_t j = 0; j < i; ++j) {
      Point& point = limited.emplace_back(last);
      for (std::size_t k = 0; k < last; ++k) point[k] = std::max(front[i][k], front[j][k]);
    }
    sum += (reference[last] - front[i][last]) * (box - volume(std::move(limited), rest));
  }
  return sum;
}

double volume(Front front, std::span<const double> reference) {
  switch (reference.size()) {
    case 1:
      return volume_1d(front, reference);
    case 2:
      return volume_2d(std::move(front), reference);
    case 3:
      return volume_3d(std::move(front), reference);
    default:
      return volume_nd(std::move(front), reference);
  }
}

}  // namespace

double hypervolume(Points points, std::span<const double> reference) {
  CAMBRIAN_ASSERT(reference.size() == points.columns);
  Front front;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto point = points[i];
    if (std::equal(point.begin(), point.end(), reference.begin(), std::less<>()))
      front.emplace_back(point.begin(), point.end());
  }
  return volume(std::move(front), reference);
}

}  // namespace cambrian::pareto
