#include "operators/expression/library/key_table.hpp"

#include <algorithm>
#include <bit>

namespace cambrian::expression {
namespace {

// Between 3/8 and 3/4 full when all keys are in.
int log2_slots(std::size_t keys) {
  return std::bit_width((std::max<std::size_t>(keys, 96) * 4 + 2) / 3 - 1);
}

}  // namespace

KeyTable::KeyTable(std::size_t keys)
    : shift_(64 - log2_slots(keys)),
      slots_(std::size_t{1} << (64 - shift_)),
      filter_(slots_.size() / 16) {
  CAMBRIAN_ASSERT(shift_ > kPayloadBits);
}

KeyTable::KeyTable(const KeyTable& other, std::size_t keys) : KeyTable(keys) {
  CAMBRIAN_ASSERT(other.size_ <= capacity());
  for (std::size_t i = 0; i < other.slots_.size(); ++i) {
    if (const std::uint64_t kept = other.slot(i); kept != 0) add(kept);
  }
}

std::size_t KeyTable::insert_new(std::span<const std::uint64_t> keys, std::uint32_t payload,
                                 std::uint32_t* positions) {
  CAMBRIAN_ASSERT(has_room_for(keys.size()) && payload + keys.size() <= kMaxPayload);
  std::size_t count = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    prefetch_filter(keys, i);
    if (keys[i] <= kZeroKey) continue;
    positions[count] = static_cast<std::uint32_t>(i);
    count += add(slot_of(keys[i], payload + static_cast<std::uint32_t>(count)));
  }
  return count;
}

void KeyTable::insert_all(std::span<const std::uint64_t> keys, std::uint32_t payload,
                          std::uint32_t step) {
  CAMBRIAN_ASSERT(has_room_for(keys.size()) && payload + keys.size() * step <= kMaxPayload);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    prefetch_filter(keys, i);
    if (keys[i] <= kZeroKey) continue;
    add(slot_of(keys[i], payload + static_cast<std::uint32_t>(i) * step));
  }
}

std::size_t KeyTable::select(std::span<const std::uint64_t> keys, std::uint32_t* positions) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    positions[count] = static_cast<std::uint32_t>(i);
    count += static_cast<std::size_t>(may_hold(keys[i])) & (keys[i] > kZeroKey ? 1 : 0);
  }
  for (std::size_t i = 0; i < count; ++i) prefetch(keys[positions[i]]);
  return count;
}

}  // namespace cambrian::expression
