// Carries a command's run out in whichever process this is: alone, the first rank of an MPI job, or
// another one.
#pragma once

#include <functional>
#include <memory>

#include "cluster/process_group.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

/// A run that has been read and checked, but for its folder.
class PlannedRun {
 public:
  virtual ~PlannedRun() = default;
  /// An error for what the ranks of one MPI job cannot do together.
  virtual Result<void> fit_for_ranks() const = 0;
  /// Makes the run's folder, or locks the one that there is. Called where the coordinator is only.
  virtual Result<void> take_folder() = 0;
  /// Searches, prints, leaves the group (null: none), and returns the exit status.
  virtual int carry_out(ProcessGroup* group) = 0;
  /// What ranks do that are not the first.
  virtual int help(ProcessGroup& group) = 0;
};

using Plan = Result<std::unique_ptr<PlannedRun>>;

/// Calls `plan` before this process joins others, so that it may start helper processes. Errors are
/// printed by the first rank only. Returns the exit status.
int run_in_ranks(const std::function<Plan()>& plan);

}  // namespace cambrian::cli
