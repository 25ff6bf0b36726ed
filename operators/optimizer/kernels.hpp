// Kernels: functions of floats, block by block, for the processor that is there.
#pragma once

#include <array>
#include <cstddef>

#include "operators/optimizer/function.hpp"

namespace cambrian::optimizer {

/// Numbers of a block come in multiples of this, whatever the vector length.
constexpr std::size_t kGrain = 16;

/// out[i] = f(a[i], b[i], c[i]) for i < count, a multiple of kGrain. `out` may be one of the
/// others. Arguments beyond the arity are not read.
using Elementwise = void (*)(float* out, const float* a, const float* b, const float* c,
                             std::size_t count);
/// The sum of a[i] * b[i] for i < count, any; partial sums are the same on every processor.
using DotProduct = double (*)(const float* a, const float* b, std::size_t count);
/// The sum of a[i] for i < count.
using Sum = double (*)(const float* a, std::size_t count);
/// w[i] -= update[i] for i < count.
using Subtract = void (*)(float* w, const float* update, std::size_t count);

struct Kernels {
  /// By function; null for those that are not number by number.
  std::array<Elementwise, kFunctions> elementwise = {};
  DotProduct dot = nullptr;
  Sum sum = nullptr;
  Subtract subtract = nullptr;
};

/// Thread-safe.
const Kernels& kernels();

}  // namespace cambrian::optimizer
