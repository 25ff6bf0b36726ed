// Session: one search from its start to its end, drawn while it goes on, logged, and kept in its
// folder; the same for every kind of run.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "cli/live_view.hpp"
#include "cluster/process_group.hpp"
#include "cluster/run.hpp"
#include "cluster/worker.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian::cli {

/// Where results go.
struct Presentation {
  bool json = false;   ///< one JSON document on stdout instead of text
  bool quiet = false;  ///< nothing on stderr but errors
};

struct SearchOptions {
  std::optional<double> seconds{};  ///< of this session
  std::uint64_t evaluations = 0;    ///< of the whole run; 0: none
  std::uint32_t threads = 0;        ///< 0: all cores; one for each rank besides the first
  ProcessGroup* group = nullptr;    ///< whose other ranks assist(); null: threads of this process
  std::uint64_t identity = 0;       ///< of program and settings; equal in all ranks
  std::string equipment{};          ///< what may make identities differ, for people; may be empty
};

/// How that which a kind of run has found is shown and kept.
class Findings {
 public:
  virtual ~Findings() = default;
  /// What is drawn while the search goes on.
  virtual Front front(const Board& board) const = 0;
  /// A line for the log.
  virtual std::string line(const Individual& individual) const = 0;
  /// Rewrites hall_of_fame.csv and .json while the search goes on.
  virtual Result<void> keep(const RunFolder& folder, const Progress& progress) const = 0;
};

/// All references must outlive it.
struct Session {
  const Findings& findings;
  RunFolder& folder;
  const SearchOptions& options;
  LiveView& view;
  const std::atomic<bool>& stop;

  /// Calls `run`, whose options say how the search is watched. The files are kept at most every two
  /// seconds; the last time is the caller's matter. Errors: those of `run`.
  Result<Outcome> carry_out(const std::function<Result<Outcome>(const RunOptions&)>& run) const;
};

/// "1.2k evaluations in 3.0 s: the time limit".
std::string ending(const Outcome& outcome);

/// What the other ranks of options.group do while rank 0 searches. Returns the exit status.
int assist(Workbench bench, const SearchOptions& options);

}  // namespace cambrian::cli
