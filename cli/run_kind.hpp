// RunKind: what the commands that work on any run (resume, replay, show, submit) ask of the kind of
// run that a folder holds. The kinds of a program are put together by cli/CMakeLists.txt, so that a
// problem with commands of its own can be left out of the build with them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.hpp"
#include "cli/ranks.hpp"
#include "cli/session.hpp"
#include "cli/session_limits.hpp"
#include "cli/show_request.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian::cli {

/// What `cambrian resume` is told.
struct ResumeRequest {
  std::string run;   ///< folder
  std::string data;  ///< where the rows of a regression are now; empty: where they were
  SessionLimits limits;
  Presentation presentation;
};

/// How a configuration is run, and whether it says for how long.
struct Submission {
  std::vector<std::string> words;
  bool timed = false;
};

struct RunKind {
  std::string_view example;       ///< a command line, for the program's help
  std::vector<Command> commands;  ///< the first makes runs of this kind: manifests have its name
  Plan (*reopen)(const ResumeRequest& request);
  /// Goes through the run again and compares every hash.
  Result<Outcome> (*replay)(const RunFolder& folder);
  Result<std::string> (*show)(const ShowRequest& request);
  /// Null: runs of this kind have none.
  Result<std::string> (*schedule)(const ShowRequest& request) = nullptr;
  /// Null: what runs of this kind find is no code.
  Result<std::string> (*measured)(const ShowRequest& request) = nullptr;
  /// Whether this file, which can be read, is a configuration of the first command.
  bool (*is_config)(const std::string& path);
  Result<Submission> (*submission)(const std::string& path);

  std::string_view name() const { return commands.front().name; }
};

/// All kinds of this program.
const std::vector<RunKind>& run_kinds();

/// The kind that `cambrian COMMAND` makes, for an error's `where`.
Result<const RunKind*> kind_of(std::string_view command, const std::string& where);
/// The kind of the run under `path`.
Result<const RunKind*> kind_of_run(const std::string& path);

}  // namespace cambrian::cli
