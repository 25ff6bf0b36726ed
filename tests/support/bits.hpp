// Bit strings: the search space on which theory knows what an algorithm must do.
#pragma once

#include <cmath>
#include <functional>
#include <string>

#include "engine/algorithm/algorithm.hpp"
#include "engine/space/evaluator.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian::testing {

/// Strings of `length` bits, one byte each. Children of two parents take each bit from either.
class BitStrings : public SearchSpace {
 public:
  enum class Mutation { flip_one, flip_each };  ///< each: with probability 1/length
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
  std::string describe(const Genome& genome) const override {
    std::string text;
    for (std::byte bit : genome.bytes) text += bit == std::byte{1} ? '1' : '0';
    return text;
  }

 private:
  std::uint32_t length_;
  Mutation mutation_;
};

inline int one_max(const Genome& genome) {
  int ones = 0;
  for (std::byte bit : genome.bytes) ones += std::to_integer<int>(bit);
  return ones;
}

inline int leading_ones(const Genome& genome) {
  int ones = 0;
  for (std::byte bit : genome.bytes) {
    if (bit == std::byte{0}) break;
    ++ones;
  }
  return ones;
}

/// `value` of a genome is maximised.
inline Evaluation evaluation_of(const Candidate& candidate, double value) {
  Evaluation evaluation;
  evaluation.id = candidate.id;
  evaluation.objectives = {-value};
  return evaluation;
}

/// Asks for and tells one candidate at a time until one has this value; gives the number of
/// evaluations after the first, as theory counts them.
inline int evaluations_until(Algorithm& algorithm, int value,
                             const std::function<int(const Genome&)>& value_of) {
  for (int count = 0;; ++count) {
    const Candidate candidate = algorithm.ask(1).at(0);
    const int reached = value_of(candidate.genome);
    if (reached == value) return count;
    algorithm.tell(evaluation_of(candidate, reached));
  }
}

}  // namespace cambrian::testing
