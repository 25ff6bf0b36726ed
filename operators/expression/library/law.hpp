// LawFitter: turns a match of keys into an expression of the target, fitted and judged on all rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "operators/expression/library/context.hpp"
#include "operators/expression/library/library.hpp"
#include "operators/expression/library/probe.hpp"

namespace cambrian::expression {

/// A claim: behind these steps, the target is c0 + sum of c_i term_i, or, when logarithmic, C times
/// powers of the columns and of the terms.
struct Hit {
  Steps steps;
  bool logarithmic = false;
  std::vector<Term> terms;
  /// Logarithmic: of the probe's factors, then of the terms; empty: to be fitted.
  std::vector<double> exponents = {};
  bool ratio = false;  ///< rather a ratio of two such sums
};

/// An expression of the target in the columns, with its constants.
struct Law {
  Expression expression;
  double error = 0;  ///< 1 - R²: mean squared error over the variance of the target, weighted
};

/// The rows a law is judged on. Values must be finite; columns and target are not owned.
struct LawData {
  Columns columns;
  std::span<const double> target;
  std::vector<Dimensions> units = {};  ///< of the columns, then of the target; empty: not known
  std::vector<double> weights = {};    ///< how much a squared residual counts; empty: all alike
};

/// Fits hits to the data. One per thread.
class LawFitter {
 public:
  LawFitter(const Library& library, LawData data, const Vocabulary& vocabulary);

  /// Whether the hit holds on the probe rows, where its keys were made: rules out chance matches.
  bool plausible(const Hit& hit) const;
  /// The hit with the terms that it needs alone; nothing when it needs too many, or does not hold.
  std::optional<Hit> sparse(Hit hit) const;
  /// The law a hit stands for, when it is one: its error is below `tolerance`.
  std::optional<Law> fit(const Hit& hit, double tolerance) const;

  /// The same of a ratio, with the fewest of the terms above and below that do.
  std::optional<Law> fit_ratio(const Hit& hit, double tolerance) const;

  /// The best guess at a law under noise: weighted as a residual in the target counts. Whatever its
  /// error, if it is finite.
  std::optional<Law> approximate(const Hit& hit) const;
  /// The law that an expression of the target is, in the operators allowed, when its error is below
  /// `tolerance`.
  std::optional<Law> checked(const Expression& expression, double tolerance) const;

  /// Error of an expression on all rows; infinite when a prediction is not finite.
  double error(const Expression& expression) const;
  /// The target's, weighted; mean weight of rows included.
  double variance() const { return variance_; }

 private:
  struct Model;

  enum class Rows : std::uint8_t { probe, all, all_weighted };
  Model linear_model(const Hit& hit, Rows rows) const;
  std::optional<Law> fit(const Hit& hit, Rows rows, double tolerance) const;
  std::vector<double> weights(const Hit& hit, const std::vector<double>& inside) const;
  std::optional<Expression> interior(const Hit& hit, const Model& model) const;
  Expression combination(double offset, std::span<const double> coefficients,
                         const std::vector<Term>& terms) const;
  Expression spelled(const Expression& expression) const;
  bool allowed(const Expression& expression) const;
  double weight(std::size_t row) const { return data_.weights.empty() ? 1 : data_.weights[row]; }
  bool allows(Op op) const { return (allowed_ >> static_cast<int>(op)) & 1; }

  const Library& library_;
  LawData data_;
  std::vector<double> probe_target_;
  std::uint64_t allowed_ = 0;  ///< bit op: the user allows it
  double variance_ = 0;
};

/// The largest error of a law with so many fitted terms: each beyond two has to be paid for by
/// digits, as many terms approximate anything.
double tolerance_for(std::size_t terms, double tolerance);
/// Residuals of a match of keys that is no chance, relative to the typical spread of w.
inline constexpr double kPlausible = 1e-8;
/// Median distance from the median, which no single large value rules; above 0.
double typical_spread(std::vector<double> values);

/// The built-in operators that a user allows in laws: bit 1 << Op of each.
std::uint64_t operators_of(const Vocabulary& vocabulary);

}  // namespace cambrian::expression
