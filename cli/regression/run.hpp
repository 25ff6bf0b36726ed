// RegressionRun: a regression from its settings, or its folder, to what is printed at its end.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/ranks.hpp"
#include "cli/regression/settings.hpp"
#include "cli/session.hpp"
#include "cli/session_limits.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"
#include "problems/symbolic_regression/model.hpp"

namespace cambrian::cli {

/// Several targets are several searches, one after the other, each in a folder of its own inside
/// the run's.
class RegressionRun final : public PlannedRun {
 public:
  /// Reads and checks everything. `output` empty: the run's folder will be a new one in runs/.
  static Plan plan(const RegressSettings& settings, const std::string& output,
                   Presentation presentation);
  /// To go on with what a folder holds. `data`, if given, replaces the file that the run names.
  static Plan reopen(const std::string& path, const std::string& data, const SessionLimits& limits,
                     Presentation presentation);

  Result<void> fit_for_ranks() const override;
  Result<void> take_folder() override;
  /// The seconds are for all searches together.
  int carry_out(ProcessGroup* group) override;
  int help(ProcessGroup& group) override;

 private:
  struct Search {
    RegressSettings settings;
    std::shared_ptr<const regression::RegressionModel> model;
    std::string path{};  ///< of the folder that holds the search already; empty: a new one
    std::optional<RunFolder> folder{};
  };
  friend Result<Outcome> replay_regression(const RunFolder& folder);
  static Result<RegressSettings> read(const RunFolder& folder);
  static Result<Search> prepare(RegressSettings settings);
  const RegressSettings& settings() const { return searches_.front().settings; }
  Result<void> make_folders();

  std::vector<Search> searches_;
  std::string output_;
  SearchOptions options_;
  Presentation presentation_;
};

/// Computes the run again and compares it with the journal.
Result<Outcome> replay_regression(const RunFolder& folder);

}  // namespace cambrian::cli
