// NearContext: where in a law a term of the library may stand, and what it would have to explain.
#pragma once

#include <optional>
#include <vector>

#include "operators/expression/library/context.hpp"
#include "operators/expression/library/correlate_lanes.hpp"
#include "operators/expression/library/law.hpp"
#include "operators/expression/library/library.hpp"

namespace cambrian::expression {

/// Rows of the data that correlations are computed on.
struct Sample {
  std::vector<std::vector<double>> columns;
  std::vector<double> target, weights;
  double variance = 1;  ///< of all data, weighted: the unit of errors
};
/// The rows that sample_rows chooses. `variance`: LawFitter's.
Sample sample_of(const LawData& data, double variance);

/// The target behind these steps is a term sought, and others fitted beside it.
struct NearContext {
  Steps steps;
  std::vector<Term> beside;
  int cost = 0;
};

/// A product of powers that are multiples of 1/2, as laws have them: free exponents imitate
/// structure.
struct PowerFit {
  double error = 0;               ///< as WeightedContext::scale
  std::size_t charge = 0;         ///< cost of the exponents
  std::vector<double> exponents;  ///< as in Hit
};

/// Least squares of a context on a sample: a residual counts as one of the target, so the weights
/// of rows are multiplied by (dy/dw)², and capped. What a fit has free (a constant; for products
/// the columns' powers; the terms beside) is taken out of the target by Gram-Schmidt.
class WeightedContext {
 public:
  /// Nothing when the context is undefined on the sample, or explains it alone.
  static std::optional<WeightedContext> make(const NearContext& context, bool logarithmic,
                                             const Sample& sample, const Library& library);

  const NearContext& context() const { return *context_; }
  bool logarithmic() const { return logarithmic_; }

  /// On the first kScreenRows rows, and on all.
  WeightedTarget screen() const { return screen_.target(); }
  WeightedTarget target() const { return all_.target(); }
  /// Mean squared error in y, over its variance, for an unexplained share of 1 of these.
  double screen_scale() const { return screen_.scale; }
  double scale() const { return all_.scale; }

  /// The term's power alone, and with powers of what is free, each rounded before those in front of
  /// it are sought (Babai's nearest plane). `u`: the term's logarithms divided by `unit`, on all
  /// rows, kSampleLanes apart.
  std::vector<PowerFit> powers(const float* u, double unit) const;

 private:
  struct Regression;
  struct Rows {
    std::vector<float> rows;  ///< see WeightedTarget
    std::size_t count = 0, directions = 0;
    float size = 0;
    double scale = 0;
    double root_cap = 1;            ///< root of the largest weight
    std::vector<std::size_t> kept;  ///< free directions that depend on no earlier ones
    /// These, and the target, along the orthonormal ones: f_k = sum_j upper[k][j] q_j.
    std::vector<std::vector<double>> upper;
    std::vector<double> along;

    WeightedTarget target() const { return {rows.data(), count, directions, size}; }
  };
  static bool orthogonalise(const Regression& regression, std::size_t rows, Rows& out);

  const NearContext* context_ = nullptr;
  bool logarithmic_ = false;
  std::size_t free_ = 0;  ///< directions, dependent ones included
  Rows screen_, all_;
};

}  // namespace cambrian::expression
