// Suite: the tasks that a program is judged by together, in their order.
#pragma once

#include <cstdint>
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
  std::vector<double> losses = {};  ///< of the tasks that were trained, at their best rates
  std::uint64_t steps = 0;
  std::string fault = {};  ///< with the task's name
};

/// How all tasks are trained.
struct Protocol {
  Schedule schedule = Schedule::cosine;
  /// What the program's lr begins with: each is tried, and the best counts, as a user would tune
  /// it. None: 1.
  std::vector<double> rates = {};
  /// Trainings of each task, with a seed more each; the geometric mean of their losses counts.
  std::uint32_t repeats = 1;
};

/// Immutable but for set_reference(); then thread-safe.
class Suite {
 public:
  /// Relative paths of data start at `folder`. An error names the task and its setting.
  static Result<Suite> make(const Table<TaskSettings>& tasks, const Protocol& protocol,
                            const std::string& folder);

  /// Trains all tasks with the program that others are compared with. An error names the task.
  Result<void> set_reference(const optimizer::Program& program);
  /// All tasks, and then all again for each repeat. Stops after a training when the mean of what
  /// was trained is above `hurdle`, which is the value then: hopeless.
  Score score(const optimizer::Program& program,
              double hurdle = std::numeric_limits<double>::infinity()) const;
  /// For each task the mean log loss of the repeats, at their best rates; infinite where it fails.
  std::vector<double> log_losses(const optimizer::Program& program) const;
  /// One task, with another seed, at one rate; its own steps and schedule.
  TrialResult try_task(std::size_t i, const optimizer::Program& program, TrialPlan plan) const;

  std::size_t size() const { return entries_.size(); }
  const std::string& name(std::size_t i) const { return entries_[i].name; }

 private:
  /// At the best rate; the steps of all. A fault when there is one at each rate.
  TrialResult try_rates(std::size_t i, std::uint32_t repeat,
                        const optimizer::Program& program) const;

  struct Entry {
    std::string name;
    TaskSettings settings;
    std::unique_ptr<Task> task;
    std::vector<double> references = {};  ///< of each repeat; empty: 1
  };
  Protocol protocol_;
  std::vector<Entry> entries_;
};

}  // namespace cambrian::optimizers
