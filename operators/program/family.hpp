// family_hash(): one number for programs that can compute the same functions.
#pragma once

#include <cstdint>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// Of a canonical program without the values of its constants. Equal for programs that differ in
/// nothing but the order of sums and products, the way these are bracketed, and signs that
/// constants or other signs make up for: c/x - (a - x) and x + (c/x + a). The number of
/// instructions is no part of it: an fma is a product and a sum.
std::uint64_t family_hash(const Program& program);

}  // namespace cambrian::program
