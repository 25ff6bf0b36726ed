#include "problems/optimizers/trial.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "operators/optimizer/executor.hpp"

namespace cambrian::optimizers {
namespace {

constexpr std::uint64_t kCheckEvery = 32;

double factor(Schedule schedule, double progress) {
  switch (schedule) {
    case Schedule::constant:
      return 1;
    case Schedule::linear:
      return 1 - progress;
    case Schedule::cosine:
      return 0.5 * (1 + std::cos(std::numbers::pi * progress));
  }
  return 1;
}

bool all_finite(const std::vector<float>& w) {
  float sum = 0;
  for (const float value : w) sum += 0 * value;
  return sum == 0;
}

}  // namespace

TrialResult try_out(const optimizer::Program& program, const Task& task, const TrialPlan& plan) {
  const auto training = task.begin(plan.seed);
  optimizer::Executor executor(program, task.tensors());
  std::vector<float> w(executor.size());
  std::vector<float> g(executor.size());
  training->start(w);
  const double first_loss = training->loss(w);
  TrialResult result;
  for (std::uint64_t step = 0; step < plan.steps; ++step) {
    training->gradient(w, step, g);
    const double progress = static_cast<double>(step) / static_cast<double>(plan.steps);
    executor.step(w, g, static_cast<float>(plan.rate * factor(plan.schedule, progress)));
    result.steps = step + 1;
    const std::string when = " after " + std::to_string(result.steps) + " steps";
    if ((result.steps % kCheckEvery == 0 || result.steps == plan.steps) && !all_finite(w)) {
      result.fault = "weights are not finite" + when;
      return result;
    }
    if (result.steps == (plan.steps + 3) / 4 && result.steps < plan.steps &&
        !(training->loss(w) <= 2 * first_loss)) {
      result.fault = "the loss has more than doubled" + when;
      return result;
    }
  }
  result.loss = training->loss(w);
  if (plan.test) result.test_loss = training->test_loss(w);
  if (!std::isfinite(result.loss)) result.fault = "the loss is not finite";
  return result;
}

}  // namespace cambrian::optimizers
