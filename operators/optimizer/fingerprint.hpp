// Fingerprint: what a program does on fixed probes, so that equal functions are trained once.
#pragma once

#include <cstdint>
#include <optional>

#include "operators/optimizer/program.hpp"

namespace cambrian::optimizer {

/// A hash of the updates, bit by bit, of a few steps on parameters and gradients of many magnitudes
/// in tensors of unlike sizes, as they are and with cube roots in the place of signs. Programs with
/// equal ones are taken as the same function. Empty: an update is not finite on gradients like
/// those of training. Requires a valid program; takes some 10 microseconds.
std::optional<std::uint64_t> fingerprint(const Program& program);

}  // namespace cambrian::optimizer
