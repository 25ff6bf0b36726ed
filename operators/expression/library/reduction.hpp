// Reduction: fewer columns that carry the same law: differences, ratios and products of columns,
// factors divided out of the target.
#pragma once

#include <vector>

#include "operators/expression/library/law.hpp"
#include "operators/expression/library/power_product.hpp"
#include "operators/expression/library/smooth_fit.hpp"

namespace cambrian::expression {

/// Instead of y(columns), look for target(reduced columns), where y = target * product of factors.
/// It is a guess from a smooth fit: a law found through it must be checked in y.
struct Reduction {
  std::vector<Expression> columns;  ///< of the original columns, by reduced column
  std::vector<Power> factors;       ///< of the original columns
  ColumnValues values;              ///< of the reduced columns, on all rows
  std::vector<double> target;       ///< on all rows

  /// Nothing was reduced.
  bool trivial() const { return values.empty(); }
};

/// Compares the smooth fit with those in which a column is dropped or divided out, or two are
/// folded to one, and keeps what predicts as well. Works with noise, too. Deterministic; some 10 ms
/// per step.
Reduction reduce(const LawData& data, std::uint64_t allowed_operators);

/// A law of the reduced target as one of the original. Nothing when a factor cannot be written.
std::optional<Expression> restore(const Reduction& reduction, const Expression& law,
                                  std::uint64_t allowed_operators);

}  // namespace cambrian::expression
