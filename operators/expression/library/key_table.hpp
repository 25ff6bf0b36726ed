// KeyTable: a hash table from 64-bit keys to small numbers, read by many threads while it grows.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "operators/expression/library/huge_array.hpp"

namespace cambrian::expression {

/// Open addressing in slots of 8 bytes: 37 bits of the key and 27 of the payload. Two keys that
/// agree in those bits are one: a look-up among n keys is wrong with a probability of n / 2^37.
/// One writer at a time; any number of readers beside it, which see each key inserted before they
/// began, and perhaps later ones.
class KeyTable {
 public:
  static constexpr std::uint32_t kMaxPayload = (1u << 27) - 2;

  /// Room for `keys` insertions.
  explicit KeyTable(std::size_t keys);
  /// A larger copy.
  KeyTable(const KeyTable& other, std::size_t keys);

  /// The payload that the key has already, or nothing after inserting it.
  std::optional<std::uint32_t> insert(std::uint64_t key, std::uint32_t payload);
  std::optional<std::uint32_t> find(std::uint64_t key) const;

  /// False when the key is certainly absent; true for present keys and one in eight others. Reads
  /// only a bitmap of 1/16 of the table's size.
  bool may_hold(std::uint64_t key) const {
    const std::uint64_t bit = filter_bit(key);
    const std::uint64_t word = __atomic_load_n(filter_.data() + (bit >> 6), __ATOMIC_RELAXED);
    return (word >> (bit & 63)) & 1;
  }
  /// Brings what `find` reads, or `insert` as well, into the cache.
  void prefetch(std::uint64_t key) const { __builtin_prefetch(slots_.data() + (key >> shift_)); }
  void prefetch_insert(std::uint64_t key) const {
    prefetch(key);
    __builtin_prefetch(filter_.data() + (filter_bit(key) >> 6), 1);
  }

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return slots_.size() / 2; }

 private:
  static constexpr int kPayloadBits = 27;
  static constexpr std::uint64_t kPayload = (1ULL << kPayloadBits) - 1;

  // Place and filter follow from the bits of a key that a slot keeps, so that a larger copy can be
  // made.
  std::uint64_t filter_bit(std::uint64_t key) const {
    return ((key & ~kPayload) * 0xd6e8feb86659fd93ULL) >> filter_shift_;
  }
  std::uint64_t slot(std::size_t at) const {
    return __atomic_load_n(slots_.data() + at, __ATOMIC_RELAXED);
  }
  void store(std::size_t at, std::uint64_t slot);

  std::size_t size_ = 0;
  int shift_, filter_shift_;
  HugeArray slots_;   ///< 0: empty; else a key's upper bits and payload + 1
  HugeArray filter_;  ///< four bits per slot
};

}  // namespace cambrian::expression
