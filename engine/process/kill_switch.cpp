#include "engine/process/kill_switch.hpp"

#include <signal.h>

namespace cambrian {

void KillSwitch::trip() {
  const std::lock_guard lock(mutex_);
  tripped_ = true;
  for (pid_t group : groups_) ::kill(-group, SIGKILL);
}

bool KillSwitch::tripped() const {
  const std::lock_guard lock(mutex_);
  return tripped_;
}

void KillSwitch::add(pid_t group) {
  const std::lock_guard lock(mutex_);
  groups_.insert(group);
  if (tripped_) ::kill(-group, SIGKILL);
}

void KillSwitch::remove(pid_t group) {
  const std::lock_guard lock(mutex_);
  groups_.erase(group);
}

}  // namespace cambrian
