// Probe: the few rows of the data on which the library keeps values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cambrian::expression {

/// The columns of a data set, column-major; not owned.
using Columns = std::vector<std::span<const double>>;

bool all_finite(std::span<const double> values);

/// Values of the columns on the probe rows.
struct Probe {
  std::vector<std::uint32_t> rows;           ///< indices of the probe rows, rising
  std::vector<std::vector<double>> columns;  ///< by column: one value per probe row
  /// Columns that are nowhere zero in the data, so that powers of them may be factors of a law.
  std::vector<std::uint16_t> factors;
};

/// Columns that the monomial class can hold: more would need more probe rows than they are worth.
inline constexpr std::size_t kMaxFactors = 12;
/// Rows without which nothing can be told: each factor of the monomial class needs one more.
inline constexpr std::size_t kFewestProbeRows = 8;

/// Evenly spread rows, as many as the classes need. Rows in which a column is zero, repeats its
/// value in an earlier probe row, or has (it or the target) one of its largest or smallest sizes
/// are avoided while others are left: one such row would rule the keys, or be beyond the range of
/// exponentials. With few rows fewer columns count as factors. Requires finite values, a column,
/// and kFewestProbeRows rows. `target`: as long as the columns, or empty. `rows`: more than the
/// classes need.
Probe choose_probe(const Columns& columns, std::span<const double> target = {},
                   std::size_t rows = 0);

}  // namespace cambrian::expression
