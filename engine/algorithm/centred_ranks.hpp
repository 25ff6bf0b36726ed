// Centred ranks: losses made independent of their scale.
#pragma once

#include <span>
#include <vector>

namespace cambrian {

/// -1/2 for the least loss to 1/2 for the largest, evenly in between; equal losses share the mean
/// of their ranks, so that a plateau has no slope. At least two losses, none of them NaN.
std::vector<double> centred_ranks(std::span<const double> losses);

}  // namespace cambrian
