#include "engine/core/bytes.hpp"

#include <array>
#include <cstring>

namespace cambrian {

std::uint64_t hash_bytes(BytesView bytes, std::uint64_t seed) {
  std::uint64_t hash = hash_combine(seed, bytes.size());
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, 8);
    hash = hash_combine(hash, word);
  }
  if (i < bytes.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, bytes.size() - i);
    hash = hash_combine(hash, word);
  }
  return hash;
}

namespace {

// Eight tables, so that eight bytes are folded in per step ("slicing by 8", Kounavis and Berry
// 2008).
using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr CrcTables make_crc_tables() {
  CrcTables tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0x82f63b78u : 0u);
    tables[0][i] = crc;
  }
  for (std::size_t t = 1; t < 8; ++t) {
    for (std::size_t i = 0; i < 256; ++i) {
      const std::uint32_t before = tables[t - 1][i];
      tables[t][i] = (before >> 8) ^ tables[0][before & 0xff];
    }
  }
  return tables;
}
constexpr CrcTables kCrc = make_crc_tables();

std::uint64_t load_word(const std::byte* from) {
  std::uint64_t word;
  std::memcpy(&word, from, 8);
  return word;
}

std::uint32_t crc_portable(BytesView bytes, std::uint32_t crc) {
  while (bytes.size() >= 8) {
    const std::uint64_t word = load_word(bytes.data()) ^ crc;
    crc = 0;
    for (std::size_t i = 0; i < 8; ++i) crc ^= kCrc[7 - i][(word >> (8 * i)) & 0xff];
    bytes = bytes.subspan(8);
  }
  for (std::byte b : bytes)
    crc = kCrc[0][(crc ^ std::to_integer<std::uint32_t>(b)) & 0xff] ^ (crc >> 8);
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc_sse42(BytesView bytes, std::uint32_t crc) {
  std::uint64_t wide = crc;
  while (bytes.size() >= 8) {
    wide = __builtin_ia32_crc32di(wide, load_word(bytes.data()));
    bytes = bytes.subspan(8);
  }
  crc = static_cast<std::uint32_t>(wide);
  for (std::byte b : bytes) crc = __builtin_ia32_crc32qi(crc, std::to_integer<unsigned char>(b));
  return crc;
}
#endif

}  // namespace

std::uint32_t crc32c_portable(BytesView bytes, std::uint32_t crc) {
  return ~crc_portable(bytes, ~crc);
}

std::uint32_t crc32c(BytesView bytes, std::uint32_t crc) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ~crc_sse42(bytes, ~crc);
#endif
  return crc32c_portable(bytes, crc);
}

}  // namespace cambrian
