// Scorer: evaluates and fits the formulas of one problem, for one thread.
#pragma once

#include <cstdint>

#include "engine/core/random.hpp"
#include "operators/expression/evaluation/fit.hpp"
#include "operators/expression/evaluation/interpreter.hpp"
#include "problems/symbolic_regression/problem.hpp"

namespace cambrian::regression {

/// How good a formula f is in the search. With linear scaling that of offset + slope f.
struct Score {
  double loss = 0;  ///< normalised, units' cost included; NaN: invalid
  double offset = 0;
  double slope = 1;
  bool valid() const { return loss < 1e300; }
};

/// Owns scratch memory; the problem must outlive it. Counts its passes over the batch's rows.
class Scorer {
 public:
  explicit Scorer(const Problem& problem);

  /// On these training rows, in single precision where the data allow it.
  Score score(const expression::Expression& f, expression::RowRange rows);
  /// Fits the constants in the search's precision on these rows; the better formula replaces f.
  /// True when it changed.
  bool fit(expression::Expression& f, expression::RowRange rows, Random& random);
  /// Fits the constants in double precision: on all training rows, or a sample of many.
  void polish(expression::Expression& f, int iterations);
  /// Float64 loss over all training rows in the user's units, cost of wrong units included; NaN:
  /// invalid.
  double training_loss(const expression::Expression& f);
  /// The same over the validation rows (without the cost of units). NaN without such rows.
  double validation_loss(const expression::Expression& f);

  /// Work since the beginning: evaluations of a formula over a batch of rows.
  std::uint64_t evaluations() const { return evaluations_; }
  const Problem& problem() const { return problem_; }

 private:
  template <class Real>
  Score score_in(expression::Interpreter<Real>& interpreter,
                 const expression::Samples<Real>& samples, const expression::Expression& f,
                 expression::RowRange rows);
  void count(std::uint64_t passes, std::size_t rows);

  const Problem& problem_;
  bool single_;
  expression::Interpreter<float> float_;
  expression::Interpreter<double> double_;
  expression::ConstantFitter<float> float_fitter_;
  expression::ConstantFitter<double> double_fitter_;
  std::uint64_t evaluations_ = 0;
};

/// offset + slope f as an expression, without the parts that are 0 or 1.
expression::Expression scaled(const expression::Expression& f, double offset, double slope);

/// The innermost g with e = a + b g for constants a and b that stand at the root.
expression::Expression without_scaling(const expression::Expression& e);

}  // namespace cambrian::regression
