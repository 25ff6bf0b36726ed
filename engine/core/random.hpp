// Random: a stream of random numbers that is an address, not a state that someone must carry.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace cambrian {

/// What a stream is for; part of its address, so that a new draw for one purpose never shifts
/// another. The values are part of the on-disk contract: append only.
enum class Purpose : std::uint8_t {
  init = 0,
  select = 1,
  vary = 2,
  evaluate = 3,
  migrate = 4,
  accept = 5,
  fit = 6,
  sample_rows = 7,
  split = 8,
};

/// Where a stream starts. `island` < 2^24. `step` is the candidate's id, or any counter that is
/// unique for (seed, island, purpose).
struct StreamAddress {
  std::uint64_t seed = 0;
  std::uint32_t island = 0;
  std::uint64_t step = 0;
  Purpose purpose = Purpose::init;
};

/// Counter-based stream (Philox4x32-10: Salmon et al. 2011) of 2^34 words; 50 ns to start, equal on
/// every machine. The distributions are ours, since <random>'s differ between standard libraries.
/// Not for use by two threads at once.
class Random {
 public:
  explicit Random(StreamAddress address);

  std::uint32_t bits32() {
    if (next_ == 4) refill();
    return block_[next_++];
  }
  std::uint64_t bits64() {
    const std::uint64_t high = bits32();
    return (high << 32) | bits32();
  }
  /// Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(bits64() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform in 0..n-1 without bias (Lemire 2019). n >= 1.
  std::uint32_t below(std::uint32_t n);
  /// Standard normal (Box-Muller, one value per two draws: no state is kept back).
  double normal();
  bool chance(double probability) { return uniform() < probability; }
  /// Poisson with a mean of at most about 500 (Knuth's product method).
  std::uint32_t poisson(double mean);
  /// Index drawn in proportion to weights (>= 0, sum > 0).
  std::size_t weighted(std::span<const double> weights);
  template <class Container>
  auto& pick(Container& items) {
    return items[below(static_cast<std::uint32_t>(items.size()))];
  }

 private:
  void refill();

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_;
  std::uint32_t next_ = 4;
};

/// Fisher-Yates shuffle with our own stream.
template <class Container>
void shuffle(Container& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[random.below(static_cast<std::uint32_t>(i))]);
  }
}

}  // namespace cambrian
