// Fingerprint: what a layer does on fixed probes, so that equal functions are trained once.
#pragma once

#include <cstdint>
#include <optional>

#include "operators/layer/graph.hpp"

namespace cambrian::layer {

/// A hash of what goes out for probes, with the learnable inputs at their first numbers and away
/// from them. Graphs with equal ones are taken as the same function; x / v1 * v1 has that of x,
/// whatever rounding makes of it, but for one in some hundred. Empty: what goes out, or a slope
/// of it, is not finite, for learnable inputs at their first numbers. Requires a valid graph; takes
/// some 10 microseconds.
std::optional<std::uint64_t> fingerprint(const Graph& graph);

}  // namespace cambrian::layer
