#include "engine/core/genome_archive.hpp"

namespace cambrian {

void encode_genome(Encoder& out, const Genome& genome) {
  out.bytes(genome.bytes);
  out.u64(genome.hash);
}

Genome decode_genome(Decoder& in) {
  Genome genome;
  genome.bytes = in.bytes();
  genome.hash = in.u64();
  return genome;
}

}  // namespace cambrian
