// Visits: how often programs of each family have been fitted without a gain.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/archive.hpp"

namespace cambrian::approximation {

/// Counts by hash in a table of fixed size: families that share a place share their count, which
/// costs a visit and nothing else. What is long ago counts half, a quarter and so on.
class Visits {
 public:
  static constexpr std::size_t kPlaces = std::size_t{1} << 18;

  std::uint32_t count(std::uint64_t family) const { return counts_[family % kPlaces]; }

  void add(std::uint64_t family) {
    std::uint8_t& count = counts_[family % kPlaces];
    if (count < 255) ++count;
    if (++since_ < kPlaces) return;
    since_ = 0;
    for (std::uint8_t& c : counts_) c /= 2;
  }

  void forget(std::uint64_t family) { counts_[family % kPlaces] = 0; }

  // Places that are not 0, each after the number of zeros before it.
  void encode(Encoder& out) const {
    out.u64(since_);
    out.u64(kPlaces - static_cast<std::size_t>(std::count(counts_.begin(), counts_.end(), 0)));
    std::size_t next = 0;
    for (std::size_t k = 0; k < kPlaces; ++k) {
      if (counts_[k] == 0) continue;
      out.u64((k - next) << 8 | counts_[k]);
      next = k + 1;
    }
  }

  void load(Decoder& in) {
    std::fill(counts_.begin(), counts_.end(), std::uint8_t{0});
    since_ = in.u64_at_most(kPlaces - 1);
    std::size_t next = 0;
    for (std::uint64_t left = in.u64_at_most(kPlaces); left > 0; --left) {
      const std::uint64_t entry = in.u64();
      const std::uint64_t place = next + (entry >> 8);
      if (place >= kPlaces) throw DecodeError("a count of visits that is out of place");
      counts_[place] = static_cast<std::uint8_t>(entry & 255);
      next = place + 1;
    }
  }

 private:
  std::vector<std::uint8_t> counts_ = std::vector<std::uint8_t>(kPlaces);
  std::size_t since_ = 0;  ///< visits since all counts were halved
};

}  // namespace cambrian::approximation
