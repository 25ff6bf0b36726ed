// HeldOut: what a problem offers that can judge candidates by tasks that its searches never see.
#pragma once

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
  /// For each task the log of the candidate's loss over the reference's: 0 is as good, -0.7 half
  /// the loss, infinite where the candidate fails.
  virtual std::vector<double> judge_held_out(const Genome& genome) const = 0;
};

}  // namespace cambrian
