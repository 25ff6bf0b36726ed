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
  /// The mean over tasks of log(loss / loss of the reference): 0 is as good as it, -0.7 half the
  /// losses. Of no meaning with a fault.
  double value = 0;
  std::vector<double> losses = {};  ///< of the tasks that were trained
  std::uint64_t steps = 0;
  std::string fault = {};  ///< with the task's name
};

/// Immutable but for set_reference(); then thread-safe.
class Suite {
 public:
  Suite(const Table<TaskSettings>& tasks, Schedule schedule);

  /// Trains all tasks with the program that others are compared with. An error names the task.
  Result<void> set_reference(const optimizer::Program& program);
  /// Stops after a task when the mean of what was trained is above `hurdle`, which is the value
  /// then: hopeless.
  Score score(const optimizer::Program& program,
              double hurdle = std::numeric_limits<double>::infinity()) const;
  /// The loss of one task with another seed or rate.
  TrialResult try_task(std::size_t i, const optimizer::Program& program, std::uint64_t seed,
                       double rate = 1) const;

  std::size_t size() const { return entries_.size(); }
  const std::string& name(std::size_t i) const { return entries_[i].name; }
  const TaskSettings& settings(std::size_t i) const { return entries_[i].settings; }
  double reference(std::size_t i) const { return entries_[i].reference; }
  std::uint64_t steps() const;  ///< of all tasks

 private:
  struct Entry {
    std::string name;
    TaskSettings settings;
    std::unique_ptr<Task> task;
    double reference = 1;
  };
  Schedule schedule_;
  std::vector<Entry> entries_;
};

}  // namespace cambrian::optimizers
