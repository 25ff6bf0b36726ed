// KillSwitch: ends other programs that this process has started, from any thread.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <set>

namespace cambrian {

/// Knows the process groups of all programs that run; once tripped, those and all later ones are
/// killed. Thread-safe.
class KillSwitch {
 public:
  void trip();
  bool tripped() const;

  /// For Process: a group that runs, and one whose leader is about to be waited for, after which
  /// its number may be somebody else's.
  void add(pid_t group);
  void remove(pid_t group);

 private:
  mutable std::mutex mutex_;  // guards all below
  std::set<pid_t> groups_;
  bool tripped_ = false;
};

}  // namespace cambrian
