// ProcessGroup: the processes of one MPI job, without MPI's header.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "engine/core/bytes.hpp"

namespace cambrian {

/// Frames between ranks, in order for each pair. Used by one thread (the one that joined). Nobody
/// is told of another rank's death.
class ProcessGroup {
 public:
  virtual ~ProcessGroup() = default;

  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// Never waits. Besides rank 0, only ranks that have spoken just now are safe receivers.
  virtual void send(int rank, Bytes frame) = 0;
  /// A frame that has arrived, with its sender's rank; never waits.
  virtual std::optional<std::pair<int, Bytes>> poll() = 0;
  /// Leaves together with all other ranks. When `well` is false, some may never answer: then this
  /// ends the process, and the job, with `exit_code`.
  virtual void leave(bool well, int exit_code) = 0;
};

/// Whether a launcher (mpirun, srun --mpi=pmix) started this process as one of several.
bool started_by_launcher();

/// Joins the group if started_by_launcher(); otherwise null, which costs nothing. Once per process.
std::unique_ptr<ProcessGroup> join_process_group();

}  // namespace cambrian
