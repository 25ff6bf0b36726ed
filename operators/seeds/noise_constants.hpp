// Constants that the kernels of noise and their reference share (internal).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cambrian::seeds {

inline constexpr std::size_t kRounds = 5;
inline constexpr std::uint64_t kWeyl0 = 0x9e3779b97f4a7c15;
inline constexpr std::uint64_t kWeyl1 = 0xbb67ae8584caa73b;

/// Keys of ARS: that of the counter, then one for each round.
using RoundKeys = std::array<std::array<std::uint64_t, 2>, kRounds + 1>;
constexpr RoundKeys round_keys(std::uint64_t seed) {
  RoundKeys keys{};
  keys[0] = {seed, 0};
  for (std::size_t round = 1; round <= kRounds; ++round)
    keys[round] = {keys[round - 1][0] + kWeyl0, keys[round - 1][1] + kWeyl1};
  return keys;
}

// A sum of four bytes and a little more, minus its mean and divided by its deviation; see Noise.
inline constexpr float kScale = static_cast<float>(1 / 37800.11315459254);
inline constexpr float kShift = static_cast<float>(257 / 37800.11315459254);

/// The polynomial that makes such a sum x normal: x (c[4] + c[3] x^2 + ... + c[0] x^8), fitted to
/// the quantiles of all sums.
inline constexpr std::array<double, 5> kToNormal = {4.917272059098282e-05, -5.675935393380886e-04,
                                                    2.974538982503799e-03, 6.893756318728289e-03,
                                                    9.636113690844117e-01};

/// Times the standard deviation.
constexpr std::array<float, 5> polynomial(float sigma) {
  std::array<float, 5> c{};
  for (std::size_t i = 0; i < c.size(); ++i) c[i] = static_cast<float>(kToNormal[i] * sigma);
  return c;
}

}  // namespace cambrian::seeds
