// Pareto ranks and crowding: what NSGA-II sorts by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cambrian::pareto {

/// Points in rows of `columns` numbers, all minimised and none NaN; a view.
struct Points {
  std::span<const double> values;  ///< size: a multiple of columns
  std::size_t columns = 1;         ///< >= 1

  std::size_t size() const { return values.size() / columns; }
  std::span<const double> operator[](std::size_t row) const {
    return values.subspan(row * columns, columns);
  }
};

/// True when a is at least as good as b everywhere and better somewhere. Equal lengths.
bool dominates(std::span<const double> a, std::span<const double> b);

/// For each point the number of its front: 0 for points that nothing dominates, 1 for those that
/// only front 0 dominates, and so on. Equal points share a front. Efficient non-dominated sort
/// (Zhang et al. 2015): about O(n log n) for two columns, O(n^2) at worst for more.
std::vector<std::uint32_t> pareto_ranks(Points points);

/// Crowding distance (Deb et al. 2002) of the points `members`, all of one front, in their order:
/// the sum over the columns of the distance between a point's two neighbours, in units of the
/// column's extent. Infinite at the ends of each column. Columns of which the extent is 0 or
/// infinite count nothing.
std::vector<double> crowding_distances(Points points, std::span<const std::size_t> members);

/// How the front that does not fit whole is thinned out.
enum class Thinning {
  at_once,     ///< by the crowding distances in the whole front (Deb et al. 2002)
  one_by_one,  ///< the most crowded goes, and its neighbours are judged anew (Kukkonen, Deb 2006)
};

/// The `count` <= size() points that NSGA-II keeps: by rank, and in the front that does not fit
/// whole by crowding; the least crowded of a front first. Of equals the lower index is better.
std::vector<std::size_t> best_by_rank_and_crowding(Points points, std::size_t count,
                                                   Thinning thinning = Thinning::at_once);

}  // namespace cambrian::pareto
