#include "operators/expression/library/term_table.hpp"

#include <algorithm>
#include <cmath>

#include "operators/expression/library/library.hpp"

namespace cambrian::expression {

TermTable::TermTable(const Contrasts& contrasts, bool logarithmic, std::size_t most)
    : map_(contrasts.projection()),
      logarithmic_(logarithmic),
      stride_(padded(most + map_.rows + kLaneGroup)),
      lanes_((kPairCoordinates + 1) * stride_) {}

void TermTable::add(std::uint32_t item, std::vector<double> values) {
  if (logarithmic_) values = logarithms(std::move(values));
  const std::size_t at = items_.size();
  double norm = 0, size = 0;
  for (std::size_t k = 0; k < map_.coordinates; ++k) {
    double sum = 0;
    for (std::size_t r = 0; r < map_.rows; ++r) sum += map_.weights[k * map_.rows + r] * values[r];
    row(k)[at] = sum;
    norm += std::fabs(sum);
  }
  for (const double v : values) size = std::max(size, std::fabs(v));
  if (!std::isfinite(norm) || norm < 1e-9 * size) return;
  row(kPairCoordinates)[at] = size;
  items_.push_back(item);
}

void TermTable::add_single_rows() {
  for (std::size_t r = 0; r < map_.rows; ++r) {
    const std::size_t at = items_.size();
    for (std::size_t k = 0; k < map_.coordinates; ++k) {
      row(k)[at] = map_.weights[k * map_.rows + r];
    }
    row(kPairCoordinates)[at] = 1;
    items_.push_back(kNone);
  }
}

std::array<double, kPairCoordinates> TermTable::direction(std::size_t lane) const {
  std::array<double, kPairCoordinates> result;
  for (std::size_t k = 0; k < kPairCoordinates; ++k) result[k] = block(lane).row(k)[0];
  return result;
}

}  // namespace cambrian::expression
