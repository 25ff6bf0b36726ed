// The hypervolume of what a search knows, as it grows.
#pragma once

#include <vector>

#include "cli/page/plot.hpp"
#include "cli/run_trace.hpp"

namespace cambrian::cli {

/// Of all that was told until then, over evaluations, at places that suit a curve; the last one is
/// the end of the run. `reference` has a number for each objective. Empty: nothing was told.
std::vector<page::Point> hypervolume_over_evaluations(const RunTrace& trace,
                                                      const std::vector<double>& reference);

/// Where hypervolumes of these runs end, so that they can be compared: the reference point that all
/// of them have; else in each objective the worst value on their fronts and a tenth of the extent
/// more. Empty when they have one objective, other ones each, or no front.
std::vector<double> common_reference_point(const std::vector<const RunTrace*>& runs);

}  // namespace cambrian::cli
