#include "operators/expression/library/key_table.hpp"

#include <algorithm>
#include <bit>

#include "engine/core/assert.hpp"

namespace cambrian::expression {
namespace {

// Between a quarter and half full when all keys are in.
int log2_slots(std::size_t keys) { return std::bit_width(std::max<std::size_t>(keys, 64) * 2 - 1); }

}  // namespace

KeyTable::KeyTable(std::size_t keys)
    : shift_(64 - log2_slots(keys)),
      filter_shift_(shift_ - 2),
      slots_(std::size_t{1} << (64 - shift_)),
      filter_(slots_.size() * 4 / 64) {
  CAMBRIAN_ASSERT(shift_ > kPayloadBits);
}

KeyTable::KeyTable(const KeyTable& other, std::size_t keys) : KeyTable(keys) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < other.slots_.size(); ++i) {
    const std::uint64_t kept = other.slot(i);
    if (kept == 0) continue;
    std::size_t at = kept >> shift_;
    while (slot(at) != 0) at = (at + 1) & mask;
    store(at, kept);
  }
  size_ = other.size_;
}

void KeyTable::store(std::size_t at, std::uint64_t kept) {
  __atomic_store_n(slots_.data() + at, kept, __ATOMIC_RELAXED);
  const std::uint64_t bit = filter_bit(kept);
  std::uint64_t* word = filter_.data() + (bit >> 6);
  __atomic_store_n(word, *word | (1ULL << (bit & 63)), __ATOMIC_RELAXED);
}

std::optional<std::uint32_t> KeyTable::insert(std::uint64_t key, std::uint32_t payload) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = key >> shift_;
  for (; slot(at) != 0; at = (at + 1) & mask) {
    if (((slot(at) ^ key) & ~kPayload) == 0) {
      return static_cast<std::uint32_t>(slot(at) & kPayload) - 1;
    }
  }
  CAMBRIAN_ASSERT(payload <= kMaxPayload && size_ < capacity());
  store(at, (key & ~kPayload) | (payload + 1));
  ++size_;
  return std::nullopt;
}

std::optional<std::uint32_t> KeyTable::find(std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = key >> shift_;; at = (at + 1) & mask) {
    const std::uint64_t kept = slot(at);
    if (kept == 0) return std::nullopt;
    if (((kept ^ key) & ~kPayload) == 0) return static_cast<std::uint32_t>(kept & kPayload) - 1;
  }
}

}  // namespace cambrian::expression
