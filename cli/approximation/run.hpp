// ApproximationRun: a search for approximations from its settings, or its folder, to what is
// printed at its end.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/approximation/document.hpp"
#include "cli/approximation/settings.hpp"
#include "cli/ranks.hpp"
#include "cli/session.hpp"
#include "cli/session_limits.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"
#include "problems/function_approximation/model.hpp"

namespace cambrian::cli {

class ApproximationRun final : public PlannedRun {
 public:
  /// Checks everything. `output` empty: the run's folder will be a new one in runs/.
  static Plan plan(const ApproximateSettings& settings, const std::string& output,
                   Presentation presentation);
  /// To go on with what a folder holds.
  static Plan reopen(const std::string& path, const SessionLimits& limits,
                     Presentation presentation);

  Result<void> fit_for_ranks() const override { return {}; }
  Result<void> take_folder() override;
  int carry_out(ProcessGroup* group) override;
  int help(ProcessGroup& group) override;

 private:
  friend Result<Outcome> replay_approximation(const RunFolder& folder);
  static Result<ApproximateSettings> read(const RunFolder& folder);
  static Result<std::unique_ptr<ApproximationRun>> prepare(const ApproximateSettings& settings);
  SearchOptions options_of(ProcessGroup* group) const;

  ApproximateSettings settings_;
  std::shared_ptr<const approximation::ApproximationModel> model_;
  std::string path_;  ///< of the folder that holds the search already; empty: a new one
  std::string output_;
  std::optional<RunFolder> folder_;
  Presentation presentation_;
};

/// Computes the run again and compares it with the journal.
Result<Outcome> replay_approximation(const RunFolder& folder);

/// The results in a run folder, also of one that is still going on.
Result<ApproximationDocument> read_approximation_run(const std::string& path);

}  // namespace cambrian::cli
