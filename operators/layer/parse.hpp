// parse(): layers from text.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/result.hpp"
#include "operators/layer/graph.hpp"

namespace cambrian::layer {

/// Lines `name = formula`, and at the end `return formula`; `#` begins a comment. Formulas have
/// x, v0, v1, beta, gamma, earlier names, 0, 1, + - * / and the primitives. The graph is checked by
/// analyze(). An error's `where` is the place, e.g. "line 3, column 9", after `name`, if there is
/// one.
Result<Graph> parse(std::string_view text, const std::string& name = "");

}  // namespace cambrian::layer
