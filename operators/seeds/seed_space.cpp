#include "operators/seeds/seed_space.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "operators/seeds/dense.hpp"

namespace cambrian::seeds {

Genome SeedSpace::sample(Random& random) const { return encode_lineage({random.bits64()}); }

Genome SeedSpace::vary(std::span<const Genome> parents, Random& random) const {
  const Genome& parent = parents.front();
  if (is_dense(parent))
    return encode_weights(rebuilder_.mutant(decode_weights(parent), random.bits64()));
  return with_seed(parent, random.bits64());
}

Weights SeedSpace::weights(const Genome& genome) const {
  if (!is_dense(genome)) return rebuilder_.weights(decode_lineage(genome));
  auto weights = std::make_shared<const std::vector<float>>(decode_weights(genome));
  if (weights->size() != size())
    throw std::invalid_argument("the genome has another number of weights");
  return weights;
}

std::string SeedSpace::describe(const Genome& genome) const {
  std::array<char, 80> text{};
  const auto digits = [](std::uint64_t seed) { return static_cast<unsigned long long>(seed); };
  if (is_dense(genome)) {
    std::snprintf(text.data(), text.size(), "weights %016llx", digits(genome.hash));
    return text.data();
  }
  const Lineage lineage = decode_lineage(genome);
  if (lineage.size() == 1) {
    std::snprintf(text.data(), text.size(), "seed %016llx", digits(lineage.front()));
  } else {
    std::snprintf(text.data(), text.size(), "seed %016llx, mutations %zu, the last %016llx",
                  digits(lineage.front()), lineage.size() - 1, digits(lineage.back()));
  }
  return text.data();
}

}  // namespace cambrian::seeds
