#include "problems/training/loss.hpp"

#include <algorithm>
#include <cmath>

namespace cambrian::training {

LossSum cross_entropy(std::vector<float>& outputs, std::span<const std::uint32_t> labels) {
  const std::size_t classes = labels.empty() ? 0 : outputs.size() / labels.size();
  LossSum sum;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    float* const row = outputs.data() + i * classes;
    const float* const highest = std::max_element(row, row + classes);
    if (highest != row + labels[i]) ++sum.errors;
    const float top = *highest;
    const double own = static_cast<double>(row[labels[i]]) - top;
    double total = 0;
    for (std::size_t j = 0; j < classes; ++j) {
      row[j] = std::exp(row[j] - top);
      total += row[j];
    }
    sum.loss += std::log(total) - own;
    const auto scale = static_cast<float>(1 / total);
    for (std::size_t j = 0; j < classes; ++j) row[j] *= scale;
    row[labels[i]] -= 1;
  }
  return sum;
}

LossSum squared_difference(std::vector<float>& outputs, std::span<const float> values) {
  LossSum sum;
  for (std::size_t i = 0; i < values.size(); ++i) {
    outputs[i] -= values[i];
    sum.errors += static_cast<double>(outputs[i]) * outputs[i];
  }
  sum.loss = sum.errors / 2;
  return sum;
}

}  // namespace cambrian::training
