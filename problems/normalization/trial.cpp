#include "problems/normalization/trial.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

namespace cambrian::normalization {
namespace {

double norm(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

/// 0 for all but the convolutions.
void keep_convolutions(std::span<const training::Segment> tensors, std::vector<float>& values) {
  for (const training::Segment& tensor : tensors) {
    if (tensor.name.starts_with("convolution")) continue;
    std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(tensor.begin), tensor.size(), 0.0F);
  }
}

/// to += factor * direction
void go(std::vector<float>& to, const std::vector<float>& direction, double factor) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += static_cast<float>(factor) * direction[i];
}

}  // namespace

Trial::Trial(std::shared_ptr<const training::DataSet> data,
             const training::Architecture& architecture, const layer::Graph& layer,
             const Recipe& recipe)
    : recipe_(recipe),
      net_(std::move(data), architecture, layer),
      state_(training::TrainingState::start(net_, recipe.seed)),
      gradient_(net_.parameters()) {}

training::Batch Trial::batch(std::uint64_t step) const {
  return {.seed = recipe_.seed, .step = step, .rows = recipe_.batch};
}

bool Trial::train_until(std::uint64_t steps) {
  training::Descent how{.momentum = recipe_.momentum, .weight_decay = recipe_.weight_decay};
  for (; steps_ < steps; ++steps_) {
    const double progress = static_cast<double>(steps_) / recipe_.steps;
    how.rate = recipe_.rate * 0.5 * (1 + std::cos(std::numbers::pi * progress));
    const double loss = net_.loss_and_gradient(state_.weights, batch(steps_), gradient_, space_);
    if (!std::isfinite(loss)) return false;
    training::descend(how, gradient_, state_);
  }
  return true;
}

training::Score Trial::score(training::Split split) {
  return net_.evaluate(state_.weights, split, space_);
}

double Trial::largest_gradient(const Ascent& ascent) {
  constexpr double kProbe = 1e-2;  // how far the second gradient is, in the norm of the weights
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const training::Batch rows = batch(steps_);
  std::vector<float> weights = state_.weights;
  std::vector<float> there(weights.size());
  double largest = 0;
  for (std::uint32_t i = 0; i <= ascent.steps; ++i) {
    net_.loss_and_gradient(weights, rows, gradient_, space_);
    const double size = norm(gradient_);
    if (!std::isfinite(size)) return kInfinity;
    largest = std::max(largest, size);
    if (i == ascent.steps || largest > ascent.limit || size == 0) break;
    std::vector<float> convolutions = weights;
    keep_convolutions(net_.tensors(), convolutions);
    const double scale = norm(convolutions);
    // The slope of the gradient's norm is the Hessian times the gradient's direction.
    std::vector<float> probe = weights;
    go(probe, gradient_, kProbe * scale / size);
    net_.loss_and_gradient(probe, rows, there, space_);
    go(there, gradient_, -1);
    keep_convolutions(net_.tensors(), there);
    const double slope = norm(there);
    if (!std::isfinite(slope)) return kInfinity;
    if (slope == 0) break;
    go(weights, there, ascent.length * scale / slope);
  }
  return largest;
}

}  // namespace cambrian::normalization
