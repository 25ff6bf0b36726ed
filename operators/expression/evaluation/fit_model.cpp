#include "operators/expression/evaluation/fit_model.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/assert.hpp"

namespace cambrian::expression {
namespace {

/// prediction - target.
const Expression& residual_expression() {
  static const Expression expression = Expression::apply(Op::sub, Expression::of(Node::variable(0)),
                                                         Expression::of(Node::variable(1)));
  return expression;
}

}  // namespace

template <class Real>
FitModel<Real>::FitModel(const KernelTable<Real>& kernels)
    : kernels_(&kernels), model_(kernels, kBatch), judge_(kernels, kBatch) {}

template <class Real>
void FitModel<Real>::build(const Problem& problem) {
  samples_ = problem.samples;
  loss_ = problem.options->loss;
  parameters_ = problem.parameters;
  const RowRange& rows = problem.options->rows;
  end_ = static_cast<std::uint32_t>(std::min(rows.end, samples_->rows()));
  begin_ = static_cast<std::uint32_t>(std::min<std::size_t>(rows.begin, end_));
  by_expression_ = loss_.kind == LossKind::log_cosh || loss_.kind == LossKind::custom;
  scaled_ = problem.options->linear_scaling && loss_.kind == LossKind::mse;

  variables_.clear();
  for (std::size_t k = 0; k < samples_->inputs.columns(); ++k) {
    variables_.push_back(Operand<Real>::column(samples_->inputs.column(k).data()));
  }
  model_.build(problem.nodes, variables_, problem.parameter, parameters_);
  columns_.clear();
  weighted_columns_.clear();
  active_.clear();
  for (std::size_t k = 0; k < parameters_; ++k) {
    if (!model_.derivative(k)) continue;
    active_.push_back(k);
    columns_.push_back(*model_.derivative(k));
  }
  build_judge(problem);
}

template <class Real>
void FitModel<Real>::build_judge(const Problem& problem) {
  const bool weighted = !samples_->weights.empty();
  const Operand<Real> row_weight = weighted ? Operand<Real>::column(samples_->weights.data())
                                            : Operand<Real>::constant(ones_.data());
  const Operand<Real> inputs[] = {model_.value().operand,
                                  Operand<Real>::column(samples_->target.data()), row_weight};
  const Expression& judged = loss_.kind == LossKind::log_cosh ? log_cosh_expression()
                             : by_expression_                 ? loss_.custom
                                                              : residual_expression();
  std::vector<int> parameter(judged.size(), -1);
  uses_weight_ = false;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (!judged.nodes[i].is_variable()) continue;
    if (judged.nodes[i].index == 0) parameter[i] = 0;
    if (judged.nodes[i].index == 2) uses_weight_ = true;
  }
  judge_.build(judged.nodes, inputs, parameter, 1);
  weight_ = std::nullopt;
  if (scaled_) {
    if (weighted) weight_ = Value{row_weight, false};
    return build_scaled();
  }
  if (by_expression_) {
    // A loss that is least where prediction = target looks like |slope / residual| times a square.
    slope_ = judge_.derivative(0);
    if (!slope_) slope_ = judge_.number(0);
    const Value residual =
        judge_.binary(Op::sub, Value{inputs[0], inputs[0].is_constant()}, Value{inputs[1], false});
    const Value size =
        judge_.binary(Op::max, judge_.unary(Op::abs, residual), judge_.number(problem.small));
    weight_ = judge_.binary(Op::div, judge_.unary(Op::abs, *slope_), size);
  } else {
    slope_ = judge_.value();
    if (loss_.kind != LossKind::mse) {
      weight_ = residual_weight(*slope_, problem);
      slope_ = judge_.product(*slope_, *weight_);
    }
  }
  if (weighted && !uses_weight_) multiply_by_row_weights(Value{row_weight, false});
  for (const Value& column : columns_) {
    weighted_columns_.push_back(weight_ ? judge_.product(*weight_, column) : column);
  }
}

template <class Real>
void FitModel<Real>::multiply_by_row_weights(const Value& weight) {
  slope_ = judge_.product(*slope_, weight);
  weight_ = weight_ ? judge_.product(*weight_, weight) : weight;
}

/// Weight of iteratively reweighted least squares: slope of the loss over residual.
template <class Real>
auto FitModel<Real>::residual_weight(const Value& residual, const Problem& problem) -> Value {
  const Value size = judge_.unary(Op::abs, residual);
  const Value parameter = judge_.number(loss_.parameter);
  if (loss_.kind == LossKind::huber) {
    return judge_.binary(Op::div, parameter, judge_.binary(Op::max, size, parameter));
  }
  const Value divisor = judge_.binary(Op::max, size, judge_.number(problem.small));
  if (loss_.kind == LossKind::mae) return judge_.binary(Op::div, judge_.number(1), divisor);
  // Quantile: 1 - tau where the prediction is above the target, tau below.
  const Value above = judge_.binary(Op::greater, residual, judge_.number(0));
  const Value difference = judge_.number(1 - 2 * loss_.parameter);
  const Value factor = judge_.binary(Op::add, judge_.product(above, difference), parameter);
  return judge_.binary(Op::div, factor, divisor);
}

