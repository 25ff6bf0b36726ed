// propagates(): whether pictures, and slopes, get through some places of a network with a layer.
#pragma once

#include "operators/layer/graph.hpp"

namespace cambrian::layer {

/// False for layers that no network can learn with: with random weights between them, four of them
/// one after the other make of different samples the same, or of numbers or slopes what is not
/// finite, vanishes or explodes. Learnable inputs are at their first numbers. Necessary for a
/// training, by far not sufficient. Requires a valid graph; takes some 70 microseconds.
bool propagates(const Graph& graph);

}  // namespace cambrian::layer
