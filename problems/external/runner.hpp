// Runner: asks a command for an evaluation, by whichever way it is run.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "engine/core/candidate.hpp"
#include "engine/core/result.hpp"
#include "engine/process/kill_switch.hpp"
#include "engine/process/process.hpp"

namespace cambrian::external {

/// What is asked, by a server or of a command of its own.
struct Question {
  CandidateId id{};
  std::string line;    ///< the request
  std::string genome;  ///< JSON, a part of the request
  std::uint64_t seed = 0;
  std::uint64_t budget = 0;
};

/// What came of it: `ok` with the text of an answer, else why there is none.
struct Reply {
  Status status = Status::ok;
  std::string text = {};
  std::string note = {};
};

/// Numbers for what runs at the same time in this process, from 0, so that a command can choose a
/// device by its own. Thread-safe.
class Slots {
 public:
  std::uint32_t take();
  void give_back(std::uint32_t slot);

 private:
  std::mutex mutex_;
  std::set<std::uint32_t> taken_;
};

/// Thread-safe.
class Runner {
 public:
  virtual ~Runner() = default;
  /// `usable` says what is wrong with a text; an answer that is not usable is `failed`.
  using Check = std::function<Result<void>(const std::string& text)>;
  virtual Reply ask(const Question& question, const Check& usable) = 0;
};

/// The environment variable in which a command finds its slot.
constexpr const char* kSlotVariable = "CAMBRIAN_SLOT";

/// What all runners need to know.
struct RunnerOptions {
  std::vector<std::string> command;
  std::string folder;  ///< absolute; that of the configuration
  std::map<std::string, std::string> environment = {};
  double seconds = Process::kNoLimit;  ///< for one evaluation
  std::shared_ptr<KillSwitch> kill_switch = std::make_shared<KillSwitch>();
};

/// "; standard error: ..." with the last lines of what the program complained of, or nothing.
std::string complaint(const Process& process);

}  // namespace cambrian::external
