// Byte strings: what crosses a boundary (rank, file, plugin).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cambrian {

using Bytes = std::vector<std::byte>;
using BytesView = std::span<const std::byte>;

inline BytesView as_bytes(std::string_view text) {
  return std::as_bytes(std::span<const char>(text.data(), text.size()));
}

/// 64-bit hash, equal on every machine and in every run (not cryptographic).
std::uint64_t hash_bytes(BytesView bytes, std::uint64_t seed = 0);

/// Mixes two hashes; the order matters.
constexpr std::uint64_t hash_combine(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a ^ (b + 0x9e3779b97f4a7c15ULL + (a << 6) + (a >> 2));
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// CRC-32C (Castagnoli) of `bytes`, continuing from `crc` (0 to begin): guards every frame on the
/// wire and on disk.
std::uint32_t crc32c(BytesView bytes, std::uint32_t crc = 0);

/// The same without the processor's CRC instruction: what machines without it run.
std::uint32_t crc32c_portable(BytesView bytes, std::uint32_t crc = 0);

}  // namespace cambrian
