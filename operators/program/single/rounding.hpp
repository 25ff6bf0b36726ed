// rounding_error(): what single precision adds to a program's error.
#pragma once

#include <span>
#include <vector>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// The largest over the samples of weight * (sum over instructions of |derivative of the result
/// with respect to its value| * |value| * 2^-24): to first order, the most that rounding every
/// operation to float can add. Of smooth operators and scalars.
double rounding_error(const Program& program, std::span<const double> x,
                      std::span<const double> weight);

}  // namespace cambrian::program
