// Noise: normal numbers that are a function of (seed, index), the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cambrian::seeds {

/// The noise of a seed is one normal number for each index. Index i gets word i mod 4 of the block
/// that ARS-5 (Salmon et al. 2011: rounds of AES) makes of the counter i / 4 and the key `seed`.
/// The sum of the word's four bytes, a fraction of which is added so that sums are close to each
/// other, is nearly normal; a polynomial of the ninth degree makes it so: distribution functions
/// differ by 2e-4 at most, moments 2, 4 and 6 by 3e-6, 5e-5 and 3e-3, and no number is beyond 5.19
/// standard deviations. Operations are exact or in single precision, rounded one by one or fused
/// where all kernels fuse: so they agree in every bit.
constexpr std::size_t kNoiseBlock = 64;  ///< values that kernels add to at a time
/// Of this definition. Genomes hold it, since another one would make other networks of them.
constexpr std::uint16_t kNoiseVersion = 2;

struct Noise {
  std::uint64_t seed = 0;
  float sigma = 1;  ///< standard deviation
};

/// Adds noise to the values of some blocks.
struct NoiseKernel {
  const char* name;
  /// to[i] becomes from[i] with the noise of index 64 first + i; 64 values for each block. `from`
  /// may be where `to` is.
  void (*sum)(const Noise& noise, std::uint64_t first, const float* from, std::span<float> to);

  void add(const Noise& noise, std::uint64_t first, std::span<float> values) const {
    sum(noise, first, values.data(), values);
  }
};

/// Those that run on this machine, the fastest first.
std::vector<NoiseKernel> noise_kernels();
/// The fastest.
const NoiseKernel& noise_kernel();
/// The definition, number by number.
NoiseKernel noise_reference();

}  // namespace cambrian::seeds
