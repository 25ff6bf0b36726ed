// simplify(): a program without the statements that it does as well without.
#pragma once

#include <functional>

#include "operators/optimizer/program.hpp"

namespace cambrian::optimizers {

/// How good a program is, the lower the better; infinite for one that fails.
using Judge = std::function<double(const optimizer::Program&)>;

/// Removes dead code, and then, one after the other, statements without which `judge` finds the
/// program worse than the whole was by no more than `tolerance`; a value that is missing then is
/// that of one of the statement's arguments. When the whole fails, dead code only. Requires a valid
/// program; gives a valid one.
optimizer::Program simplify(const optimizer::Program& program, const Judge& judge,
                            double tolerance = 0);

}  // namespace cambrian::optimizers
