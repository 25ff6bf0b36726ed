// Kernels: the arithmetic of layers on blocks of numbers, in vector lanes.
#pragma once

#include <cstddef>

#include "operators/layer/primitive.hpp"

namespace cambrian::layer {

/// Blocks are whole multiples of so many numbers; what is beyond their end may be anything.
constexpr std::size_t kGrain = 16;
constexpr std::size_t rounded_up(std::size_t count) {
  return (count + kGrain - 1) / kGrain * kGrain;
}

/// What a kernel reads: the arguments' numbers, and for slopes the result and its slope.
struct Operands {
  const float* a = nullptr;
  const float* b = nullptr;  ///< null for primitives of one argument
  const float* y = nullptr;
  const float* slope = nullptr;
};

/// y from a and b; `count` a multiple of kGrain. For primitives that are no moments.
using Forward = void (*)(const Operands& in, float* y, std::size_t count);
Forward forward_kernel(Primitive primitive);

/// Adds to the slopes of a and b, which may be the same.
using Backward = void (*)(const Operands& in, float* slope_a, float* slope_b, std::size_t count);
Backward backward_kernel(Primitive primitive);

/// A block of `rows` x `columns` numbers, by rows without gaps, and so many more behind it that
/// the last row can be read in whole vectors.
struct Block {
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// Of each column the mean, and the sum of squared differences from it.
void column_moments(const float* block, Block size, float* means, float* squares);
/// Adds to `sums` those of the columns.
void add_columns(const float* block, Block size, float* sums);
/// Every row becomes `row`; writes to a multiple of kGrain.
void repeat_row(const float* row, Block size, float* block);
/// slopes += factors * block + terms, with one factor and term for each column.
struct Line {
  const float* factors = nullptr;
  const float* terms = nullptr;
};
void add_line(const float* block, Block size, Line line, float* slopes);

}  // namespace cambrian::layer
