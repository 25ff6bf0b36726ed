// ConstantFitter: fits the constants of an expression to data by Levenberg-Marquardt.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "engine/core/random.hpp"
#include "operators/expression/evaluation/loss.hpp"
#include "operators/expression/evaluation/table.hpp"
#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

struct FitOptions {
  Loss loss = {};
  int iterations = 10;  ///< of one start: Jacobians computed, >= 1
  int restarts = 0;     ///< further starts from x (1 + spread N(0, 1))
  double spread = 0.5;  ///< of restarts
  std::uint64_t evaluations = std::numeric_limits<std::uint64_t>::max();  ///< budget, see FitResult
  bool keep_integers = false;   ///< constants with integer values stay as they are
  bool linear_scaling = false;  ///< judge and fit a + b f with the best a and b (mse only); the
                                ///< result is still f, without a and b
  double tolerance = 1e-10;     ///< stop when an iteration lowers the loss by less than this factor
  RowRange rows = {};
};

struct FitResult {
  Expression expression;          ///< the best seen: the given one when nothing was better
  double loss = 0;                ///< of it; NaN when even the given one is invalid
  double initial_loss = 0;        ///< of the given expression
  std::uint64_t evaluations = 0;  ///< passes over the rows; a Jacobian counts 1 + its sweeps back
  bool improved = false;          ///< loss < initial_loss, or finite where the given one was not
};

/// Levenberg-Marquardt (Moré 1978 scaling, Nielsen's damping) with exact derivatives by reverse
/// differentiation, vectorised over batches of rows that accumulate J^T J and J^T r: memory does
/// not grow with the rows. Constants that enter linearly are solved for in the first step. Losses
/// other than mse are minimised by iteratively reweighted least squares; a custom loss by its
/// derivative. Never returns a worse expression. Not for two threads at once; draws from `random`
/// only for restarts.
template <class Real>
class ConstantFitter {
 public:
  explicit ConstantFitter(const Vocabulary* vocabulary = nullptr);
  ~ConstantFitter();
  ConstantFitter(ConstantFitter&&) noexcept;
  ConstantFitter& operator=(ConstantFitter&&) noexcept;

  /// `random` may be null when options.restarts is 0.
  FitResult fit(const Expression& expression, const Samples<Real>& samples,
                const FitOptions& options, Random* random = nullptr);

  /// Predictions and, per constant of the expression in postfix order, their derivatives by it:
  /// jacobian[k * rows + r]. True when all are finite.
  bool jacobian(const Expression& expression, const Table<Real>& table, std::span<Real> predictions,
                std::span<Real> jacobian);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

extern template class ConstantFitter<float>;
extern template class ConstantFitter<double>;

}  // namespace cambrian::expression
