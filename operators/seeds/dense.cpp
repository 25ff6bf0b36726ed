#include "operators/seeds/dense.hpp"

#include <cstring>
#include <stdexcept>
#include <utility>

namespace cambrian::seeds {

Genome encode_weights(std::span<const float> weights) {
  const auto raw = std::as_bytes(weights);
  Bytes bytes(raw.begin(), raw.end());
  bytes.push_back(std::byte{0});
  return Genome::of(std::move(bytes));
}

bool is_dense(const Genome& genome) { return genome.bytes.size() % sizeof(float) == 1; }

std::vector<float> decode_weights(const Genome& genome) {
  if (!is_dense(genome)) throw std::invalid_argument("the genome holds no weights");
  std::vector<float> weights(genome.bytes.size() / sizeof(float));
  if (!weights.empty())
    std::memcpy(weights.data(), genome.bytes.data(), weights.size() * sizeof(float));
  return weights;
}

}  // namespace cambrian::seeds
