// Where a program jumps: between such places it is smooth.
#pragma once

#include <span>
#include <vector>

#include "operators/program/program.hpp"
#include "operators/program/quad.hpp"

namespace cambrian::approximation {

using program::Quad;

/// The places on both sides of each jump between the least and the largest of `places`, which rise:
/// what is between two of them with the same roundings and exponents is not looked at. Rising;
/// empty where all operators are smooth. At most some thousands.
std::vector<Quad> beside_jumps(const program::Program& program, std::span<const Quad> constants,
                               std::span<const Quad> places);

}  // namespace cambrian::approximation
