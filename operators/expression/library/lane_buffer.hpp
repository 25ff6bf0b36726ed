// LaneBuffer: scratch space for a block of lanes, small enough to stay in the nearest cache.
#pragma once

#include <vector>

#include "operators/expression/library/lanes.hpp"

namespace cambrian::expression {

/// Lanes worked on at once: some twenty rows of them fit in 32 to 48 KiB.
inline constexpr std::size_t kBlockLanes = 256;

/// `rows` rows of kBlockLanes lanes. A group of lanes may begin at any lane: rows are padded.
class LaneBuffer {
 public:
  explicit LaneBuffer(std::size_t rows) : values_(rows * kStride) {}
  LaneBlock block() { return {values_.data(), kStride}; }
  double* row(std::size_t r) { return values_.data() + r * kStride; }

 private:
  static constexpr std::size_t kStride = kBlockLanes + kLaneGroup;
  std::vector<double> values_;
};

}  // namespace cambrian::expression
