// How genomes are written into saved states and messages.
#pragma once

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"

namespace cambrian {

void encode_genome(Encoder& out, const Genome& genome);
/// Throws DecodeError.
Genome decode_genome(Decoder& in);

}  // namespace cambrian
