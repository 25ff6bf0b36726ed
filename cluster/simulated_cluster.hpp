// SimulatedCluster: a Communicator and a Clock in virtual time, with workers that are slow, hang,
// die, or are cut off for a while; the coordinator above it is the real one.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "cluster/clock.hpp"
#include "cluster/communicator.hpp"
#include "cluster/worker.hpp"
#include "engine/core/random.hpp"

namespace cambrian {

/// What becomes of one lease at one worker.
struct Fate {
  double seconds = 1;  ///< until the answer; kForever: it hangs (its process still lives)
  bool dies = false;   ///< the worker's process ends after `seconds`, without an answer
  double cut_off = 0;  ///< all its messages from now on are held back for so long
};

/// Deterministic: messages and answers happen in the order of their virtual times. A worker does
/// one lease after the other.
class SimulatedCluster final : public Communicator, public Clock {
 public:
  /// `fate(worker, n)` decides over the n-th lease (from 0) of a worker (from 1).
  using Fates = std::function<Fate(int worker, std::uint64_t n)>;
  using Answer = std::function<Message(const Message& lease)>;

  struct Options {
    double latency = 0;    ///< seconds that a lease or a result takes on its way
    double heartbeat = 1;  ///< seconds between a worker's signs of life
  };

  SimulatedCluster(int workers, Answer answer, Fates fates)
      : SimulatedCluster(workers, std::move(answer), std::move(fates), {}) {}
  SimulatedCluster(int workers, Answer answer, Fates fates, Options options)
      : answer_(std::move(answer)),
        fates_(std::move(fates)),
        options_(options),
        workers_(workers + 1) {
    for (int worker = 1; worker <= workers; ++worker) {
      Encoder hello;
      hello.u64(0);
      hello.text("");
      post(0, {worker, MessageKind::hello, hello.take()});
      beat(worker, 0);
    }
  }

  double now() const override { return now_; }

  void send(Message message) override {
    Worker& worker = workers_.at(message.peer);
    ++sent_;
    if (worker.dead || worker.left) return;
    if (message.kind == MessageKind::quit) {
      worker.left = true;
      return post(now_, {message.peer, MessageKind::bye, {}});
    }
    const Fate fate = fates_(message.peer, worker.leases++);
    worker.held_until = std::max(worker.held_until, now_ + fate.cut_off);
    if (worker.hangs || fate.seconds == kForever) {
      worker.hangs = true;
      return;
    }
    worker.dead = fate.dies;
    if (fate.dies) return;
    busy_ += fate.seconds;
    worker.free_at = std::max(worker.free_at, now_ + options_.latency) + fate.seconds;
    Message reply = answer_(message);
    reply.peer = message.peer;
    reply.seconds = fate.seconds;
    post(std::max(worker.free_at + options_.latency, worker.held_until), std::move(reply));
  }

  std::optional<Message> receive(double patience) override {
    const double until = now_ + patience;
    while (!events_.empty() && events_.top().at <= until) {
      Event event = events_.top();
      events_.pop();
      now_ = std::max(now_, event.at);
      if (event.message.kind != MessageKind::heartbeat) return std::move(event.message);
      const Worker& worker = workers_[event.message.peer];
      if (worker.dead || worker.left) continue;
      beat(event.message.peer, event.at + options_.heartbeat);
      if (event.at >= worker.held_until) return std::move(event.message);
    }
    now_ = until;
    return std::nullopt;
  }

  const std::atomic<bool>& quitting() const override { return quitting_; }

  /// Seconds that all workers together have computed until now.
  double busy() const {
    double busy = busy_;
    for (const Worker& worker : workers_) busy -= std::max(0.0, worker.free_at - now_);
    return busy;
  }
  std::uint64_t sent() const { return sent_; }

 private:
  struct Worker {
    std::uint64_t leases = 0;
    double held_until = 0;
    double free_at = 0;  // when its last lease will be done
    bool hangs = false;
    bool dead = false;
    bool left = false;
  };
  struct Event {
    double at;
    std::uint64_t order;
    Message message;
    bool operator<(const Event& other) const {
      return std::pair(at, order) > std::pair(other.at, other.order);
    }
  };

  void post(double at, Message message) { events_.push({at, order_++, std::move(message)}); }
  void beat(int worker, double at) { post(at, {worker, MessageKind::heartbeat, {}}); }

  Answer answer_;
  Fates fates_;
  const Options options_;
  std::vector<Worker> workers_;
  std::priority_queue<Event> events_;
  double now_ = 0;
  double busy_ = 0;
  std::uint64_t order_ = 0;
  std::uint64_t sent_ = 0;
  std::atomic<bool> quitting_{false};
};

}  // namespace cambrian
