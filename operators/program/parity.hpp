// parity_of(): whether a program is even or odd, as its structure shows.
#pragma once

#include <cstdint>

#include "operators/program/program.hpp"

namespace cambrian::program {

enum class Parity : std::uint8_t { none, even, odd };

/// Of a program of one scalar, whatever its constants are: even if the values at x and -x are the
/// same, odd if they are each other's negatives, in exact arithmetic and in every rounded one that
/// is symmetric. none: neither, or the structure does not show it.
Parity parity_of(const Program& program);

}  // namespace cambrian::program
