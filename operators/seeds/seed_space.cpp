#include "operators/seeds/seed_space.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace cambrian::seeds {

Genome SeedSpace::sample(Random& random) const { return encode_lineage({random.bits64()}); }

Genome SeedSpace::vary(std::span<const Genome> parents, Random& random) const {
  return with_seed(parents.front(), random.bits64());
}

std::string SeedSpace::describe(const Genome& genome) const {
  const Lineage lineage = decode_lineage(genome);
  std::array<char, 80> text{};
  const auto digits = [](std::uint64_t seed) { return static_cast<unsigned long long>(seed); };
  if (lineage.size() == 1) {
    std::snprintf(text.data(), text.size(), "seed %016llx", digits(lineage.front()));
  } else {
    std::snprintf(text.data(), text.size(), "seed %016llx, mutations %zu, the last %016llx",
                  digits(lineage.front()), lineage.size() - 1, digits(lineage.back()));
  }
  return text.data();
}

}  // namespace cambrian::seeds
