#include "problems/optimizers/suite.hpp"

#include <algorithm>
#include <cmath>

namespace cambrian::optimizers {
namespace {

// A loss below this is 0.
constexpr double kPerfect = 1e-12;

}  // namespace

Result<Suite> Suite::make(const Table<TaskSettings>& tasks, Schedule schedule,
                          const std::string& folder) {
  Suite suite;
  suite.schedule_ = schedule;
  for (const auto& [name, settings] : tasks) {
    auto task = make_task(settings, folder);
    if (!task) {
      Error error = task.error();
      error.where = name + "." + error.where;
      return error;
    }
    suite.entries_.push_back({name, settings, std::move(*task)});
  }
  return suite;
}

Result<void> Suite::set_reference(const optimizer::Program& program) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const TrialResult result = try_task(i, program, {.seed = entries_[i].settings.seed});
    if (!result.fault.empty()) {
      return Error{entries_[i].name, "the warm start fails: " + result.fault,
                   "begin with another program or a lower rate"};
    }
    entries_[i].reference = std::max(result.loss, kPerfect);
  }
  return {};
}

TrialResult Suite::try_task(std::size_t i, const optimizer::Program& program,
                            TrialPlan plan) const {
  plan.steps = entries_[i].settings.steps;
  plan.schedule = schedule_;
  return try_out(program, *entries_[i].task, plan);
}

Score Suite::score(const optimizer::Program& program, double hurdle) const {
  Score score;
  double sum = 0;
  double weights = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const TrialResult result = try_task(i, program, {.seed = entry.settings.seed});
    score.steps += result.steps;
    if (!result.fault.empty()) {
      score.fault = entry.name + ": " + result.fault;
      return score;
    }
    score.losses.push_back(result.loss);
    sum += entry.settings.weight * std::log(std::max(result.loss, kPerfect) / entry.reference);
    weights += entry.settings.weight;
    score.value = weights > 0 ? sum / weights : 0;
    if (score.value > hurdle) return score;
  }
  return score;
}

}  // namespace cambrian::optimizers
