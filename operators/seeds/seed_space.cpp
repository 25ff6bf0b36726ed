#include "operators/seeds/seed_space.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "operators/seeds/dense.hpp"

namespace cambrian::seeds {

Genome SeedSpace::sample(Random& random) const { return encode_lineage({random.bits64()}); }

Genome SeedSpace::vary(std::span<const Genome> parents, Random& random) const {
  const Genome& parent = parents.front();
  if (is_dense(parent)) return encode_weights(rebuilder_.mutant(*weights(parent), random.bits64()));
  return with_seed(parent, random.bits64());
}

Weights SeedSpace::weights(const Genome& genome) const {
  if (!is_dense(genome)) return rebuilder_.weights(decode_lineage(genome));
  check_size(genome);
  if (!is_near(genome)) return std::make_shared<const std::vector<float>>(decode_weights(genome));
  std::vector<float> numbers = parts(genome);
  const std::vector<float> factors(numbers.begin() + static_cast<std::ptrdiff_t>(size()),
                                   numbers.end());
  numbers.resize(size());
  differences_.add<float>(factors, 1, numbers);
  return std::make_shared<const std::vector<float>>(std::move(numbers));
}

bool SeedSpace::is_near(const Genome& genome) const {
  return is_dense(genome) && genome.bytes.size() / sizeof(float) == size() + differences_.factors();
}

std::vector<float> SeedSpace::parts(const Genome& genome) const {
  check_size(genome);
  return decode_weights(genome);
}

void SeedSpace::check_size(const Genome& dense) const {
  const std::size_t weights = dense.bytes.size() / sizeof(float);
  if (weights == size() || is_near(dense)) return;
  throw std::invalid_argument("it has " + std::to_string(weights) + " weights, the network " +
                              std::to_string(size()));
}

std::string SeedSpace::describe(const Genome& genome) const {
  std::array<char, 80> text{};
  const auto digits = [](std::uint64_t seed) { return static_cast<unsigned long long>(seed); };
  if (is_dense(genome)) {
    check_size(genome);
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
