// OpenedRun: a run of one search of `cambrian run`, opened to try out what it has found.
#pragma once

#include <string>

#include "cli/job_document.hpp"
#include "cli/recorded_job.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

struct OpenedRun {
  std::string folder;
  RecordedJob recorded;

  /// Errors: no run, several searches, or what RecordedJob::make() refuses.
  static Result<OpenedRun> open(const std::string& path);

  const Problem& problem() const { return recorded.job.problem(); }
  /// What the search has found. An error where that is nothing valid.
  Result<JobDocument> found() const;
  Result<Genome> genome(const CandidateRecord& candidate) const {
    return genome_of(candidate, problem().space(), folder);
  }
};

}  // namespace cambrian::cli
