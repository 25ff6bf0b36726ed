#include <array>
#include <bit>
#include <cmath>

#include "operators/seeds/noise.hpp"
#include "operators/seeds/noise_constants.hpp"

namespace cambrian::seeds {
namespace {

std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint64_t counter) {
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  std::array<std::uint32_t, 4> x = {low(counter), low(counter >> 32), 0, 0};
  std::array<std::uint32_t, 2> key = {low(seed), low(seed >> 32)};
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t a = std::uint64_t{kMultiplier0} * x[0];
    const std::uint64_t b = std::uint64_t{kMultiplier1} * x[2];
    x = {low(b >> 32) ^ x[1] ^ key[0], low(b), low(a >> 32) ^ x[3] ^ key[1], low(a)};
    key = {key[0] + kWeyl0, key[1] + kWeyl1};
  }
  return x;
}

float logarithm(float u) {
  const auto bits = std::bit_cast<std::int32_t>(u);
  const std::int32_t exponent = (bits - kHalfRoot) >> 23;
  const float f = std::bit_cast<float>(bits - exponent * (1 << 23)) - 1.0f;
  const auto e = static_cast<float>(exponent);
  const float z = f * f;
  float y = kLog[0];
  for (std::size_t i = 1; i < kLog.size(); ++i) y = y * f + kLog[i];
  y = y * f * z + e * kLn2Low;
  y = y - 0.5f * z;
  return (f + y) + e * kLn2High;
}

struct Pair {
  float first;
  float second;
};

Pair normals(std::uint32_t radius, std::uint32_t angle) {
  const float u = static_cast<float>((radius >> 8) + 1) * kUnit;
  float r = std::sqrt(std::fmax(-2.0f * logarithm(u), 0.0f));
  if ((angle >> 31) != 0) r = -r;
  const float phi = static_cast<float>(std::bit_cast<std::int32_t>(angle << 2)) * kAngle;
  const float z = phi * phi;
  const float sine = ((kSin[0] * z + kSin[1]) * z + kSin[2]) * z * phi + phi;
  const float cosine = (((kCos[0] * z + kCos[1]) * z + kCos[2]) * z - 0.5f) * z + 1.0f;
  const bool swapped = ((angle >> 30) & 1) != 0;
  return {r * (swapped ? sine : cosine), r * (swapped ? cosine : sine)};
}

void add(const Noise& noise, std::uint64_t first, std::span<float> values) {
  for (std::size_t start = 0; start < values.size(); start += kNoiseBlock) {
    for (std::size_t i = 0; i < 16; ++i) {
      const auto words = philox(noise.seed, (first + start / kNoiseBlock) * 16 + i);
      const Pair a = normals(words[0], words[1]);
      const Pair b = normals(words[2], words[3]);
      float* value = &values[start + i];
      value[0] += noise.sigma * a.first;
      value[16] += noise.sigma * a.second;
      value[32] += noise.sigma * b.first;
      value[48] += noise.sigma * b.second;
    }
  }
}

}  // namespace

NoiseKernel noise_reference() { return {"reference", add}; }

}  // namespace cambrian::seeds
