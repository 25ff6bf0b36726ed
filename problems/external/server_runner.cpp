#include "problems/external/server_runner.hpp"

#include <optional>
#include <utility>

#include "problems/external/protocol.hpp"

namespace cambrian::external {
namespace {

constexpr double kFarewell = 1;  // seconds

}  // namespace

ServerRunner::~ServerRunner() {
  // All learn of their end before the first is waited for.
  for (Server& server : idle_) server.process.wait(0);
  for (Server& server : idle_) {
    if (!options_.kill_switch->tripped()) server.process.wait(kFarewell);
    server.process.finish();
  }
}

Result<ServerRunner::Server> ServerRunner::start() {
  const std::uint32_t slot = slots_.take();
  ProcessOptions options{options_.command, options_.folder, options_.environment,
                         options_.kill_switch};
  options.environment.emplace(kSlotVariable, std::to_string(slot));
  auto process = Process::start(options);
  if (process) return Server{std::move(*process), slot, false};
  slots_.give_back(slot);
  return process.error();
}

// An idle one if there is one that still lives.
Result<ServerRunner::Server> ServerRunner::take() {
  while (true) {
    std::optional<Server> server;
    {
      const std::lock_guard lock(mutex_);
      if (idle_.empty()) break;
      server.emplace(std::move(idle_.back()));
      idle_.pop_back();
    }
    if (!server->process.disturbed() || !server->process.output().empty())
      return std::move(*server);
    bury(std::move(*server), Status::failed, "");
  }
  return start();
}

void ServerRunner::put_back(Server server) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(server));
}

Reply ServerRunner::bury(Server server, Status status, const std::string& why) {
  const std::string end = server.process.finish();
  slots_.give_back(server.slot);
  return {status, "",
          (why.empty() ? "the command ended, " + end : why) + complaint(server.process)};
}

Reply ServerRunner::ask(const Question& question, const Check& usable) {
  if (options_.kill_switch->tripped()) return {Status::failed, "", "the run has ended"};
  Result<Server> taken = take();
  if (!taken) return {Status::failed, "", taken.error().message()};
  Server server = std::move(*taken);
  if (!server.process.output().empty()) {
    const std::string why = "the command wrote unasked: " + excerpt(server.process.output());
    return bury(std::move(server), Status::failed, why);
  }
  std::string line;
  switch (server.process.ask(question.line, options_.seconds, line)) {
    case Process::Answer::ended:
      server.process.wait(kFarewell);  // its output may end before itself
      if (server.process.finish() == Process::kWell && server.has_answered) {
        bury(std::move(server), Status::failed, "");
        return ask(question, usable);
      }
      return bury(std::move(server), Status::failed, "");
    case Process::Answer::overdue:
      return bury(std::move(server), Status::timed_out, "took longer than its time limit");
    case Process::Answer::too_long:
      return bury(std::move(server), Status::failed, "the answer has no end");
    case Process::Answer::given:
      break;
  }
  if (const auto good = usable(line); !good)
    return bury(std::move(server), Status::failed, good.error().message());
  server.has_answered = true;
  put_back(std::move(server));
  return {Status::ok, std::move(line), ""};
}

}  // namespace cambrian::external
