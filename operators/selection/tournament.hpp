// Tournaments and truncation: parents by one key each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/random.hpp"

namespace cambrian::selection {

/// Keys are minimised; indices are of `keys`, which is not empty. A NaN key loses to every number.

/// The best of `size` >= 1 indices drawn with replacement; of equals the first drawn.
std::size_t tournament(std::span<const double> keys, std::size_t size, Random& random);

struct Tournament {
  std::size_t size = 15;     ///< >= 1; members drawn without replacement, at most all
  double probability = 1.0;  ///< 0 < p <= 1
};
/// Draws without replacement; the k-th best of the sample (from 0) wins with probability in
/// proportion to p (1-p)^k. With p = 1 the best wins. Of equals the first drawn is better. PySR's
/// rule (Cranmer 2023).
std::size_t tournament(std::span<const double> keys, Tournament rule, Random& random);

/// `count` <= n different indices of 0..n-1, every set equally likely, in no useful order. Costs
/// O(count^2): for small samples.
std::vector<std::uint32_t> sample_distinct(std::uint32_t n, std::uint32_t count, Random& random);

/// The `count` <= keys.size() best, best first; of equals the lower index.
std::vector<std::size_t> truncation(std::span<const double> keys, std::size_t count);

}  // namespace cambrian::selection
