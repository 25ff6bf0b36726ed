#include "problems/training/convolution.hpp"

#include <algorithm>

#include "problems/training/gemm.hpp"

namespace cambrian::training {
namespace {

/// Calls f(tap, pixel) for each place of the kernel at each place of the picture, where that is
/// within it: the tap as the number in a row of columns, the pixel as the number in the picture.
template <class F>
void for_each_tap(const Convolution& shape, F f) {
  const auto side = static_cast<std::ptrdiff_t>(shape.side);
  const auto kernel = static_cast<std::ptrdiff_t>(shape.kernel);
  const std::ptrdiff_t reach = kernel / 2;
  for (std::ptrdiff_t y = 0; y < side; ++y) {
    for (std::ptrdiff_t x = 0; x < side; ++x) {
      for (std::ptrdiff_t i = 0; i < kernel; ++i) {
        for (std::ptrdiff_t j = 0; j < kernel; ++j) {
          const std::ptrdiff_t row = y + i - reach;
          const std::ptrdiff_t column = x + j - reach;
          if (row < 0 || row >= side || column < 0 || column >= side) continue;
          const std::ptrdiff_t tap = (y * side + x) * kernel * kernel + i * kernel + j;
          f(static_cast<std::size_t>(tap) * shape.inputs,
            static_cast<std::size_t>(row * side + column) * shape.inputs);
        }
      }
    }
  }
}

/// A row of taps for each pixel; what is beyond the edges was 0 before, and stays so.
void to_columns(const Convolution& shape, const float* picture, float* columns) {
  for_each_tap(shape, [&](std::size_t tap, std::size_t pixel) {
    for (std::size_t c = 0; c < shape.inputs; ++c) columns[tap + c] = picture[pixel + c];
  });
}

}  // namespace

void convolve(const Convolution& shape, std::span<const float> in, std::span<const float> weights,
              std::span<float> out, ConvolutionMemory& memory) {
  std::fill(out.begin(), out.end(), 0.0F);
  const std::size_t pictures = in.size() / shape.input_size();
  if (shape.kernel == 1) {
    multiply_add({in.data(), shape.inputs}, weights.data(), out.data(),
                 {pictures * shape.pixels(), shape.inputs, shape.outputs});
    return;
  }
  memory.columns.assign(shape.pixels() * shape.taps(), 0.0F);
  for (std::size_t i = 0; i < pictures; ++i) {
    to_columns(shape, in.data() + i * shape.input_size(), memory.columns.data());
    multiply_add({memory.columns.data(), shape.taps()}, weights.data(),
                 out.data() + i * shape.output_size(),
                 {shape.pixels(), shape.taps(), shape.outputs});
  }
}

void add_weight_slopes(const Convolution& shape, std::span<const float> in,
                       std::span<const float> slopes, std::span<float> weight_slopes,
                       ConvolutionMemory& memory) {
  const std::size_t pictures = in.size() / shape.input_size();
  if (shape.kernel == 1) {
    multiply_add({in.data(), 1, shape.inputs}, slopes.data(), weight_slopes.data(),
                 {shape.inputs, pictures * shape.pixels(), shape.outputs});
    return;
  }
  memory.columns.assign(shape.pixels() * shape.taps(), 0.0F);
  for (std::size_t i = 0; i < pictures; ++i) {
    to_columns(shape, in.data() + i * shape.input_size(), memory.columns.data());
    multiply_add({memory.columns.data(), 1, shape.taps()}, slopes.data() + i * shape.output_size(),
                 weight_slopes.data(), {shape.taps(), shape.pixels(), shape.outputs});
  }
}

void convolve_back(const Convolution& shape, std::span<const float> slopes,
                   std::span<const float> turned, std::span<float> in_slopes,
                   ConvolutionMemory& memory) {
  std::fill(in_slopes.begin(), in_slopes.end(), 0.0F);
  const std::size_t pictures = in_slopes.size() / shape.input_size();
  if (shape.kernel == 1) {
    multiply_add({slopes.data(), shape.outputs}, turned.data(), in_slopes.data(),
                 {pictures * shape.pixels(), shape.outputs, shape.inputs});
    return;
  }
  for (std::size_t i = 0; i < pictures; ++i) {
    memory.columns.assign(shape.pixels() * shape.taps(), 0.0F);
    multiply_add({slopes.data() + i * shape.output_size(), shape.outputs}, turned.data(),
                 memory.columns.data(), {shape.pixels(), shape.outputs, shape.taps()});
    float* const picture = in_slopes.data() + i * shape.input_size();
    for_each_tap(shape, [&](std::size_t tap, std::size_t pixel) {
      for (std::size_t c = 0; c < shape.inputs; ++c) picture[pixel + c] += memory.columns[tap + c];
    });
  }
}

void shrink(std::size_t side, std::size_t channels, std::span<const float> in,
            std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0F);
  const std::size_t half = side / 2;
  const std::size_t pixels = in.size() / channels;
  for (std::size_t p = 0; p < pixels; ++p) {
    const std::size_t picture = p / (side * side);
    const std::size_t place = (p / side % side) / 2 * half + p % side / 2;
    float* const to = out.data() + (picture * half * half + place) * channels;
    for (std::size_t c = 0; c < channels; ++c) to[c] += 0.25F * in[p * channels + c];
  }
}

void shrink_back(std::size_t side, std::size_t channels, std::span<const float> slopes,
                 std::span<float> in_slopes) {
  const std::size_t half = side / 2;
  const std::size_t pixels = in_slopes.size() / channels;
  for (std::size_t p = 0; p < pixels; ++p) {
    const std::size_t picture = p / (side * side);
    const std::size_t place = (p / side % side) / 2 * half + p % side / 2;
    const float* const from = slopes.data() + (picture * half * half + place) * channels;
    for (std::size_t c = 0; c < channels; ++c) in_slopes[p * channels + c] = 0.25F * from[c];
  }
}

}  // namespace cambrian::training
