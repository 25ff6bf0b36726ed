// SmoothFit: a polynomial of all columns that stands in for an unknown smooth function, to ask it
// for derivatives.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace cambrian::expression {

/// Column-major values of equal length.
using ColumnValues = std::vector<std::vector<double>>;

/// Least squares on products of Legendre polynomials of the columns, of the highest total degree
/// that the rows can tell. A positive column that spans more than a decade enters by its logarithm,
/// where that fits better. Three quarters of the rows fit, the others judge.
class SmoothFit {
 public:
  /// Requires finite values and at least 40 rows. `weights`: of a row's squared residual.
  SmoothFit(const ColumnValues& columns, const std::vector<double>& target,
            const std::vector<double>& weights);

  /// Mean weighted squared residual on the rows that were held out; infinite when nothing fits.
  double error() const { return error_; }
  /// The residuals of these rows; empty when nothing fits.
  const std::vector<double>& residuals() const { return residuals_; }
  /// The rows farthest from the edges of the columns' ranges, where a polynomial's derivatives are
  /// best; at most `count`, rising.
  std::vector<std::size_t> central_rows(std::size_t count) const;
  /// Derivatives of the target by each column, [column][i], on row rows[i].
  ColumnValues gradients(const std::vector<std::size_t>& rows) const;

 private:
  struct Axis {
    bool logarithmic = false;
    double middle = 0, half = 1;  ///< of the (logarithm of the) column
  };
  double place(const Axis& axis, double x) const;
  void set_axes(bool logarithms);
  void fit(const std::vector<double>& target, const std::vector<double>& weights);
  void list_terms(std::size_t most);

  const ColumnValues& columns_;
  std::vector<Axis> axes_;
  std::size_t degree_ = 1;
  std::vector<std::vector<std::size_t>> terms_;  ///< degrees by column
  std::vector<double> weights_;
  double error_ = std::numeric_limits<double>::infinity();
  std::vector<double> residuals_;
};

}  // namespace cambrian::expression
