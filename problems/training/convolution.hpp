// Convolutions of pictures, forward and backward, as products of matrices.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cambrian::training {

/// Of square pictures (pixels by rows, of each its channels) with a square kernel, to pictures of
/// the same side; what is beyond the edges is 0.
struct Convolution {
  std::size_t side = 0;
  std::size_t inputs = 0;   ///< channels
  std::size_t outputs = 0;  ///< channels
  std::size_t kernel = 3;   ///< side of the kernel, odd

  std::size_t pixels() const { return side * side; }
  std::size_t taps() const { return kernel * kernel * inputs; }
  std::size_t input_size() const { return pixels() * inputs; }
  std::size_t output_size() const { return pixels() * outputs; }
};

/// Used again from call to call, by one thread.
struct ConvolutionMemory {
  std::vector<float> columns;
};

/// All pictures of `in`. `weights`: taps x outputs; a tap is a row and a column of the kernel, and
/// a channel. `out` is written.
void convolve(const Convolution& shape, std::span<const float> in, std::span<const float> weights,
              std::span<float> out, ConvolutionMemory& memory);
/// Adds to the slopes of the weights, from those of what came out.
void add_weight_slopes(const Convolution& shape, std::span<const float> in,
                       std::span<const float> slopes, std::span<float> weight_slopes,
                       ConvolutionMemory& memory);
/// The slopes of what came in, written. `turned`: outputs x taps.
void convolve_back(const Convolution& shape, std::span<const float> slopes,
                   std::span<const float> turned, std::span<float> in_slopes,
                   ConvolutionMemory& memory);

/// Means over 2 x 2 pixels of pictures of an even side; and back.
void shrink(std::size_t side, std::size_t channels, std::span<const float> in,
            std::span<float> out);
void shrink_back(std::size_t side, std::size_t channels, std::span<const float> slopes,
                 std::span<float> in_slopes);

}  // namespace cambrian::training
