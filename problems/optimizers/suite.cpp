#include "problems/optimizers/suite.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cambrian::optimizers {
namespace {

// A loss below this is 0.
constexpr double kPerfect = 1e-12;

double counted(double loss, const TaskSettings& settings) {
  return std::max({loss, settings.enough, kPerfect});
}

}  // namespace

Result<Suite> Suite::make(const Table<TaskSettings>& tasks, const Protocol& protocol,
                          const std::string& folder) {
  Suite suite;
  suite.protocol_ = protocol;
  if (suite.protocol_.rates.empty()) suite.protocol_.rates = {1};
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
    std::vector<double> references;
    for (std::uint32_t repeat = 0; repeat < protocol_.repeats; ++repeat) {
      const TrialResult result = try_rates(i, repeat, program);
      if (!result.fault.empty()) {
        return Error{entries_[i].name, "the warm start fails: " + result.fault,
                     "begin with another program or a lower rate"};
      }
      references.push_back(counted(result.loss, entries_[i].settings));
    }
    entries_[i].references = std::move(references);
  }
  return {};
}

TrialResult Suite::try_task(std::size_t i, const optimizer::Program& program,
                            TrialPlan plan) const {
  plan.steps = entries_[i].settings.steps;
  plan.schedule = protocol_.schedule;
  return try_out(program, *entries_[i].task, plan);
}

TrialResult Suite::try_rates(std::size_t i, std::uint32_t repeat,
                             const optimizer::Program& program) const {
  TrialResult best;
  std::uint64_t steps = 0;
  for (const double rate : protocol_.rates) {
    const TrialPlan plan = {.seed = entries_[i].settings.seed + std::uint64_t{repeat},
                            .rate = rate};
    const TrialResult result = try_task(i, program, plan);
    const bool first = steps == 0;
    steps += result.steps;
    const bool better = result.fault.empty() && (!best.fault.empty() || result.loss < best.loss);
    if (first || better) best = result;
  }
  best.steps = steps;
  return best;
}

Score Suite::score(const optimizer::Program& program, double hurdle) const {
  Score score;
  std::vector<double> logs(entries_.size());
  double sum = 0;
  double weights = 0;
  for (std::uint32_t repeat = 0; repeat < protocol_.repeats; ++repeat) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const Entry& entry = entries_[i];
      const TrialResult result = try_rates(i, repeat, program);
      score.steps += result.steps;
      if (!result.fault.empty()) {
        score.fault = entry.name + ": " + result.fault;
        return score;
      }
      const double loss = counted(result.loss, entry.settings);
      const double reference = entry.references.empty() ? 1 : entry.references[repeat];
      logs[i] += std::log(loss);
      score.losses.resize(std::max(score.losses.size(), i + 1));
      score.losses[i] = repeat == 0 ? result.loss : std::exp(logs[i] / (repeat + 1));
      sum += entry.settings.weight * std::log(loss / reference);
      weights += entry.settings.weight;
      score.value = weights > 0 ? sum / weights : 0;
      if (score.value > hurdle) return score;
    }
  }
  return score;
}

std::vector<double> Suite::log_losses(const optimizer::Program& program) const {
  std::vector<double> logs(entries_.size(), 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    for (std::uint32_t repeat = 0; repeat < protocol_.repeats; ++repeat) {
      const TrialResult result = try_rates(i, repeat, program);
      const double log = result.fault.empty() ? std::log(counted(result.loss, entries_[i].settings))
                                              : std::numeric_limits<double>::infinity();
      logs[i] += log / protocol_.repeats;
    }
  }
  return logs;
}

}  // namespace cambrian::optimizers