template <class Real>
void FitModel<Real>::build_scaled() {
  const Value shift = judge_.number(begin_ < end_ ? samples_->target[begin_] : 0);
  const Value target{Operand<Real>::column(samples_->target.data()), false};
  std::vector<Value> columns = {judge_.number(1), model_.value()};
  columns.insert(columns.end(), columns_.begin(), columns_.end());
  columns.push_back(judge_.binary(Op::sub, target, shift));
  columns_ = columns;
  for (const Value& column : columns_) {
    weighted_columns_.push_back(weight_ ? judge_.product(*weight_, column) : column);
  }
}

template <class Real>
bool FitModel<Real>::evaluate(std::span<const double> constants, NormalEquations& result) {
  CAMBRIAN_ASSERT(constants.size() == parameters_);
  for (std::size_t k = 0; k < parameters_; ++k) model_.set_parameter(k, constants[k]);
  model_.prepare();
  judge_.prepare();
  result.reset(parameters_);
  gram_.assign(scaled_ ? columns_.size() * columns_.size() : 0, 0);
  double weight = 0;
  for (std::uint32_t row = begin_; row < end_; row += kBatch) {
    const std::uint32_t rows = std::min(kBatch, end_ - row);
    model_.run(row, rows);
    judge_.run(row, rows);
    if (scaled_) {
      add_gram(row, rows);
      continue;
    }
    const LossSums sums = batch_loss(row, rows);
    if (!std::isfinite(sums.loss)) return false;
    result.loss += sums.loss;
    weight += sums.weight;
    add_batch(row, rows, result);
  }
  if (scaled_) {
    project(result);
  } else {
    // Of mse, the sums are those of half the squares.
    const double factor = (loss_.kind == LossKind::mse ? 2 : 1) / weight;
    result.loss /= weight;
    for (double& value : result.gradient) value *= factor;
    for (double& value : result.curvature) value *= factor;
  }
  const auto finite = [](double value) { return std::isfinite(value); };
  return std::isfinite(result.loss) &&
         std::all_of(result.gradient.begin(), result.gradient.end(), finite) &&
         std::all_of(result.curvature.begin(), result.curvature.end(), finite);
}

template <class Real>
LossSums FitModel<Real>::batch_loss(std::uint32_t row, std::uint32_t rows) const {
  const Real* weights = samples_->weights.empty() ? nullptr : samples_->weights.data();
  if (!by_expression_) {
    const Judged<Real> judged{model_.value().operand, samples_->target.data(), weights, row, rows};
    return kernels_->loss[static_cast<std::size_t>(loss_.kind)](judged, loss_.parameter);
  }
  LossSums sums = kernels_->sum({judge_.value().operand, nullptr, weights, row, rows});
  if (uses_weight_) {
    sums.loss = kernels_->sum({judge_.value().operand, nullptr, nullptr, row, rows}).loss;
  }
  return sums;
}

template <class Real>
void FitModel<Real>::add_batch(std::uint32_t row, std::uint32_t rows, NormalEquations& result) {
  for (std::size_t j = 0; j < active_.size(); ++j) {
    const std::size_t to = active_[j];
    result.gradient[to] += kernels_->dot(columns_[j].operand, slope_->operand, row, rows);
    for (std::size_t k = j; k < active_.size(); ++k) {
      const double sum =
          kernels_->dot(columns_[j].operand, weighted_columns_[k].operand, row, rows);
      result.curvature[to * parameters_ + active_[k]] += sum;
      if (k != j) result.curvature[active_[k] * parameters_ + to] += sum;
    }
  }
}

template <class Real>
void FitModel<Real>::add_gram(std::uint32_t row, std::uint32_t rows) {
  const std::size_t n = columns_.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = j; k < n; ++k) {
      gram_[j * n + k] +=
          kernels_->dot(columns_[j].operand, weighted_columns_[k].operand, row, rows);
    }
  }
}

/// Removes the part that 1 and f explain from all inner products; what is left of the target is the
/// loss after linear scaling, what is left of the derivatives its Jacobian (Kaufman 1975).
template <class Real>
void FitModel<Real>::project(NormalEquations& result) {
  const std::size_t n = columns_.size();
  const double weight = gram_[0];
  const double f_before = gram_[n + 1];
  double slope = 0;
  for (std::size_t pivot = 0; pivot < 2; ++pivot) {
    const double diagonal = gram_[pivot * n + pivot];
    if (pivot == 1) {
      if (!(diagonal > 1e-14 * f_before)) break;
      slope = gram_[pivot * n + n - 1] / diagonal;
    }
    for (std::size_t j = pivot + 1; j < n; ++j) {
      const double factor = gram_[pivot * n + j] / diagonal;
      for (std::size_t k = j; k < n; ++k) gram_[j * n + k] -= factor * gram_[pivot * n + k];
    }
  }
  result.loss = std::max(0.0, gram_[n * n - 1]) / weight;
  const double factor = 2 / weight;
  for (std::size_t j = 0; j < active_.size(); ++j) {
    const std::size_t to = active_[j];
    result.gradient[to] = -factor * slope * gram_[(j + 2) * n + n - 1];
    for (std::size_t k = j; k < active_.size(); ++k) {
      const double value = factor * slope * slope * gram_[(j + 2) * n + k + 2];
      result.curvature[to * parameters_ + active_[k]] = value;
      result.curvature[active_[k] * parameters_ + to] = value;
    }
  }
}

template class FitModel<float>;
template class FitModel<double>;

}  // namespace cambrian::expression
