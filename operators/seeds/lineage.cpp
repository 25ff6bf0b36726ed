#include "operators/seeds/lineage.hpp"

#include <stdexcept>
#include <utility>

namespace cambrian::seeds {
namespace {

void append(Bytes& bytes, std::uint64_t seed) {
  for (int shift = 0; shift < 64; shift += 8)
    bytes.push_back(static_cast<std::byte>(seed >> shift));
}

}  // namespace

Genome encode_lineage(const Lineage& lineage) {
  Bytes bytes;
  bytes.reserve(8 * lineage.size());
  for (const std::uint64_t seed : lineage) append(bytes, seed);
  return Genome::of(std::move(bytes));
}

Lineage decode_lineage(const Genome& genome) {
  if (genome.bytes.empty() || genome.bytes.size() % 8 != 0)
    throw std::invalid_argument("the genome is no lineage of seeds");
  Lineage lineage(genome.bytes.size() / 8);
  for (std::size_t i = 0; i < genome.bytes.size(); ++i)
    lineage[i / 8] |= std::to_integer<std::uint64_t>(genome.bytes[i]) << (8 * (i % 8));
  return lineage;
}

Genome with_seed(const Genome& parent, std::uint64_t seed) {
  Bytes bytes;
  bytes.reserve(parent.bytes.size() + 8);
  bytes = parent.bytes;
  append(bytes, seed);
  return Genome::of(std::move(bytes));
}

}  // namespace cambrian::seeds
