// RunStatus: how a run stands, as kept in its folder for other programs and other shells.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cluster/run.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian {

/// The content of status.json (docs/formats/run_folder.md). The job script, too, reads it: the exit
/// status of mpirun says nothing once a rank has died.
struct RunStatus {
  std::string state = "running";  ///< running, done, failed
  std::string reason;             ///< of a done one: name(StopReason); of a failed one: the error
  std::string host;
  std::int64_t pid = 0;
  std::string job;           ///< of Slurm; empty: none
  std::int64_t updated = 0;  ///< seconds since 1970
  double elapsed = 0;
  std::uint64_t evaluations = 0;
  double rate = 0;  ///< evaluations per second
  std::uint64_t generation = 0;
  std::uint64_t workers = 0;
  double utilisation = 0;  ///< mean of all workers, 0..1
  std::uint64_t failures = 0;
  std::uint64_t lost = 0;
  double best_loss = 0;  ///< NaN: nothing found yet
  std::string best;      ///< for people

  std::string to_json() const;
  static Result<RunStatus> from_json(const std::string& text, const std::string& where);
};

/// What status.json says; a run whose process has gone without a word has the state "dead". Works
/// on a folder that is in use.
Result<RunStatus> read_status(const RunFolder& folder);

/// Keeps status.json and history.jsonl (one line of metrics at growing intervals) of a run.
class StatusWriter {
 public:
  using Describe = std::function<std::string(const Individual&)>;

  /// The folder must outlive the writer.
  StatusWriter(const RunFolder& folder, Describe describe);

  /// At most every two seconds; a file that cannot be written is tried again later.
  void update(const Progress& progress);
  /// The last words.
  void finish(const Result<Outcome>& outcome);

 private:
  void append_history(const Progress& progress);

  const RunFolder& folder_;
  const Describe describe_;
  RunStatus status_;
  double written_at_ = -1e9;
  double recorded_at_ = -1e9;
};

}  // namespace cambrian
