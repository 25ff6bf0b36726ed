// correlate_lanes: how well each of many expressions explains a peeled target, by weighted least
// squares.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cambrian::expression {

/// Rows of the data that correlations are computed on; the first of them are enough to tell what
/// explains next to nothing. Expressions worked on at once.
inline constexpr std::size_t kSampleRows = 256;
inline constexpr std::size_t kScreenRows = 32;
inline constexpr std::size_t kSampleLanes = 32;

/// A peeled target t with weights w on the first `count` rows of a sample, from which its free part
/// has been taken: `count` numbers per row of `rows`: w, then w r (r the rest of t), then w q_k for
/// each of the weighted-orthonormal free directions q_k.
struct WeightedTarget {
  const float* rows = nullptr;
  std::size_t count = 0;
  std::size_t directions = 0;
  float size = 0;  ///< sum of w r²
};

/// residual[i] = 1 - (sum w r u)² / (size (sum w u² - sum_k (sum w q_k u)²)): the share of the rest
/// of t that u = values[row * kSampleLanes + i] leaves unexplained; 1 where u is all but free.
void correlate_lanes(const WeightedTarget& target, const float* values, float* residual);

}  // namespace cambrian::expression
