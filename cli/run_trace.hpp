// RunTrace: how one search went, from what its run folder holds; of any command that searches.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/page/plot.hpp"
#include "engine/core/candidate.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

struct RunTrace {
  /// The lowest first objective so far.
  struct Best {
    std::uint64_t evaluations = 0;  ///< told before and with it
    double seconds = 0;
    double value = 0;
  };
  struct Told {
    CandidateId id{};
    Status status = Status::ok;
    double seconds = 0;
    std::vector<double> objectives;
    std::vector<double> descriptor = {};
    std::uint64_t work = 0;
  };
  /// One of the best that are known.
  struct Member {
    std::vector<double> objectives;
    std::uint32_t complexity = 0;
    std::string text;  ///< formula or candidate
  };

  std::string path;     ///< of the folder
  std::string command;  ///< that made it
  std::string config;   ///< JSON
  std::uint64_t seed = 0;
  std::string state;   ///< of RunStatus: running, done, failed, dead; "unknown" without one
  std::string reason;  ///< why it ended
  std::vector<std::string> objectives;
  std::vector<double> reference_point;  ///< where its hypervolume ends; empty: it has none

  std::uint64_t evaluations = 0;
  double seconds = 0;
  std::map<Status, std::uint64_t> outcomes;       ///< only where single evaluations are told
  std::map<std::string, std::uint64_t> faults;    ///< notes of what went wrong, shortened
  std::map<std::string, std::uint64_t> refusals;  ///< likewise, of what is invalid
  std::vector<Best> progress;                     ///< by rising evaluations
  std::vector<Told> told;                         ///< in the order of arrival; as `outcomes`
  std::vector<Member> front;                      ///< as hall_of_fame.json has it
  std::vector<Member> baselines;                  ///< what textbooks offer, by rising complexity

  std::string name() const;  ///< of the folder
  std::uint64_t outcome(Status status) const;
  /// The most frequent faults, those first.
  std::vector<std::pair<std::string, std::uint64_t>> main_faults() const;
  /// Why there is no valid candidate: the most frequent note, and how often; empty without any.
  std::string main_reason() const;
  /// Members of the front differ in their size and their loss; else in their objectives.
  bool trades_size() const { return command != "run"; }
  /// What members of the front are: equation, program or candidate.
  std::string kind() const;
};

/// Works on a run that is going on, or was killed. An error for what is no run folder or damaged.
Result<RunTrace> read_trace(const std::string& path);
/// Of all searches under a path: itself, or its several seeds or targets.
Result<std::vector<RunTrace>> read_traces(const std::string& path);

/// The best over evaluations or over seconds, up to the end of the run.
std::vector<page::Point> best_over_evaluations(const RunTrace& trace);
std::vector<page::Point> best_over_seconds(const RunTrace& trace);

}  // namespace cambrian::cli
