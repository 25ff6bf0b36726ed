#include "cli/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>

#include "cli/exit_code.hpp"

namespace cambrian::cli {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

// A signal handler can reach nothing but statics.
std::atomic<bool> stop_requested{false};
std::atomic<bool> signal_received{false};
std::array<struct sigaction, kSignals.size()> former_actions;
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_signal(int) {
  if (signal_received.exchange(true)) _exit(exit_interrupted);
  stop_requested = true;
}

}  // namespace

StopSignal::StopSignal() {
  stop_requested = false;
  signal_received = false;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &former_actions[i]);
    // Whoever ignores a signal, as nohup does, wants the run to go on.
    if (former_actions[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
  }
}

StopSignal::~StopSignal() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], &former_actions[i], nullptr);
  }
}

std::atomic<bool>& StopSignal::flag() const { return stop_requested; }
bool StopSignal::received() const { return signal_received; }

void ignore_broken_pipes() { signal(SIGPIPE, SIG_IGN); }

}  // namespace cambrian::cli
