// Suite: the tasks that a program is judged by together, in their order.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "operators/optimizer/program.hpp"
#include "problems/optimizers/task.hpp"
#include "problems/optimizers/trial.hpp"

namespace cambrian::optimizers {

struct Score {
  /// The mean over tasks of log(loss / loss of the reference), or
  /// of log(loss) without one: 0 is as good as it, -0.7 half the
  /// losses. Of no meaning with a fault.
  double value = 0;
  std::vector<double> losses = {};  ///< of the tasks that were trained
  std::uint64_t steps = 0;
  std::string fault = {};  ///< with the task's name
};

/// Immutable but for set_reference(); then thread-safe.
class Suite {
 public:
  /// Relative paths of data start at `folder`. An error names the task and its setting.
  static Result<Suite> make(const Table<TaskSettings>& tasks, Schedule schedule,
                            const std::string& folder);

  /// Trains all tasks with the program that others are compared with. An error names the task.
  Result<void> set_reference(const optimizer::Program& program);
  /// Stops after a task when the mean of what was trained is above `hurdle`, which is the value
  /// then: hopeless.
  Score score(const optimizer::Program& program,
              double hurdle = std::numeric_limits<double>::infinity()) const;
  /// One task, with another seed or rate; its own steps and schedule.
  TrialResult try_task(std::size_t i, const optimizer::Program& program, TrialPlan plan) const;

  std::size_t size() const { return entries_.size(); }
  const std::string& name(std::size_t i) const { return entries_[i].name; }

 private:
  struct Entry {
    std::string name;
    TaskSettings settings;
    std::unique_ptr<Task> task;
    double reference = 1;
  };
  Schedule schedule_ = Schedule::cosine;
  std::vector<Entry> entries_;
};

}  // namespace cambrian::optimizers
