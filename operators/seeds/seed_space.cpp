#include "operators/seeds/seed_space.hpp"

#include <array>
#include <cstdio>

namespace cambrian::seeds {

Genome SeedSpace::sample(Random& random) const { return encode_lineage({random.bits64()}); }

Genome SeedSpace::vary(std::span<const Genome> parents, Random& random) const {
  return with_seed(parents.front(), random.bits64());
}

std::string SeedSpace::describe(const Genome& genome) const {
  const Lineage lineage = decode_lineage(genome);
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%016llx with %zu mutations, the last %016llx",
                static_cast<unsigned long long>(lineage.front()), lineage.size() - 1,
                static_cast<unsigned long long>(lineage.back()));
  return text.data();
}

}  // namespace cambrian::seeds
