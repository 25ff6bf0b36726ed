// Fingerprint: what a layer does on fixed probes, so that equal functions are trained once.
#pragma once

#include <cstdint>
#include <optional>

#include "operators/layer/graph.hpp"

namespace cambrian::layer {

/// A hash of what goes out, bit by bit, for probes, with the learnable inputs at their first
/// numbers and away from them. Graphs with equal ones are taken as the same function. Empty: what
/// goes out, or a slope of it, is not finite, for learnable inputs at their first numbers. Requires
/// a valid graph; takes some 10 microseconds.
std::optional<std::uint64_t> fingerprint(const Graph& graph);

/// The same, but for rounding: x / v1 * v1 has that of x, unless one time in some hundred. Says
/// what is worth a look, not what has been seen: which of two such layers a worker met first would
/// show.
std::optional<std::uint64_t> rounded_fingerprint(const Graph& graph);

}  // namespace cambrian::layer
