// Hypervolume: how much of the space of objectives a set of points dominates.
#pragma once

#include <span>

#include "engine/pareto/ranks.hpp"

namespace cambrian::pareto {

/// The exact volume of all that some point dominates and that dominates the reference point, which
/// has one number per column. Points that are not better than it everywhere count nothing; neither
/// does the order of the points, but for rounding. One and two columns: a sweep, O(n log n); three:
/// a sweep over a staircase (Fonseca et al. 2006), O(n log n); more: exclusive volumes of limited
/// sets (WFG: While et al. 2012), exponential in the columns at worst.
double hypervolume(Points points, std::span<const double> reference);

}  // namespace cambrian::pareto
