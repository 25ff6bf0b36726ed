#include "cluster/rank_communicator.hpp"

#include <algorithm>
#include <utility>

#include "cluster/clock.hpp"
#include "engine/core/archive.hpp"

namespace cambrian {
namespace {

// How much longer ranks are waited for that have not said hello yet.
constexpr double kStartPatience = 10;

}  // namespace

RankCommunicator::RankCommunicator(ProcessGroup& group, std::uint32_t threads)
    : group_(group), threads_(threads), spoken_(group.size()), departed_(group.size()) {}

int RankCommunicator::address(int rank, std::uint32_t thread) const {
  return 1 + (rank - 1) * static_cast<int>(threads_) + static_cast<int>(thread);
}

RankCommunicator::Place RankCommunicator::place(int address) const {
  const int worker = address - 1;
  const int threads = static_cast<int>(threads_);
  return {1 + worker / threads, static_cast<std::uint32_t>(worker % threads)};
}

std::string RankCommunicator::name(int peer) const {
  const auto [rank, thread] = place(peer);
  const std::string text = "rank " + std::to_string(rank);
  return threads_ == 1 ? text : text + ", thread " + std::to_string(thread);
}

void RankCommunicator::send(Message message) {
  const auto [rank, thread] = place(message.peer);
  if (!spoken_[rank]) return;
  group_.send(rank, Frame{thread, message.kind, std::move(message.payload)}.encode());
}

std::optional<Message> RankCommunicator::receive(double patience) {
  const SteadyClock clock;
  const double until = clock.now() + patience;
  while (arrived_.empty()) {
    if (poll()) continue;
    const double left = until - clock.now();
    if (left <= 0) return std::nullopt;
    back_off_.sleep(left);
  }
  back_off_.success();
  Message message = std::move(arrived_.front());
  arrived_.pop_front();
  return message;
}

bool RankCommunicator::poll() {
  auto incoming = group_.poll();
  if (!incoming) return false;
  auto frame = Frame::decode(incoming->second);
  if (frame) {
    accept(incoming->first, std::move(*frame));
  } else if (const auto version = Frame::foreign_version(incoming->second)) {
    refuse(incoming->first, *version);
  } else {
    // What it held is lost: its lease will run out.
    ++damaged_;
  }
  return true;
}

// A rank of another version of the program cannot say itself that it does not fit.
void RankCommunicator::refuse(int rank, std::uint32_t version) {
  Encoder why;
  why.text("its program speaks version " + std::to_string(version) +
           " of the messages between ranks, and that of rank 0 version " +
           std::to_string(Frame::kVersion) +
           "; install the same version of the program on all machines");
  accept(rank, {Frame::kAllThreads, MessageKind::unfit, why.take()});
}

void RankCommunicator::accept(int rank, Frame frame) {
  if (rank <= 0 || rank >= group_.size()) return;
  spoken_[rank] = true;
  if (frame.kind == MessageKind::bye) ++departed_[rank];
  if (frame.kind == MessageKind::unfit) {
    departed_[rank] = threads_;
    fit_ = false;
  }
  if (frame.kind == MessageKind::heartbeat) {
    group_.send(rank, Frame{Frame::kAllThreads, MessageKind::heartbeat, {}}.encode());
  }
  if (frame.kind == MessageKind::heartbeat || frame.kind == MessageKind::unfit) {
    for (std::uint32_t thread = 0; thread < threads_; ++thread) {
      arrived_.push_back({address(rank, thread), frame.kind, frame.payload});
    }
  } else if (frame.thread < threads_) {
    arrived_.push_back(
        {address(rank, frame.thread), frame.kind, std::move(frame.payload), frame.seconds});
  }
}

bool RankCommunicator::finish(double patience) {
  const SteadyClock clock;
  const double begin = clock.now();
  const auto well = [this] {
    for (int rank = 1; rank < group_.size(); ++rank) {
      if (departed_[rank] < threads_) return false;
    }
    return true;
  };
  // The coordinator does not know the workers that say hello only now, or were not heard before the
  // end. A second quit does no harm.
  std::vector<bool> told(spoken_.size());
  const auto late = [&] {
    const bool all_here = std::find(spoken_.begin() + 1, spoken_.end(), false) == spoken_.end();
    return clock.now() - begin > (all_here ? patience : kStartPatience * patience);
  };
  while (!well() && !late()) {
    if (!poll()) back_off_.sleep(patience);
    for (int rank = 1; rank < group_.size(); ++rank) {
      if (told[rank] || !spoken_[rank]) continue;
      told[rank] = true;
      for (std::uint32_t thread = 0; thread < threads_; ++thread) {
        send({address(rank, thread), MessageKind::quit, {}});
      }
    }
  }
  const Bytes all_well(1, static_cast<std::byte>(well() && fit_));
  for (int rank = 1; rank < group_.size(); ++rank) {
    if (spoken_[rank])
      group_.send(rank, Frame{Frame::kAllThreads, MessageKind::leave, all_well}.encode());
  }
  return well() && fit_;
}

}  // namespace cambrian
