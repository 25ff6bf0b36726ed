#include "operators/expression/library/probe.hpp"

#include <algorithm>
#include <cmath>

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

// Where most sizes of a column lie.
struct Band {
  double low, high;
  bool holds(double v) const { return std::fabs(v) >= low && std::fabs(v) <= high; }
};
Band band_of(std::span<const double> column) {
  constexpr std::size_t kSample = 2'000;
  constexpr double kTail = 0.1;
  std::vector<double> sizes;
  const std::size_t step = column.size() / kSample + 1;
  for (std::size_t r = 0; r < column.size(); r += step) sizes.push_back(std::fabs(column[r]));
  std::sort(sizes.begin(), sizes.end());
  const auto tail = static_cast<std::size_t>(kTail * static_cast<double>(sizes.size()));
  return {sizes[tail], sizes[sizes.size() - 1 - tail]};
}

// Rows to choose from, best first.
enum class Fitness : std::uint8_t { central, distinct, any };

}  // namespace

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

Probe choose_probe(const Columns& columns, std::span<const double> target, std::size_t rows) {
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
  std::vector<Band> bands;
  for (const auto column : columns) bands.push_back(band_of(column));
  if (!target.empty()) bands.push_back(band_of(target));
  const auto central = [&](std::uint32_t row) {
    for (std::size_t k = 0; k < bands.size(); ++k) {
      if (!bands[k].holds(k < columns.size() ? columns[k][row] : target[row])) return false;
    }
    return target.empty() || target[row] != 0;
  };
  const auto fits = [&](std::uint32_t row, Fitness fitness) {
    return fitness == Fitness::any ||
           (distinct(columns, row, probe.rows) && (fitness == Fitness::distinct || central(row)));
  };
  const std::size_t wanted = std::min(std::max(rows_for(probe.factors.size()), rows), available);
  for (std::size_t i = 0; i < wanted; ++i) {
    const auto begin = static_cast<std::uint32_t>(available * i / wanted);
    const auto end = static_cast<std::uint32_t>(available * (i + 1) / wanted);
    std::uint32_t row = end;
    for (const Fitness fitness : {Fitness::central, Fitness::distinct, Fitness::any}) {
      row = begin;
      while (row < end && !fits(row, fitness)) ++row;
      if (row < end) break;
    }
    probe.rows.push_back(row);
  }
  for (const auto column : columns) {
    std::vector<double> values;
    for (const std::uint32_t row : probe.rows) values.push_back(column[row]);
    probe.columns.push_back(std::move(values));
  }
  return probe;
}

}  // namespace cambrian::expression
