// ThreadCluster: the Communicator between threads of one process, by mailboxes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "cluster/communicator.hpp"

namespace cambrian {

/// Many threads put, one takes. No polling: who waits sleeps until a message comes. Takes all that
/// there are at once, so that the lock is rarely asked for.
class Mailbox {
 public:
  void put(Message message);
  std::optional<Message> take(double patience);
  const std::atomic<bool>& quitting() const { return quitting_; }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Message> messages_;  // not yet taken
  std::deque<Message> taken_;     // of the taking thread only
  std::atomic<bool> quitting_{false};
};

/// Endpoints 0 (the coordinator) to `workers`. They must not outlive the cluster.
class ThreadCluster {
 public:
  explicit ThreadCluster(int workers);
  /// For use by one thread.
  Communicator& endpoint(int address) { return *endpoints_.at(address); }

 private:
  class Endpoint;
  std::vector<std::unique_ptr<Mailbox>> mailboxes_;
  std::vector<std::unique_ptr<Communicator>> endpoints_;
};

}  // namespace cambrian
