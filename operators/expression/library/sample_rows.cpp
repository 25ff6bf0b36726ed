#include "operators/expression/library/sample_rows.hpp"

#include <algorithm>
#include <numeric>

#include "operators/expression/library/correlate_lanes.hpp"

namespace cambrian::expression {

double cap_weights(std::vector<double>& weights, double rows_worth) {
  std::vector<double> sorted = weights;
  std::sort(sorted.begin(), sorted.end());
  const auto zeros = std::upper_bound(sorted.begin(), sorted.end(), 0.0) - sorted.begin();
  rows_worth = std::min(rows_worth, static_cast<double>(sorted.size() - zeros) / 2);
  // The largest cap c with sum of min(w, c) >= rows_worth c.
  double cap = sorted.back(), below = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double rest = static_cast<double>(sorted.size() - i);
    if (below + sorted[i] * rest < rows_worth * sorted[i]) {
      cap = below / (rows_worth - rest);
      break;
    }
    below += sorted[i];
  }
  for (double& w : weights) w = std::min(w, cap);
  return cap;
}

SampleRows sample_rows(const LawData& data) {
  constexpr std::size_t kParts = kSampleRows / kScreenRows;
  const std::size_t available = data.target.size();
  std::vector<double> density(available, 1.0);
  if (!data.weights.empty()) {
    density = data.weights;
    cap_weights(density,
                std::min(static_cast<double>(kSampleRows), static_cast<double>(available)) / 2);
  }
  const double total = std::accumulate(density.begin(), density.end(), 0.0);
  std::vector<std::uint32_t> spread;
  double passed = density[0];
  for (std::size_t i = 0, row = 0; i < kSampleRows; ++i) {
    const double at = (static_cast<double>(i) + 0.5) / kSampleRows * total;
    while (passed < at && row + 1 < available) passed += density[++row];
    spread.push_back(static_cast<std::uint32_t>(row));
  }
  SampleRows result;
  for (std::size_t i = 0; i < kSampleRows; ++i) {
    const std::uint32_t row = spread[i % kScreenRows * kParts + i / kScreenRows];
    result.rows.push_back(row);
    result.weights.push_back(data.weights.empty() ? 1 : data.weights[row] / density[row]);
  }
  return result;
}

}  // namespace cambrian::expression
