// Lineage: a genome that is the list of seeds of its ancestors' mutations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/candidate.hpp"

namespace cambrian::seeds {

/// The first seed made the first ancestor; every other one mutated the result so far. Such et al.
/// (2017) store networks like this: 8 bytes for each mutation, however many weights there are.
using Lineage = std::vector<std::uint64_t>;

/// The version of the noise in 2 bytes, then each seed in 8, the lowest byte first. Requires a
/// seed.
Genome encode_lineage(const Lineage& lineage);
/// Throws std::invalid_argument for bytes that are no lineage, or one of another version.
Lineage decode_lineage(const Genome& genome);
/// With one seed more: what decoding, appending and encoding would give.
Genome with_seed(const Genome& parent, std::uint64_t seed);

}  // namespace cambrian::seeds
