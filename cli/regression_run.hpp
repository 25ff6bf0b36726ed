// RegressionRun: a regression from its settings, or its folder, to what is printed at its end.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/regress_settings.hpp"
#include "cli/search.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"
#include "problems/symbolic_regression/model.hpp"

namespace cambrian::cli {

/// Where results go.
struct Presentation {
  bool json = false;   ///< one JSON document on stdout instead of text
  bool quiet = false;  ///< nothing on stderr but errors
};

/// Several targets are several searches, one after the other, each in a folder of its own inside
/// the run's.
class RegressionRun {
 public:
  /// Reads and checks everything; no folder yet.
  static Result<RegressionRun> plan(const RegressSettings& settings);
  /// Makes the run's folder; `output` empty: a new one in runs/.
  Result<void> make_folders(const std::string& output);
  /// Goes on with what a folder holds. `data`, if given, replaces the file that the run names.
  /// `lock` false: to assist() only.
  static Result<RegressionRun> reopen(const std::string& path, const std::string& data, bool lock);

  /// Searches, prints, and returns the exit status. The seconds are for all searches together.
  int carry_out(SearchOptions options, Presentation presentation);
  /// What ranks of `options.group` do that are not the first.
  int help(SearchOptions options) const;

  /// Of the first search.
  const RegressSettings& settings() const { return searches_.front().settings; }
  /// Number of searches.
  std::size_t size() const { return searches_.size(); }

 private:
  struct Search {
    RegressSettings settings;
    std::shared_ptr<const regression::RegressionModel> model;
    std::optional<RunFolder> folder{};
  };
  static Result<Search> prepare(RegressSettings settings);

  std::vector<Search> searches_;
};

}  // namespace cambrian::cli
