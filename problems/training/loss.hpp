// What a network's outputs cost.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cambrian::training {

/// Sums over rows.
struct LossSum {
  double loss = 0;
  double errors = 0;  ///< rows whose class is not the highest, or squared differences
};

/// Softmax cross-entropy; `outputs` (classes of each label's row, one row after the other) become
/// the slopes of the sum.
LossSum cross_entropy(std::vector<float>& outputs, std::span<const std::uint32_t> labels);

/// Half the squared difference; `outputs`, one for each value, become the slopes of the sum.
LossSum squared_difference(std::vector<float>& outputs, std::span<const float> values);

}  // namespace cambrian::training
