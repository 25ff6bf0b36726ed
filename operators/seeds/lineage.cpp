#include "operators/seeds/lineage.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "operators/seeds/noise.hpp"

namespace cambrian::seeds {
namespace {

constexpr std::size_t kHeader = 2;

std::size_t version_of(const Genome& genome) {
  // Lineages of the first version have no header.
  if (genome.bytes.size() % 8 == 0) return 1;
  return std::to_integer<std::size_t>(genome.bytes[0]) +
         std::to_integer<std::size_t>(genome.bytes[1]) * 256;
}

void append(Bytes& bytes, std::uint64_t seed) {
  for (int shift = 0; shift < 64; shift += 8)
    bytes.push_back(static_cast<std::byte>(seed >> shift));
}

}  // namespace

Genome encode_lineage(const Lineage& lineage) {
  Bytes bytes;
  bytes.reserve(kHeader + 8 * lineage.size());
  bytes.push_back(static_cast<std::byte>(kNoiseVersion & 255));
  bytes.push_back(static_cast<std::byte>(kNoiseVersion >> 8));
  for (const std::uint64_t seed : lineage) append(bytes, seed);
  return Genome::of(std::move(bytes));
}

Lineage decode_lineage(const Genome& genome) {
  const std::size_t size = genome.bytes.size();
  if (size < 8 || (size % 8 != 0 && size % 8 != kHeader))
    throw std::invalid_argument("the genome is no lineage of seeds");
  if (const std::size_t version = version_of(genome); version != kNoiseVersion)
    throw std::invalid_argument("its seeds are for noise of version " + std::to_string(version) +
                                ", this program's is " + std::to_string(kNoiseVersion));
  Lineage lineage(size / 8);
  for (std::size_t i = 0; i + kHeader < size; ++i)
    lineage[i / 8] |= std::to_integer<std::uint64_t>(genome.bytes[kHeader + i]) << (8 * (i % 8));
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
