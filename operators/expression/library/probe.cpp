#include "operators/expression/library/probe.hpp"

#include <algorithm>

#include "engine/core/assert.hpp"

namespace cambrian::expression {
namespace {

// Beyond the factors: two contrasts' worth more than the class of pairs, for hits to be checked on.
constexpr std::size_t kSpareRows = kFewestProbeRows - 1;
std::size_t rows_for(std::size_t factors) {
  return std::max<std::size_t>(factors + kSpareRows, 10);
}

bool distinct(const Columns& columns, std::uint32_t row, const std::vector<std::uint32_t>& chosen) {
  return std::all_of(columns.begin(), columns.end(), [&](std::span<const double> column) {
    return column[row] != 0 && std::none_of(chosen.begin(), chosen.end(), [&](std::uint32_t other) {
             return column[other] == column[row];
           });
  });
}

}  // namespace

Probe choose_probe(const Columns& columns) {
  Probe probe;
  const std::size_t available = columns.front().size();
  CAMBRIAN_ASSERT(available >= kFewestProbeRows);
  const std::size_t most_factors = std::min(kMaxFactors, available - kSpareRows);
  for (std::size_t k = 0; k < columns.size() && probe.factors.size() < most_factors; ++k) {
    const auto column = columns[k];
    if (std::find(column.begin(), column.end(), 0.0) == column.end()) {
      probe.factors.push_back(static_cast<std::uint16_t>(k));
    }
  }
  const std::size_t wanted = std::min(rows_for(probe.factors.size()), available);
  for (std::size_t i = 0; i < wanted; ++i) {
    const auto begin = static_cast<std::uint32_t>(available * i / wanted);
    const auto end = static_cast<std::uint32_t>(available * (i + 1) / wanted);
    std::uint32_t row = begin;
    while (row < end && !distinct(columns, row, probe.rows)) ++row;
    probe.rows.push_back(row < end ? row : begin);
  }
  for (const auto column : columns) {
    std::vector<double> values;
    for (const std::uint32_t row : probe.rows) values.push_back(column[row]);
    probe.columns.push_back(std::move(values));
  }
  return probe;
}

}  // namespace cambrian::expression
