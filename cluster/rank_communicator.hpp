// RankCommunicator: the coordinator's end of a job of several processes.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "cluster/back_off.hpp"
#include "cluster/communicator.hpp"
#include "cluster/frame.hpp"
#include "cluster/process_group.hpp"

namespace cambrian {

/// Worker thread t of rank r has the address 1 + (r - 1) * threads + t. Sends only to ranks that
/// have spoken, and answers every heartbeat, so that ranks notice when the coordinator is gone.
class RankCommunicator final : public Communicator {
 public:
  /// `group` has rank 0 and must outlive this. `threads` are those of every other rank.
  RankCommunicator(ProcessGroup& group, std::uint32_t threads);

  void send(Message message) override;
  std::optional<Message> receive(double patience) override;
  const std::atomic<bool>& quitting() const override { return quitting_; }
  /// "rank 2", or "rank 2, thread 0" where ranks have several.
  std::string name(int peer) const override;

  /// Ends the job, after all workers were told to quit. True when every rank took part and has
  /// said that its workers are done; then all leave in good order.
  bool finish(double patience);
  /// Frames that were damaged on the way and dropped.
  std::uint64_t damaged() const { return damaged_; }

 private:
  struct Place {
    int rank;
    std::uint32_t thread;
  };
  Place place(int address) const;
  int address(int rank, std::uint32_t thread) const;
  bool poll();
  void accept(int rank, Frame frame);
  void refuse(int rank, std::uint32_t version);

  ProcessGroup& group_;
  const std::uint32_t threads_;
  std::vector<bool> spoken_;             // by rank
  std::vector<std::uint32_t> departed_;  // threads that said bye, by rank
  bool fit_ = true;                      // no rank has said that it cannot take part
  std::deque<Message> arrived_;
  BackOff back_off_;
  std::uint64_t damaged_ = 0;
  std::atomic<bool> quitting_{false};
};

}  // namespace cambrian
