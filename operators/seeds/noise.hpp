// Noise: normal numbers that are a function of (seed, index), the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cambrian::seeds {

/// The noise of a seed is one normal number for each index. Numbers come in blocks of 64: block b
/// is made of the Philox4x32-10 blocks (Salmon et al. 2011) of the key `seed` and the counters
/// 16 b .. 16 b + 15, whose words become pairs of normals by Box and Muller's method. Word w of
/// counter 16 b + i is for index 64 b + 16 w + i, so that vectors of up to 16 lanes are stored
/// whole. Operations are in single precision, rounded one by one, with polynomials of our own: so
/// all kernels agree in every bit.
constexpr std::size_t kNoiseBlock = 64;

struct Noise {
  std::uint64_t seed = 0;
  float sigma = 1;  ///< standard deviation
};

/// Adds noise to the values of some blocks.
struct NoiseKernel {
  const char* name;
  /// values[i] gets the noise of index 64 first + i; 64 values for each block.
  void (*add)(const Noise& noise, std::uint64_t first, std::span<float> values);
};

/// Those that run on this machine, the fastest first.
std::vector<NoiseKernel> noise_kernels();
/// The fastest.
const NoiseKernel& noise_kernel();
/// The definition, number by number.
NoiseKernel noise_reference();

}  // namespace cambrian::seeds
