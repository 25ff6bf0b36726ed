// KeyTable: a hash table from 64-bit keys to small numbers, read by many threads while it grows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "engine/core/assert.hpp"
#include "operators/expression/library/huge_array.hpp"
#include "operators/expression/library/lanes.hpp"

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
  std::optional<std::uint32_t> insert(std::uint64_t key, std::uint32_t payload) {
    const std::size_t at = place_of(key);
    const std::uint64_t kept = slot(at);
    if (kept != 0) return static_cast<std::uint32_t>(kept & kPayload) - 1;
    CAMBRIAN_ASSERT(payload <= kMaxPayload && size_ < capacity());
    store(at, slot_of(key, payload));
    ++size_;
    return std::nullopt;
  }
  std::optional<std::uint32_t> find(std::uint64_t key) const {
    const std::uint64_t kept = slot(place_of(key));
    if (kept == 0) return std::nullopt;
    return static_cast<std::uint32_t>(kept & kPayload) - 1;
  }

  /// False when the key is certainly absent; true for present keys and some 3 % of others. Reads
  /// only a bitmap of 1/16 of the table's size.
  bool may_hold(std::uint64_t key) const {
    const std::uint64_t word = __atomic_load_n(filter_.data() + filter_word(key), __ATOMIC_RELAXED);
    return (word >> bit(key, 0)) & (word >> bit(key, 1)) & (word >> bit(key, 2)) & 1;
  }

  // Many at once: no branch waits for what is read of a large table.

  /// What the insertions read of keys, and what `select` does: to be asked for beforehand.
  KeyPlaces slot_places() const { return {slots_.data(), shift_}; }
  KeyPlaces filter_places() const { return {filter_.data(), shift_ + kFilterShift}; }

  /// Inserts those that name a class and are absent, as `payload`, `payload` + 1 and so on, and
  /// returns their number and positions, rising.
  std::size_t insert_new(std::span<const std::uint64_t> keys, std::uint32_t payload,
                         std::uint32_t* positions);
  /// Inserts those that name a class and are absent, key i as `payload` + i * `step`.
  void insert_all(std::span<const std::uint64_t> keys, std::uint32_t payload, std::uint32_t step);
  /// Number and positions of those that name a class and that the filter lets through; what `find`
  /// reads of them is on its way.
  std::size_t select(std::span<const std::uint64_t> keys, std::uint32_t* positions) const;

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return slots_.size() / 4 * 3; }

 private:
  static constexpr int kPayloadBits = 27;
  static constexpr std::uint64_t kPayload = (1ULL << kPayloadBits) - 1;

  static std::uint64_t slot_of(std::uint64_t key, std::uint32_t payload) {
    return (key & ~kPayload) | (payload + 1);
  }
  // Place and filter follow from the bits of a key that a slot keeps, so that a larger copy can be
  // made. A word of the filter has three bits of each key whose first place is among 16 slots.
  static constexpr int kFilterShift = 4;
  std::size_t filter_word(std::uint64_t key) const { return key >> (shift_ + kFilterShift); }
  static int bit(std::uint64_t key, int i) { return (key >> (kPayloadBits + 6 * i)) & 63; }

  std::uint64_t slot(std::size_t at) const {
    return __atomic_load_n(slots_.data() + at, __ATOMIC_RELAXED);
  }
  // Where a key is, or the empty slot where it would be.
  std::size_t place_of(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = key >> shift_;
    for (;; at = (at + 1) & mask) {
      const std::uint64_t kept = slot(at);
      if ((kept == 0) | (((kept ^ key) & ~kPayload) == 0)) return at;
    }
  }
  void store(std::size_t at, std::uint64_t kept) {
    __atomic_store_n(slots_.data() + at, kept, __ATOMIC_RELAXED);
    std::uint64_t* word = filter_.data() + filter_word(kept);
    const std::uint64_t bits = 1ULL << bit(kept, 0) | 1ULL << bit(kept, 1) | 1ULL << bit(kept, 2);
    __atomic_store_n(word, *word | bits, __ATOMIC_RELAXED);
  }
  // Inserts unless the key is there, and tells whether it did.
  std::size_t add(std::uint64_t kept) {
    const std::size_t at = place_of(kept);
    const std::uint64_t before = slot(at);
    const std::size_t fresh = before == 0 ? 1 : 0;
    store(at, fresh ? kept : before);
    size_ += fresh;
    return fresh;
  }
  void prefetch(std::uint64_t key) const { __builtin_prefetch(slots_.data() + (key >> shift_)); }
  // Of a key to come.
  void prefetch_filter(std::span<const std::uint64_t> keys, std::size_t i) const {
    constexpr std::size_t kAhead = 24;
    if (i + kAhead < keys.size())
      __builtin_prefetch(filter_.data() + filter_word(keys[i + kAhead]), 1);
  }
  bool has_room_for(std::size_t keys) const { return size_ + keys <= capacity(); }

  std::size_t size_ = 0;
  int shift_;
  HugeArray slots_;   ///< 0: empty; else a key's upper bits and payload + 1
  HugeArray filter_;  ///< four bits per slot
};

}  // namespace cambrian::expression
