// Printing of optimizers: as text that parse() reads, for PyTorch, and as C++.
#pragma once

#include <string>

#include "operators/optimizer/program.hpp"

namespace cambrian::optimizer {

/// A statement a line, between "def train(w, g, m, v, lr):" and "return update, m, v".
std::string to_text(const Program& program);
/// The statements in one line, for tables: "m = interp(g, m, 0.9); update = m * lr".
std::string to_line(const Program& program);

/// A module with `class Optimizer(torch.optim.Optimizer)`, whose `lr` multiplies the program's lr.
/// Requires a valid program.
std::string to_python(const Program& program);
/// A header with `class Optimizer` for parameters in one array, without dependencies. Requires a
/// valid program.
std::string to_cpp(const Program& program);

}  // namespace cambrian::optimizer
