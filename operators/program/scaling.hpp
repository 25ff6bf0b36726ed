// scaling_exponents(): how a program's constants change when its argument is measured in other
// units.
#pragma once

#include <vector>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// For each constant an exponent d, so that constants c * s^d give at s*x what constants c give at
/// x, as far as sums of unlike powers of x allow: x + c/x has 2 for c, and c*x*x has -2. Where it
/// is a matter of choice, 0.
std::vector<double> scaling_exponents(const Program& program);

}  // namespace cambrian::program
