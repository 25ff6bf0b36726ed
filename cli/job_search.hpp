// search(): carries out one search of `cambrian run`, shows how it goes and keeps its results in
// its folder.
#pragma once

#include <atomic>

#include "cli/job.hpp"
#include "cli/job_document.hpp"
#include "cli/session.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian::cli {

/// What it is called in results.
struct JobTitle {
  std::string problem;
  std::string algorithm;
  std::uint64_t seed = 0;
};

struct JobResult {
  JobDocument document;
  Outcome outcome;
};

/// Errors: those of run(), and files that cannot be written; what was found before is kept.
Result<JobResult> search(const Job& job, const JobTitle& title, RunFolder& folder,
                         const SearchOptions& options, LiveView& view,
                         const std::atomic<bool>& stop);

}  // namespace cambrian::cli
