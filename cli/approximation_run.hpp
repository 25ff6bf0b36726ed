// ApproximationRun: a search for approximations from its settings, or its folder, to what is
// printed at its end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/approximate_settings.hpp"
#include "cli/approximation_document.hpp"
#include "cli/regression_run.hpp"
#include "cli/search.hpp"
#include "cluster/process_group.hpp"
#include "cluster/run.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"
#include "problems/function_approximation/model.hpp"

namespace cambrian::cli {

/// Alone, or in the ranks of an MPI job.
class ApproximationRun {
 public:
  /// Checks everything; no folder yet.
  static Result<ApproximationRun> plan(const ApproximateSettings& settings);
  /// Makes the run's folder; `output` empty: a new one in runs/.
  Result<void> make_folder(const std::string& output);
  /// Goes on with what a folder holds. `lock` false: to assist only.
  static Result<ApproximationRun> reopen(const std::string& path, bool lock);

  /// Searches, prints, and returns the exit status.
  int carry_out(const SearchOptions& options, Presentation presentation);
  /// What ranks of `options.group` do that are not the first.
  int help(const SearchOptions& options) const;

  const ApproximateSettings& settings() const { return settings_; }

 private:
  Result<ApproximationDocument> search(const SearchOptions& options, Presentation presentation,
                                       Outcome& outcome);
  std::uint64_t identity() const;

  ApproximateSettings settings_;
  std::shared_ptr<const approximation::ApproximationModel> model_;
  std::optional<RunFolder> folder_;
};

/// Runs it in whichever process this is: alone, the first rank of an MPI job, or another. `plan`
/// reads the run; `first` is true where its folder is to be made or locked. Errors are printed
/// there only. Returns the exit status.
int approximate_in_ranks(const std::function<Result<ApproximationRun>(bool first)>& plan,
                         const std::function<SearchOptions(const ApproximationRun&)>& options,
                         Presentation presentation);

/// Whether a run folder is one of `cambrian approximate`.
bool is_approximation(const std::string& path);
/// The results in a run folder, also of one that is still going on.
Result<ApproximationDocument> read_approximation_run(const std::string& path);

}  // namespace cambrian::cli
