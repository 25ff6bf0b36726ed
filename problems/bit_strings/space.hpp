// BitStrings: strings of a fixed number of bits.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "engine/space/search_space.hpp"

namespace cambrian::bit_strings {

/// One byte for each bit. Children of two parents take each bit from either, then mutate.
class BitStrings : public SearchSpace {
 public:
  enum class Mutation {
    flip_one,   ///< exactly one bit
    flip_each,  ///< each bit with probability 1/length
  };
  /// length >= 1.
  BitStrings(std::uint32_t length, Mutation mutation) : length_(length), mutation_(mutation) {}

  Genome sample(Random& random) const override {
    Bytes bits(length_);
    for (std::byte& bit : bits) bit = static_cast<std::byte>(random.below(2));
    return Genome::of(std::move(bits));
  }
  Genome vary(std::span<const Genome> parents, Random& random) const override {
    Bytes bits = parents[0].bytes;
    if (parents.size() > 1) {
      for (std::size_t i = 0; i < length_; ++i)
        if (random.below(2) == 1) bits[i] = parents[1].bytes[i];
    }
    if (mutation_ == Mutation::flip_one) {
      bits[random.below(length_)] ^= std::byte{1};
    } else {
      // Gaps between flipped bits are geometric.
      const double scale = 1 / std::log1p(-1.0 / length_);
      const auto gap = [&] { return std::floor(std::log1p(-random.uniform()) * scale); };
      for (double i = gap(); i < length_; i += 1 + gap())
        bits[static_cast<std::size_t>(i)] ^= std::byte{1};
    }
    return Genome::of(std::move(bits));
  }
  std::vector<Operator> operators() const override {
    return {mutation_ == Mutation::flip_one
                ? Operator{"flip_one", "Exactly one bit changes."}
                : Operator{"flip_each", "Each bit changes with probability one over their number."},
            {"uniform_crossover", "Each bit of either parent; then the mutation."}};
  }
  /// Bits that differ (Hamming).
  double distance(const Genome& a, const Genome& b) const override {
    double count = 0;
    for (std::size_t i = 0; i < length_; ++i) count += a.bytes[i] != b.bytes[i] ? 1 : 0;
    return count;
  }
  bool has_distance() const override { return true; }
  std::string describe(const Genome& genome) const override {
    std::string text;
    for (std::byte bit : genome.bytes) text += bit == std::byte{1} ? '1' : '0';
    return text;
  }

 private:
  std::uint32_t length_;
  Mutation mutation_;
};

/// The number of ones.
inline std::uint32_t ones(const Genome& genome) {
  std::uint32_t count = 0;
  for (std::byte bit : genome.bytes) count += std::to_integer<std::uint32_t>(bit);
  return count;
}

/// The number of ones before the first zero.
inline std::uint32_t leading_ones(const Genome& genome) {
  std::uint32_t count = 0;
  for (std::byte bit : genome.bytes) {
    if (bit == std::byte{0}) break;
    ++count;
  }
  return count;
}

/// The number of zeros after the last one.
inline std::uint32_t trailing_zeros(const Genome& genome) {
  std::uint32_t count = 0;
  for (auto bit = genome.bytes.rbegin(); bit != genome.bytes.rend() && *bit == std::byte{0}; ++bit)
    ++count;
  return count;
}

}  // namespace cambrian::bit_strings
