#include <cmath>

#include "engine/core/random.hpp"
#include "problems/optimizers/task.hpp"

namespace cambrian::optimizers {
namespace {

float gaussian(Random& random) { return static_cast<float>(random.normal()); }

Random noise_of(std::uint64_t seed, std::uint64_t step) {
  return Random({.seed = seed, .step = step + 1, .purpose = Purpose::sample_rows});
}

/// A function of numbers in two tensors, whose gradient is noisy. Moved by a random vector:
/// shrinking the weights must not lead to the optimum.
class NoisyFunction : public Task {
 public:
  using Loss = double (*)(std::span<const float> w);
  using Gradient = void (*)(std::span<const float> w, std::span<float> g);

  NoisyFunction(Loss loss, Gradient gradient, const TaskSettings& settings)
      : loss_(loss), gradient_(gradient), settings_(settings) {}

  std::vector<std::size_t> tensors() const override {
    return {settings_.size / 2, settings_.size - settings_.size / 2};
  }
  std::unique_ptr<Training> begin(std::uint64_t seed) const override {
    return std::make_unique<Run>(*this, seed);
  }

 private:
  class Run : public Training {
   public:
    Run(const NoisyFunction& task, std::uint64_t seed) : task_(task), seed_(seed) {
      Random random({.seed = seed_, .purpose = Purpose::split});
      moved_.resize(task.settings_.size);
      for (std::uint32_t i = 0; i < task.settings_.size; ++i) shift_.push_back(gaussian(random));
    }
    void start(std::span<float> w) override {
      Random random({.seed = seed_, .purpose = Purpose::init});
      for (float& value : w) value = gaussian(random);
    }
    void gradient(std::span<const float> w, std::uint64_t step, std::span<float> g) override {
      task_.gradient_(moved(w), g);
      Random random = noise_of(seed_, step);
      const auto deviation =
          static_cast<float>(task_.settings_.noise / std::sqrt(task_.settings_.batch));
      for (float& value : g) value += deviation * gaussian(random);
    }
    double loss(std::span<const float> w) override { return task_.loss_(moved(w)); }

   private:
    std::span<const float> moved(std::span<const float> w) {
      for (std::size_t i = 0; i < w.size(); ++i) moved_[i] = w[i] - shift_[i];
      return moved_;
    }

    const NoisyFunction& task_;
    std::uint64_t seed_;
    std::vector<float> shift_;
    std::vector<float> moved_;
  };

  Loss loss_;
  Gradient gradient_;
  TaskSettings settings_;
};

// From 0.01 to 10.
double curvature(std::size_t i, std::size_t size) {
  return std::pow(10, -2 + 3 * static_cast<double>(i) / static_cast<double>(size - 1));
}

double quadratic_loss(std::span<const float> w) {
  double sum = 0;
  for (std::size_t i = 0; i < w.size(); ++i) sum += curvature(i, w.size()) * w[i] * w[i] / 2;
  return sum / static_cast<double>(w.size());
}

void quadratic_gradient(std::span<const float> w, std::span<float> g) {
  for (std::size_t i = 0; i < w.size(); ++i)
    g[i] = static_cast<float>(curvature(i, w.size())) * w[i];
}

// Neighbours x, y: (1 - x)^2 + 10 (y - x^2)^2.
double rosenbrock_loss(std::span<const float> w) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < w.size(); ++i) {
    const double slope = 1 - w[i];
    const double bend = w[i + 1] - double{w[i]} * w[i];
    sum += slope * slope + 10 * bend * bend;
  }
  return sum / static_cast<double>(w.size());
}

void rosenbrock_gradient(std::span<const float> w, std::span<float> g) {
  for (float& value : g) value = 0;
  for (std::size_t i = 0; i + 1 < w.size(); ++i) {
    const float bend = w[i + 1] - w[i] * w[i];
    g[i] += -2 * (1 - w[i]) - 40 * bend * w[i];
    g[i + 1] += 20 * bend;
  }
}

}  // namespace

std::unique_ptr<Task> make_quadratic(const TaskSettings& settings) {
  return std::make_unique<NoisyFunction>(quadratic_loss, quadratic_gradient, settings);
}

std::unique_ptr<Task> make_rosenbrock(const TaskSettings& settings) {
  return std::make_unique<NoisyFunction>(rosenbrock_loss, rosenbrock_gradient, settings);
}

}  // namespace cambrian::optimizers
