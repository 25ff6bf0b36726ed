// Whether a target is even or odd.
#pragma once

#include <optional>
#include <span>

#include "operators/program/parity.hpp"
#include "problems/function_approximation/target.hpp"

namespace cambrian::approximation {

/// A place among those given where the target has not the parity, to 28 digits; none: it has it at
/// all of them. `parity` is even or odd.
std::optional<Quad> asymmetry(const Target& target, program::Parity parity,
                              std::span<const Quad> places);

/// As far as the places show. none also for a target that is 0 at all of them.
program::Parity symmetry_of(const Target& target, std::span<const Quad> places);

}  // namespace cambrian::approximation
