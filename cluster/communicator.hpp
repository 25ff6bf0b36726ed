// Communicator: ordered messages between the coordinator and its workers, over threads, MPI, or a
// simulated cluster.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "cluster/message.hpp"

namespace cambrian {

/// One endpoint, used by one thread. Messages of one sender to one receiver arrive in the order in
/// which they were sent, once, or (when a process dies) not at all; nobody is told of a death.
class Communicator {
 public:
  virtual ~Communicator() = default;

  /// Never waits for the receiver. A message to an endpoint that has gone is dropped.
  virtual void send(Message message) = 0;
  /// The next message, waiting at most `patience` seconds for it; 0: only one that is there
  /// already.
  virtual std::optional<Message> receive(double patience) = 0;
  /// True from the arrival of a quit on, even while it has not been received yet: lets a worker
  /// stop in the middle of a lease. Valid as long as this object.
  virtual const std::atomic<bool>& quitting() const = 0;
  /// What people call the endpoint, e.g. "worker 3".
  virtual std::string name(int peer) const { return "worker " + std::to_string(peer); }
};

}  // namespace cambrian
