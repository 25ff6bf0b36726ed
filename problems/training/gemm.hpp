// multiply_add: the product of matrices that trainings consist of; the place for another back-end.
#pragma once

#include <cstddef>

namespace cambrian::training {

/// Sizes of C (rows x columns) += A (rows x inner) B (inner x columns).
struct Sizes {
  std::size_t rows = 0;
  std::size_t inner = 0;
  std::size_t columns = 0;
};

/// Element (i, p) of A is data[i * row_stride + p * inner_stride]: a matrix by rows, or turned.
struct Factor {
  const float* data = nullptr;
  std::size_t row_stride = 0;
  std::size_t inner_stride = 1;
};

/// B and C are dense, by rows; nothing overlaps. Compiled for several instruction sets, of which
/// the processor's best is taken. An element of C is summed in the order of `inner` by fused
/// additions, so that all processors with AVX2 give the same bits. Thread-safe.
///
/// OpenBLAS is no faster at these sizes, and does not fit: its bits depend on the processor; of
/// Debian's flavours the serial one errs now and then when several threads call it, and the others
/// start threads of their own in every process that is linked with them.
void multiply_add(Factor a, const float* b, float* c, Sizes sizes);

/// `out` (columns x rows) from `in` (rows x columns).
void transpose(const float* in, float* out, std::size_t rows, std::size_t columns);

}  // namespace cambrian::training
