// Random: a stream of random numbers that is an address, not a state that someone must carry.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numbers>
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
/// Not for use by two threads at once. All of it is in this header, without <cmath>, since plugins
/// are compiled with it, too.
class Random {
 public:
  /// Where a stream stands.
  struct State {
    std::array<std::uint32_t, 2> key;
    std::array<std::uint32_t, 4> counter;  ///< of the next block
    std::array<std::uint32_t, 4> block;    ///< the present one
    std::uint32_t next;                    ///< word of the block that comes next; 4: none is left
  };

  explicit Random(StreamAddress a)
      : state_{{static_cast<std::uint32_t>(a.seed), static_cast<std::uint32_t>(a.seed >> 32)},
               {0, (a.island << 8) | static_cast<std::uint32_t>(a.purpose),
                static_cast<std::uint32_t>(a.step), static_cast<std::uint32_t>(a.step >> 32)},
               {},
               4} {}
  /// Goes on from where another stream stood. (Not a second constructor: `Random({.seed = 1})`
  /// stays unambiguous.)
  static Random at(const State& state) {
    Random random(StreamAddress{});
    random.state_ = state;
    return random;
  }
  const State& state() const { return state_; }

  std::uint32_t bits32() {
    if (state_.next == 4) refill();
    return state_.block[state_.next++];
  }
  std::uint64_t bits64() {
    const std::uint64_t high = bits32();
    return (high << 32) | bits32();
  }
  /// Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(bits64() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform in 0..n-1 without bias (Lemire 2019). n >= 1.
  std::uint32_t below(std::uint32_t n) {
    std::uint64_t product = std::uint64_t{bits32()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
      const std::uint32_t threshold = (0u - n) % n;
      while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{bits32()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }
  /// Standard normal (Box-Muller, one value per two draws: no state is kept back).
  double normal() {
    const double radius = __builtin_sqrt(-2.0 * __builtin_log1p(-uniform()));
    return radius * __builtin_cos(2.0 * std::numbers::pi * uniform());
  }
  bool chance(double probability) { return uniform() < probability; }
  /// Poisson with a mean of at most about 500 (Knuth's product method).
  std::uint32_t poisson(double mean) {
    const double limit = __builtin_exp(-mean);
    std::uint32_t count = 0;
    for (double product = uniform(); product > limit; product *= uniform()) ++count;
    return count;
  }
  /// Index drawn in proportion to weights (>= 0, sum > 0).
  std::size_t weighted(std::span<const double> weights) {
    double sum = 0;
    for (double w : weights) sum += w;
    double left = uniform() * sum;
    std::size_t last = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] <= 0) continue;
      last = i;
      left -= weights[i];
      if (left < 0) break;
    }
    return last;
  }
  template <class Container>
  auto& pick(Container& items) {
    return items[below(static_cast<std::uint32_t>(items.size()))];
  }

 private:
  // Ten rounds on a copy of the counter; then the counter goes on.
  void refill() {
    std::array<std::uint32_t, 4> x = state_.counter;
    std::array<std::uint32_t, 2> key = state_.key;
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t a = std::uint64_t{0xd2511f53} * x[0];
      const std::uint64_t b = std::uint64_t{0xcd9e8d57} * x[2];
      x = {static_cast<std::uint32_t>(b >> 32) ^ x[1] ^ key[0], static_cast<std::uint32_t>(b),
           static_cast<std::uint32_t>(a >> 32) ^ x[3] ^ key[1], static_cast<std::uint32_t>(a)};
      key = {key[0] + 0x9e3779b9, key[1] + 0xbb67ae85};
    }
    state_.block = x;
    ++state_.counter[0];
    state_.next = 0;
  }

  State state_;
};

/// Fisher-Yates shuffle with our own stream.
template <class Container>
void shuffle(Container& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[random.below(static_cast<std::uint32_t>(i))]);
  }
}

}  // namespace cambrian
