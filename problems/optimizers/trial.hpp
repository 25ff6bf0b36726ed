// Trial: a program trains one task.
#pragma once

#include <cstdint>
#include <string>

#include "operators/optimizer/program.hpp"
#include "problems/optimizers/task.hpp"

namespace cambrian::optimizers {

/// How the program's lr changes over a training: from 1.
enum class Schedule { constant, linear, cosine };

struct TrialPlan {
  std::uint64_t steps = 100;
  std::uint64_t seed = 1;
  Schedule schedule = Schedule::cosine;
  double rate = 1;    ///< times the schedule
  bool test = false;  ///< wants test_loss
};

struct TrialResult {
  double loss = 0;          ///< on what was not trained with; of no meaning with a fault
  double test_loss = 0;     ///< likewise, on what nothing is decided by
  std::uint64_t steps = 0;  ///< until the end or the fault
  std::string fault = {};   ///< "the weights became infinite after 20 steps"; else empty
};

/// Deterministic. Ends early when weights are not finite, or when after a quarter of the steps the
/// loss is above twice what it was at the start. Requires a valid program.
TrialResult try_out(const optimizer::Program& program, const Task& task, const TrialPlan& plan);

}  // namespace cambrian::optimizers
