// Rows that count: which of them a sample holds, and how much the largest weights may outweigh
// others.
#pragma once

#include <cstdint>
#include <vector>

#include "operators/expression/library/law.hpp"

namespace cambrian::expression {

/// Some rows of the data; the first kScreenRows of them are themselves such a sample.
struct SampleRows {
  std::vector<std::uint32_t> rows;  ///< kSampleRows, repeated when the data have fewer
  std::vector<double> weights;      ///< what is left of the data's weights
};
/// Spread evenly over the data; where rows have weights, as densely as these are large, up to a cap
/// that leaves half of the sample to different rows.
SampleRows sample_rows(const LawData& data);

/// Lowers the largest weights until all together are worth at least so many of the largest (or half
/// of those that are not zero, if they are fewer), and returns that.
double cap_weights(std::vector<double>& weights, double rows_worth);

}  // namespace cambrian::expression
