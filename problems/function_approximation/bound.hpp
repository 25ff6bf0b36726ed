// proven_bound(): a number that a program's error exceeds nowhere in the domain.
#pragma once

#include <optional>
#include <span>

#include "problems/function_approximation/problem.hpp"

namespace cambrian::approximation {

/// For the program in exact arithmetic with these constants, from Taylor expansions with a
/// remainder in interval arithmetic (binary128, every rounding accounted for) on pieces of the
/// domain that are halved until the bound is close to `seen`, the error found on a grid.
/// Where the program jumps it is taken for all that it may be in a piece 2^-20 as small as the
/// first. Rests on the C library: its functions of binary128 must err by less than 16 units in the
/// last place. Empty: the pieces became too many, or the target uses a function that has no
/// expansion here (gamma, airy, min, max, abs, comparisons, rounding), or the measure is in units
/// in the last place.
std::optional<double> proven_bound(const Problem& problem, const program::Program& program,
                                   std::span<const Quad> constants, double seen);

}  // namespace cambrian::approximation
