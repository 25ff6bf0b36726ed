// Printing of layers: as text that parse() reads, as a formula, and for PyTorch.
#pragma once

#include <string>

#include "operators/layer/graph.hpp"

namespace cambrian::layer {

/// A node a line, nodes without effect too, and "return x7"; reads back to the same graph.
std::string to_text(const Graph& graph);
/// Formulas of the canonical form, as few as can be: values that are needed twice have a name.
/// Reads back to the same function. Requires a valid graph.
std::string to_formula(const Graph& graph);
/// The same in one line: "s = std_wh(x); return x / s".
std::string to_line(const Graph& graph);
/// A module with `class Layer(torch.nn.Module)` for tensors of samples x channels x height x width.
/// Requires a valid graph.
std::string to_python(const Graph& graph);

}  // namespace cambrian::layer
