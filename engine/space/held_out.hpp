// HeldOut: what a problem offers that can judge candidates by tasks that its searches never see.
#pragma once

#include <cmath>
#include <mutex>
#include <string>
#include <vector>

#include "engine/core/candidate.hpp"

namespace cambrian {

/// A second base of problems. Immutable as seen from outside and thread-safe.
class HeldOut {
 public:
  virtual ~HeldOut() = default;
  /// Names of the tasks, none equal; empty: the configuration names none.
  virtual std::vector<std::string> held_out_tasks() const = 0;
  /// What losses are compared with, for people: "the warm start".
  virtual std::string held_out_reference() const = 0;
  /// For each task the log of the candidate's loss over the reference's (over 1 where the reference
  /// fails): 0 is as good, -0.7 half the loss, infinite where the candidate fails.
  std::vector<double> judge_held_out(const Genome& genome) const {
    std::call_once(judged_, [this] { reference_ = held_out_log_losses(reference_genome()); });
    std::vector<double> logs = held_out_log_losses(genome);
    for (std::size_t i = 0; i < logs.size(); ++i) {
      if (std::isfinite(reference_[i])) logs[i] -= reference_[i];
    }
    return logs;
  }

 protected:
  /// One for each task; infinite where the candidate fails.
  virtual std::vector<double> held_out_log_losses(const Genome& genome) const = 0;
  virtual Genome reference_genome() const = 0;

 private:
  mutable std::once_flag judged_;  // for:
  mutable std::vector<double> reference_;
};

}  // namespace cambrian
