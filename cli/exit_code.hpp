// ExitCode: what the shell learns of how a command ended.
#pragma once

namespace cambrian::cli {

enum ExitCode : int {
  exit_done = 0,
  exit_no_candidate = 1,   ///< the search ended without one valid candidate
  exit_user_error = 2,     ///< a message on stderr names the place and the cure
  exit_internal = 3,       ///< a bug: please report
  exit_interrupted = 130,  ///< stopped by a signal; everything found is saved
};

}  // namespace cambrian::cli
