// relay(): what the main thread of a worker's process does: carries messages between the
// coordinator and this process's worker threads.
#pragma once

#include <cstdint>
#include <string>

#include "cluster/process_group.hpp"
#include "cluster/worker.hpp"
#include "engine/core/result.hpp"

namespace cambrian {

struct RelayOptions {
  std::uint32_t threads = 1;
  double heartbeat = 1;        ///< seconds between two signs of life
  double silence_limit = 60;   ///< without a word from the coordinator, it is gone
  double leave_patience = 10;  ///< for the last word, once all workers have quit
};

/// Runs the worker threads until the coordinator ends the job; then leaves the group. An error when
/// the coordinator has gone silent: then the process should end at once (a thread may still be
/// computing, so not by returning from main, but by _exit).
Result<void> relay(ProcessGroup& group, const Workbench& bench, const RelayOptions& options);

/// In place of relay(), when this process cannot take part: tells the coordinator why, which ends
/// the run.
void refuse(ProcessGroup& group, const std::string& why);

}  // namespace cambrian
