#include <array>
#include <cmath>
#include <utility>

#include "operators/seeds/noise.hpp"
#include "operators/seeds/noise_constants.hpp"

namespace cambrian::seeds {
namespace {

using Block = std::array<std::uint8_t, 16>;

/// Times x in the field of AES (FIPS 197).
constexpr std::uint8_t doubled(std::uint8_t a) {
  return static_cast<std::uint8_t>((a << 1) ^ ((a >> 7) * 0x1b));
}

constexpr std::array<std::uint8_t, 256> substitutions() {
  std::array<std::uint8_t, 256> box{};
  std::uint8_t p = 1;  // runs through the powers of 3,
  std::uint8_t q = 1;  // and this through their inverses
  const auto rotated = [](unsigned x, int by) { return (x << by) | (x >> (8 - by)); };
  do {
    p = static_cast<std::uint8_t>(p ^ doubled(p));
    for (int by = 1; by <= 4; by *= 2) q = static_cast<std::uint8_t>(q ^ (q << by));
    if ((q & 0x80) != 0) q ^= 0x09;
    box[p] = static_cast<std::uint8_t>(q ^ rotated(q, 1) ^ rotated(q, 2) ^ rotated(q, 3) ^
                                       rotated(q, 4) ^ 0x63);
  } while (p != 1);
  box[0] = 0x63;
  return box;
}

Block bytes_of(const std::array<std::uint64_t, 2>& words) {
  Block bytes;
  for (std::size_t i = 0; i < 16; ++i)
    bytes[i] = static_cast<std::uint8_t>(words[i / 8] >> (8 * (i % 8)));
  return bytes;
}

void add_key(Block& block, const std::array<std::uint64_t, 2>& key) {
  const Block bytes = bytes_of(key);
  for (std::size_t i = 0; i < 16; ++i) block[i] ^= bytes[i];
}

Block substituted_and_shifted(const Block& block) {
  static constexpr auto kBox = substitutions();
  Block next;
  for (std::size_t column = 0; column < 4; ++column)
    for (std::size_t row = 0; row < 4; ++row)
      next[4 * column + row] = kBox[block[4 * ((column + row) % 4) + row]];
  return next;
}

void mix_columns(Block& block) {
  for (std::size_t column = 0; column < 16; column += 4) {
    std::uint8_t* const c = &block[column];
    const auto all = static_cast<std::uint8_t>(c[0] ^ c[1] ^ c[2] ^ c[3]);
    const std::uint8_t first = c[0];
    for (std::size_t row = 0; row < 4; ++row) {
      const std::uint8_t below = row < 3 ? c[row + 1] : first;
      c[row] = static_cast<std::uint8_t>(c[row] ^ all ^ doubled(c[row] ^ below));
    }
  }
}

Block ars(const RoundKeys& keys, std::uint64_t counter) {
  Block block = bytes_of({counter, 0});
  add_key(block, keys[0]);
  for (std::size_t round = 1; round <= kRounds; ++round) {
    block = substituted_and_shifted(block);
    if (round < kRounds) mix_columns(block);
    add_key(block, keys[round]);
  }
  return block;
}

/// Two bytes of a word, the low one first: their sum, times 256, and once more the low one.
std::int32_t sum_of(std::uint8_t low, std::uint8_t high) {
  const auto both = static_cast<std::int16_t>(low + 256 * high);
  return both + 256 * static_cast<std::int8_t>(low);
}

void sum(const Noise& noise, std::uint64_t first, const float* from, std::span<float> to) {
  const RoundKeys keys = round_keys(noise.seed);
  const auto c = polynomial(noise.sigma);
  for (std::size_t i = 0; i < to.size(); ++i) {
    const Block block = ars(keys, first * (kNoiseBlock / 4) + i / 4);
    const std::uint8_t* const word = &block[4 * (i % 4)];
    const std::int32_t bytes = sum_of(word[0], word[1]) + sum_of(word[2], word[3]);
    const float x = std::fma(static_cast<float>(bytes), kScale, kShift);
    const float z = x * x;
    float p = c[0];
    for (std::size_t k = 1; k < c.size(); ++k) p = std::fma(p, z, c[k]);
    to[i] = std::fma(x, p, from[i]);
  }
}

}  // namespace

NoiseKernel noise_reference() { return {"reference", sum}; }

}  // namespace cambrian::seeds
