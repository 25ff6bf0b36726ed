// Many genomes in few bytes, when they begin alike: lineages of one family tree do.
#pragma once

#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"

namespace cambrian {

/// Writes genomes so that what several of them begin with is written once (front coding in sorted
/// order): a family tree of lineages takes its edges, not its paths. Null pointers are not allowed.
void encode_genomes(Encoder& out, const std::vector<const Genome*>& genomes);
/// In the order in which they were given. Throws DecodeError.
std::vector<Genome> decode_genomes(Decoder& in);

}  // namespace cambrian
