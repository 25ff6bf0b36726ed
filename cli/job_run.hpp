// JobRun: a run of `cambrian run` from its configuration, or its folder, to what is printed at its
// end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/job.hpp"
#include "cli/job_config.hpp"
#include "cli/job_search.hpp"
#include "cli/ranks.hpp"
#include "cli/session.hpp"
#include "cli/session_limits.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian::cli {

/// Several seeds are several searches, one after the other, each in a folder of its own inside the
/// run's.
class JobRun final : public PlannedRun {
 public:
  struct Request {
    std::string output;  ///< empty: a new folder in runs/, called after `stem`
    std::string stem;
    std::uint32_t seeds = 1;  ///< searches: the configuration's seed and those after it
    Presentation presentation;
  };
  static Plan plan(JobConfig config, const Request& request);
  /// To go on with what a folder holds.
  static Plan reopen(const std::string& path, const SessionLimits& limits,
                     Presentation presentation);

  Result<void> fit_for_ranks() const override;
  Result<void> take_folder() override;
  /// A limit of seconds is one for each search.
  int carry_out(ProcessGroup* group) override;
  int help(ProcessGroup& group) override;

 private:
  struct Search {
    std::uint64_t seed = 0;
    std::string path;  ///< of its folder; empty: not known yet
    std::optional<RunFolder> folder{};
  };
  Result<Job> make_job(const Search& search);
  SearchOptions options(ProcessGroup* group);
  Result<JobResult> carry_out(Search& search, const SearchOptions& options,
                              const std::atomic<bool>& stop);

  JobConfig config_;
  std::string stem_;
  bool is_new_ = true;  ///< the folders are to be made
  std::vector<Search> searches_;
  std::optional<Job> first_;  ///< made by the plan, which checks everything
  Presentation presentation_;
};

/// Breeds every candidate of the run again and compares it with the journal; evaluates nothing.
Result<Outcome> replay_job(const RunFolder& folder);

}  // namespace cambrian::cli
