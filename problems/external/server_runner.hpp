// ServerRunner: a command that stays and answers one question after the other.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "problems/external/runner.hpp"

namespace cambrian::external {

/// Starts a server when a question comes and none is idle: one for each thread that asks at the
/// same time. A server lives on until it dies, is too slow or gives an answer that is none; then
/// the next question starts another. One that ends with status 0 after it has answered before has
/// only had enough: its question goes to another. Each finds in CAMBRIAN_SLOT a number that no
/// other living one of this process has, from 0.
class ServerRunner : public Runner {
 public:
  explicit ServerRunner(RunnerOptions options) : options_(std::move(options)) {}
  /// Servers get a second to end by themselves after the end of their input.
  ~ServerRunner() override;
  Reply ask(const Question& question, const Check& usable) override;

 private:
  struct Server {
    Process process;
    std::uint32_t slot;
    bool has_answered = false;
  };
  Result<Server> take();
  Result<Server> start();
  void put_back(Server server);
  Reply bury(Server server, Status status, const std::string& why);

  const RunnerOptions options_;
  Slots slots_;  // of living servers
  std::mutex mutex_;
  std::vector<Server> idle_;  // guarded by it
};

}  // namespace cambrian::external
