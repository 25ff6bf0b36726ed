#include "engine/algorithm/gradient_step.hpp"

#include <cmath>
#include <utility>

#include "engine/core/assert.hpp"

namespace cambrian {
namespace {

constexpr double kDecay = 0.9;
constexpr double kSquareDecay = 0.999;
constexpr double kTiny = 1e-8;

double length(std::span<const double> vector) {
  double sum = 0;
  for (const double x : vector) sum += x * x;
  return std::sqrt(sum);
}

std::vector<double> decode_vector(Decoder& in, std::size_t dimension) {
  auto vector = in.block<double>();
  if (vector.size() != dimension) throw DecodeError("a step of another dimension");
  return vector;
}

}  // namespace

GradientStep::GradientStep(Params params, std::size_t dimension)
    : params_(params),
      velocity_(dimension),
      squares_(params.stepping == Stepping::adam ? dimension : 0) {}

void GradientStep::apply(std::span<const double> gradient, std::span<double> point) {
  CAMBRIAN_ASSERT(gradient.size() == velocity_.size() && point.size() == velocity_.size());
  const auto t = static_cast<double>(++steps_);
  if (params_.stepping == Stepping::sgd) {
    for (std::size_t i = 0; i < point.size(); ++i) {
      velocity_[i] = params_.momentum * velocity_[i] + (1 - params_.momentum) * gradient[i];
      point[i] -= params_.rate * velocity_[i];
    }
    return;
  }
  const double rate =
      params_.rate * std::sqrt(1 - std::pow(kSquareDecay, t)) / (1 - std::pow(kDecay, t));
  for (std::size_t i = 0; i < point.size(); ++i) {
    velocity_[i] = kDecay * velocity_[i] + (1 - kDecay) * gradient[i];
    squares_[i] = kSquareDecay * squares_[i] + (1 - kSquareDecay) * gradient[i] * gradient[i];
    point[i] -= rate * velocity_[i] / (std::sqrt(squares_[i]) + kTiny);
  }
}

void GradientStep::save(Encoder& out) const {
  out.u64(steps_);
  out.block(velocity_);
  out.block(squares_);
}

void GradientStep::load(Decoder& in) {
  steps_ = in.u64();
  velocity_ = decode_vector(in, velocity_.size());
  squares_ = decode_vector(in, squares_.size());
}

void ClipUp::apply(std::span<const double> gradient, std::span<double> point) {
  CAMBRIAN_ASSERT(gradient.size() == velocity_.size() && point.size() == velocity_.size());
  const double slope = length(gradient);
  if (slope == 0) return;
  for (std::size_t i = 0; i < velocity_.size(); ++i)
    velocity_[i] = params_.momentum * velocity_[i] - params_.rate * gradient[i] / slope;
  const double speed = length(velocity_);
  if (speed > params_.max_speed)
    for (double& v : velocity_) v *= params_.max_speed / speed;
  for (std::size_t i = 0; i < point.size(); ++i) point[i] += velocity_[i];
}

void ClipUp::load(Decoder& in) { velocity_ = decode_vector(in, velocity_.size()); }

}  // namespace cambrian
