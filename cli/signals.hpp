// StopSignal: turns Ctrl-C and SIGTERM into a request to stop and save; the second one quits.
#pragma once

#include <atomic>

namespace cambrian::cli {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP sets flag(), and the next ends the process
/// at once with status 130; a signal that is ignored, as under nohup, stays so. The former handlers
/// return with its end. At most one at a time.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// True once a signal has come. Any thread may also set it.
  std::atomic<bool>& flag() const;
  /// True when a signal, not a thread, set the flag.
  bool received() const;
};

/// From here on a reader that goes away is an error of write(), not the end of the process: a
/// search must outlive the `less` that watches it.
void ignore_broken_pipes();

}  // namespace cambrian::cli
