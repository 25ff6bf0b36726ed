// JobSettings: what a configuration of `cambrian run` says besides its problem and its algorithm.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cluster/evaluate_source.hpp"
#include "engine/config/fields.hpp"

namespace cambrian::cli {

/// When a run ends; the first rule that holds does it.
struct StopSettings {
  std::uint64_t evaluations = 0;
  std::uint64_t work = 0;
  std::optional<double> time;
  std::optional<double> target;
  std::uint64_t stagnation = 0;
};

template <class Visitor>
void fields(Visitor& v, StopSettings& s) {
  v("evaluations", s.evaluations, "Candidates to evaluate, 0: no limit");
  v("work", s.work, "Work of all evaluations together, in the problem's units, 0: no limit");
  v("time", s.time, Range{0, 1e9},
    "Seconds to search, 0: no limit; default 60, or no limit when evaluations, work or stagnation "
    "are limited");
  v("target", s.target,
    "Value of the first objective that is good enough; default the optimum where it is known");
  v("stagnation", s.stagnation,
    "Evaluations in a row without anything better that end the run, 0: no limit");
}

/// How candidates are evaluated, and what becomes of failures.
struct EvaluationSettings {
  FailurePolicy on_failure = FailurePolicy::skip;
  std::uint32_t retries = 0;
  std::uint64_t hopeless = 100;
  bool isolate = false;
  std::optional<double> seconds;
  std::optional<double> memory;
  std::uint64_t batch = 1;
  std::uint64_t cache = 0;

  bool isolated() const { return isolate || seconds || memory; }
};

template <class Visitor>
void fields(Visitor& v, EvaluationSettings& s) {
  v("on_failure", s.on_failure,
    Named<FailurePolicy>{{FailurePolicy::skip, "skip"},
                         {FailurePolicy::worst, "worst"},
                         {FailurePolicy::abort, "abort"}},
    "What a failed evaluation does: nothing, count as the worst, or end the run");
  v("retries", s.retries, Range{0, 1000}, "How often a failed evaluation is tried again");
  v("hopeless", s.hopeless, "So many failures in a row end the run, 0: no limit");
  v("isolate", s.isolate, "Evaluate in processes of their own, which may crash");
  v("seconds", s.seconds, Range{.low = 0, .high = 1e9, .above_low = true},
    "Time limit of one evaluation; implies isolate");
  v("memory", s.memory, Range{.low = 0, .high = 1e9, .above_low = true},
    "MiB that an evaluation may allocate; implies isolate");
  v("batch", s.batch, Range{1, 1e6}, "Candidates that a worker is given at once");
  v("cache", s.cache, Range{0, 1e9},
    "Evaluations to remember for equal candidates, in each process; 0: none");
}

/// Kept whole in the run's manifest.
struct JobSettings {
  std::uint64_t seed = 1;
  StopSettings stop;
  EvaluationSettings evaluation;
  std::uint64_t lag = 0;
  std::vector<double> reference_point;
  std::uint32_t threads = 0;
  std::vector<std::string> plugins;
  std::map<std::string, std::string> plugin_hashes;  ///< of "problem", "algorithm", "selection"
  std::string folder;

  /// Seconds that the run may take, if it is limited.
  std::optional<double> seconds() const;
};

template <class Visitor>
void fields(Visitor& v, JobSettings& s) {
  v("seed", s.seed, "Of all random numbers");
  v("stop", s.stop, "When the run ends");
  v("evaluation", s.evaluation, "How candidates are evaluated");
  v("lag", s.lag, Range{0, 1e9},
    "Candidate t is bred from the results of 0 to t - lag, so that the result does not depend on "
    "the workers, of which at most lag are busy; 0: from all that has come, which does");
  v("reference_point", s.reference_point,
    "For each objective where the hypervolume ends; default the problem's");
  v("threads", s.threads, Range{0, 4096}, "Threads, 0: one per core");
  v("plugins", s.plugins,
    "Libraries with search spaces, algorithms and selectors, or folders of such");
  v("plugin_hashes", s.plugin_hashes,
    "Contents that the plugins of \"problem\", \"algorithm\" and \"selection\" must have; a run's "
    "manifest has them");
  v("folder", s.folder, "Where relative paths start; default the folder of the configuration");
}

}  // namespace cambrian::cli
