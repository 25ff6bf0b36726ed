// run(): one search from its beginning (or from what its run folder holds) to its end.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cluster/evaluate_source.hpp"
#include "cluster/lease_limit.hpp"
#include "cluster/process_group.hpp"
#include "cluster/work_source.hpp"
#include "engine/algorithm/algorithm.hpp"
#include "engine/core/result.hpp"
#include "engine/island/archipelago.hpp"
#include "engine/island/island.hpp"
#include "engine/space/evaluator.hpp"
#include "engine/space/search_space.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian {

/// How a run stands, for people to watch.
struct Progress {
  double elapsed = 0;               ///< seconds of the run, earlier sessions included
  double session = 0;               ///< seconds since this process began it
  std::uint64_t evaluations = 0;    ///< told so far, in the problem's units
  double rate = 0;                  ///< evaluations per second since the last call
  double mean_rate = 0;             ///< since this session's beginning
  std::uint64_t generation = 0;     ///< epochs that all islands have finished (Evolve leases)
  Board board;                      ///< with what was told since the last generation
  std::vector<double> utilisation;  ///< of each worker, 0..1, since the last call
  std::uint64_t failures = 0;       ///< evaluations that failed or timed out
  std::uint64_t lost = 0;           ///< leases that were given to another worker
  std::uint64_t migrants = 0;       ///< sent from islands to their neighbours, this session
  std::vector<Found> found;  ///< new members since the last call; some may be displaced already
};

struct RunOptions {
  std::uint32_t threads = 0;      ///< workers; 0: one per core that this process may use
  double seconds = 0;             ///< limit of this session; 0: none
  std::uint64_t evaluations = 0;  ///< limit of the whole run; 0: none
  std::uint64_t epochs = 0;       ///< limit of the whole run; 0: none
  std::uint64_t lag = 1;          ///< see Archipelago
  RunFolder* folder = nullptr;  ///< opened for writing; null: nothing is kept. A folder that holds
                                ///< a part of the run already is resumed. Also gets status.json and
                                ///< history.jsonl
  double snapshot_interval = 5;   ///< seconds
  ProcessGroup* group = nullptr;  ///< rank 0 of several processes, whose others relay(): they do
                                  ///< the work. Null, or of size 1: threads of this process do
  std::uint64_t identity = 0;     ///< of configuration and program; ranks of another are refused
  std::string equipment{};        ///< what may make identities differ, for people; may be empty
  LeaseLimit::Options lease_limit = {};  ///< how long a lease may take; default: on threads for
                                         ///< ever, on ranks 20 times the usual and a minute
  double silence_limit = 30;  ///< seconds without a word from a rank until it counts as dead
  double drain = 0;  ///< seconds that leases under way may take to end after a stop or the time
                     ///< limit, so that their results are not lost
  const std::atomic<bool>* stop = nullptr;  ///< once true, the run saves and ends within 50 ms
                                            ///< (plus what an island takes to look at its own flag)
  double progress_interval = 0.1;           ///< seconds
  std::function<void(const Progress&)> progress{};  ///< called on the calling thread
  std::function<void(const std::string&)> warn{};   ///< a line for people, e.g. of a lost worker
  std::function<void(const std::string&)> note{};   ///< a line for the log, e.g. where a rank is
};

struct Outcome {
  Board board;
  StopReason reason = StopReason::none;
  std::uint64_t evaluations = 0;  ///< of the whole run
  std::uint64_t generation = 0;
  std::uint64_t failures = 0;  ///< evaluations that failed or timed out
  double elapsed = 0;          ///< seconds of the run, earlier sessions included
  double session = 0;
  bool well = true;  ///< all ranks have ended their work: the argument of ProcessGroup::leave
};

/// Runs `threads` workers; the calling thread coordinates, which takes no core from them. For stops
/// other than by time and signals the board is the same for any number of threads, and for any
/// interruption (kill -9 included) followed by a resume. An error for a folder that cannot be
/// written or resumed, and for an island that throws.
Result<Outcome> run(const IslandModel& model, const RunOptions& options);

/// What is evaluated, and by whom it is proposed. All must outlive the run.
struct Search {
  Algorithm& algorithm;  ///< a new one
  const SearchSpace& space;
  const Evaluator& evaluator;
  /// Ends evaluations that are under way when the run ends, e.g. IsolatedEvaluator::interrupt. When
  /// empty, the end waits for them.
  std::function<void()> interrupt{};
};

/// As above with one lease per candidate. Every evaluation is in the journal before its worker gets
/// the next, so a resume repeats none. With settings.lag > 0 the result is the same for any number
/// of workers. The limit of evaluations is the smaller one of both options; `epochs` and `lag` of
/// `options` mean nothing here.
Result<Outcome> run(const Search& search, EvaluateOptions settings, const RunOptions& options);

/// Computes again all that a run's journal knows, on threads and without writing anything, and
/// compares it. An error names the first epoch, or candidate, that comes out differently.
/// `options.folder` and `options.group` mean nothing here.
Result<Outcome> replay(const IslandModel& model, const RunFolder& folder, RunOptions options);
/// Breeds every candidate again, evaluating none.
Result<Outcome> replay(const Search& search, EvaluateOptions settings, const RunFolder& folder);

}  // namespace cambrian
