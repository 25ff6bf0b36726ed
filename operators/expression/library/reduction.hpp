// Reduction: fewer columns that carry the same law: sums, differences and dimensionless groups of
// columns, factors divided out of the target.
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

/// Symmetries are guessed from derivatives of a smooth fit: a column that has no influence, two
/// that enter as a sum, and scalings x -> c x, x_i -> c^k_i x_i, y -> c^p y, which divide x out
/// (cf. Buckingham's theorem, without units). A guess is kept when a smooth fit in fewer columns
/// predicts as well. Where the target is too rough for derivatives, every simple guess is tried and
/// must predict much better. Works with noise, too. Deterministic; some 10 to 200 ms.
Reduction reduce(const LawData& data, std::uint64_t allowed_operators);

/// A law of the reduced target as one of the original. Nothing when a factor cannot be written.
std::optional<Expression> restore(const Reduction& reduction, const Expression& law,
                                  std::uint64_t allowed_operators);

}  // namespace cambrian::expression
