// FitModel: an expression, data and a loss as a function of its constants that yields normal
// equations (internal).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "operators/expression/evaluation/derivative.hpp"
#include "operators/expression/evaluation/fit.hpp"
#include "operators/expression/evaluation/normal_equations.hpp"

namespace cambrian::expression {

template <class Real>
class FitModel {
 public:
  explicit FitModel(const KernelTable<Real>& kernels);

  /// `nodes` is free of user-defined operators; parameter[i] as in Derivative. `small` is a
  /// residual below which losses with a kink count as flat. The samples must outlive the
  /// evaluations.
  struct Problem {
    std::span<const Node> nodes;
    std::span<const int> parameter;
    std::size_t parameters;
    const Samples<Real>* samples;
    const FitOptions* options;
    double small;
  };
  void build(const Problem& problem);

  /// One pass over the rows with these constants. False when something is not finite.
  bool evaluate(std::span<const double> constants, NormalEquations& result);

 private:
  using Value = typename Derivative<Real>::Value;

  void build_judge(const Problem& problem);
  Value residual_weight(const Value& residual, const Problem& problem);
  void multiply_by_row_weights(const Value& weight);
  void build_scaled();
  LossSums batch_loss(std::uint32_t row, std::uint32_t rows) const;
  void add_batch(std::uint32_t row, std::uint32_t rows, NormalEquations& result);
  void add_gram(std::uint32_t row, std::uint32_t rows);
  void project(NormalEquations& result);

  static constexpr std::uint32_t kBatch = 128;

  const KernelTable<Real>* kernels_;
  Derivative<Real> model_;
  /// Of the model's values: the residual or the loss expression, and the weights.
  Derivative<Real> judge_;
  Column<Real> ones_ = Column<Real>(kRowBlock, 1);
  std::vector<Operand<Real>> variables_;

  const Samples<Real>* samples_ = nullptr;
  Loss loss_;
  bool by_expression_ = false;
  bool uses_weight_ = false;
  bool scaled_ = false;
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
  std::size_t parameters_ = 0;
  std::optional<Value> slope_;           ///< derivative of the loss by the prediction, times weight
  std::optional<Value> weight_;          ///< its curvature, times weight; none: 1
  std::vector<std::size_t> active_;      ///< parameters whose derivative is not zero
  std::vector<Value> columns_;           ///< their derivatives; scaled: 1, f, derivatives, target
  std::vector<Value> weighted_columns_;  ///< times weight_
  std::vector<double> gram_;             ///< scaled: inner products of the columns
};

extern template class FitModel<float>;
extern template class FitModel<double>;

}  // namespace cambrian::expression
