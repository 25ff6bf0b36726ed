// RecordedJob: the job of a run folder, made again to go through what its journal holds.
#pragma once

#include "cli/job.hpp"
#include "cli/job_config.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian::cli {

/// The configuration of a run of `cambrian run` that this version of the program has made.
Result<JobConfig> recorded_config(const RunFolder& folder);

struct RecordedJob {
  Job job;                  ///< with a new algorithm; evaluates without isolation
  EvaluateOptions options;  ///< without limits, since a later session may have raised them

  static Result<RecordedJob> make(const RunFolder& folder);
};

}  // namespace cambrian::cli
