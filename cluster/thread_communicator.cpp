#include "cluster/thread_communicator.hpp"

#include <chrono>
#include <utility>

#include "cluster/clock.hpp"

namespace cambrian {

void Mailbox::put(Message message) {
  if (message.kind == MessageKind::quit) quitting_.store(true);
  {
    const std::lock_guard lock(mutex_);
    messages_.push_back(std::move(message));
  }
  arrived_.notify_one();
}

std::optional<Message> Mailbox::take(double patience) {
  if (taken_.empty()) {
    std::unique_lock lock(mutex_);
    const auto some = [this] { return !messages_.empty(); };
    if (patience == kForever) {
      arrived_.wait(lock, some);
    } else if (patience > 0) {
      arrived_.wait_for(lock, std::chrono::duration<double>(patience), some);
    }
    taken_.swap(messages_);
  }
  if (taken_.empty()) return std::nullopt;
  Message message = std::move(taken_.front());
  taken_.pop_front();
  return message;
}

class ThreadCluster::Endpoint final : public Communicator {
 public:
  Endpoint(ThreadCluster& cluster, int address) : cluster_(cluster), address_(address) {}

  void send(Message message) override {
    Mailbox& to = *cluster_.mailboxes_.at(message.peer);
    message.peer = address_;
    to.put(std::move(message));
  }
  std::optional<Message> receive(double patience) override { return mine().take(patience); }
  const std::atomic<bool>& quitting() const override { return mine().quitting(); }

 private:
  Mailbox& mine() const { return *cluster_.mailboxes_[address_]; }

  ThreadCluster& cluster_;
  const int address_;
};

ThreadCluster::ThreadCluster(int workers) {
  for (int address = 0; address <= workers; ++address) {
    mailboxes_.push_back(std::make_unique<Mailbox>());
    endpoints_.push_back(std::make_unique<Endpoint>(*this, address));
  }
}

}  // namespace cambrian
