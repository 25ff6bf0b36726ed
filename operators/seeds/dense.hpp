// Dense genomes: weights as they are, where they are no lineage of seeds.
#pragma once

#include <span>
#include <vector>

#include "engine/core/candidate.hpp"

namespace cambrian::seeds {

/// 4 bytes for each weight, and one more: so no dense genome has the size of a lineage.
Genome encode_weights(std::span<const float> weights);
bool is_dense(const Genome& genome);
/// Throws std::invalid_argument for bytes that are no dense genome.
std::vector<float> decode_weights(const Genome& genome);

}  // namespace cambrian::seeds
