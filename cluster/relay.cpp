#include "cluster/relay.hpp"

#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cluster/back_off.hpp"
#include "cluster/clock.hpp"
#include "cluster/frame.hpp"
#include "cluster/thread_communicator.hpp"
#include "engine/core/archive.hpp"

namespace cambrian {
namespace {

// Seconds that threads have to leave of their own accord.
constexpr double kQuitPatience = 0.5;
// Frames taken in a row before the threads are listened to again.
constexpr int kBatch = 64;

std::string this_place() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) return "";
  return std::string(host.data()) + " (process " + std::to_string(::getpid()) + ")";
}

class Relay {
 public:
  // The state that the threads share outlives a relay that is given up while they compute.
  struct Crew {
    Crew(const Workbench& tools, std::uint32_t count)
        : bench(tools), cluster(static_cast<int>(count)) {
      bench.place = this_place() + (tools.place.empty() ? "" : " " + tools.place);
    }
    Workbench bench;
    ThreadCluster cluster;
  };

  Relay(ProcessGroup& group, const Workbench& bench, const RelayOptions& options)
      : group_(group),
        options_(options),
        crew_(std::make_shared<Crew>(bench, options.threads)),
        inside_(crew_->cluster.endpoint(kCoordinator)) {
    for (std::uint32_t i = 0; i < options.threads; ++i) {
      threads_.emplace_back([crew = crew_, address = static_cast<int>(i) + 1] {
        work(crew->cluster.endpoint(address), crew->bench);
      });
    }
  }

  Result<void> run() {
    heard_ = beaten_ = clock_.now();
    while (!over_) {
      const bool said = outward(0);
      bool moved = said;
      for (int frames = 0; frames < kBatch && inward(); ++frames) moved = true;
      const double now = clock_.now();
      if (now - beaten_ >= options_.heartbeat) {
        beaten_ = now;
        tell(Frame::kAllThreads, {kCoordinator, MessageKind::heartbeat, {}});
      }
      const bool all_left = departed_ == options_.threads;
      const double limit = all_left ? options_.leave_patience : options_.silence_limit;
      if (now - heard_ > limit) return give_up(all_left);
      if (!all_left && now > interrupt_at_) interrupt();
      if (moved) {
        back_off_.success();
      } else {
        outward(back_off_.next(1));
      }
    }
    end_threads();
    group_.leave(well_, 0);
    return {};
  }

 private:
  void tell(std::uint32_t thread, Message message) {
    group_.send(kCoordinator,
                Frame{thread, message.kind, std::move(message.payload), message.seconds}.encode());
  }

  // Passes on what the threads say, waiting at most `patience` for it.
  bool outward(double patience) {
    auto message = inside_.receive(patience);
    const bool any = message.has_value();
    while (message) {
      if (message->kind == MessageKind::bye) ++departed_;
      const auto thread = static_cast<std::uint32_t>(message->peer - 1);
      tell(thread, std::move(*message));
      message = inside_.receive(0);
    }
    return any;
  }

  bool inward() {
    auto incoming = group_.poll();
    if (!incoming) return false;
    heard_ = clock_.now();
    auto frame = Frame::decode(incoming->second);
    if (!frame) {
      // The coordinator is of another version of the program: it knows, and says so.
      over_ = Frame::foreign_version(incoming->second).has_value();
      return true;
    }
    if (frame->kind == MessageKind::leave) {
      over_ = true;
      well_ = !frame->payload.empty() && frame->payload[0] == std::byte{1};
    } else if (frame->thread < options_.threads) {
      if (frame->kind == MessageKind::quit && interrupt_at_ == kForever) {
        interrupt_at_ = heard_ + kQuitPatience;
      }
      inside_.send({static_cast<int>(frame->thread) + 1, frame->kind, std::move(frame->payload)});
    }
    return true;
  }

  // The threads have been told to quit, but one is in the middle of an evaluation.
  void interrupt() {
    interrupt_at_ = kForever;
    if (crew_->bench.interrupt) crew_->bench.interrupt();
  }

  void end_threads() {
    for (std::uint32_t i = 0; i < options_.threads; ++i) {
      inside_.send({static_cast<int>(i) + 1, MessageKind::quit, {}});
    }
    // When some rank hangs, it may be a thread of this one.
    for (std::thread& thread : threads_) well_ ? thread.join() : thread.detach();
  }

  Result<void> give_up(bool all_left) {
    well_ = false;
    end_threads();
    if (all_left) {
      group_.leave(false, 0);
      return {};
    }
    return Error{"rank " + std::to_string(group_.rank()), "the coordinator (rank 0) is silent",
                 "resume the run: everything that rank 0 was told is in its folder"};
  }

  ProcessGroup& group_;
  const RelayOptions options_;
  const std::shared_ptr<Crew> crew_;
  Communicator& inside_;
  std::vector<std::thread> threads_;
  SteadyClock clock_;
  BackOff back_off_;
  double heard_ = 0;
  double beaten_ = 0;
  double interrupt_at_ = kForever;
  std::uint32_t departed_ = 0;
  bool over_ = false;
  bool well_ = false;
};

}  // namespace

Result<void> relay(ProcessGroup& group, const Workbench& bench, const RelayOptions& options) {
  return Relay(group, bench, options).run();
}

void refuse(ProcessGroup& group, const std::string& why) {
  Encoder out;
  out.text("on " + this_place() + ": " + why);
  group.send(kCoordinator, Frame{Frame::kAllThreads, MessageKind::unfit, out.take()}.encode());
  const SteadyClock clock;
  const double deadline = clock.now() + RelayOptions{}.leave_patience;
  BackOff back_off;
  while (clock.now() < deadline) {
    const auto incoming = group.poll();
    const auto frame = incoming ? Frame::decode(incoming->second) : std::nullopt;
    if (frame && frame->kind == MessageKind::leave) break;
    if (incoming && Frame::foreign_version(incoming->second)) break;
    if (!incoming) back_off.sleep(1);
  }
  group.leave(false, 0);
}

}  // namespace cambrian
