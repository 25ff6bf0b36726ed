// parse(): optimizers from text.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/result.hpp"
#include "operators/optimizer/program.hpp"

namespace cambrian::optimizer {

/// One statement a line, with any formula on the right: `update = lr * (sign(c) + 0.1 * w)`.
/// `#` begins a comment; a first line `def train(w, g, m, v, lr):` and a last line
/// `return update, m, v` may be there, as printed. The program is checked by analyze(). An error's
/// `where` is the place, e.g. "line 3, column 9", after `name`, if there is one.
Result<Program> parse(std::string_view text, const std::string& name = "");

}  // namespace cambrian::optimizer
