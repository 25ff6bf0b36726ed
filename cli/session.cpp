#include "cli/session.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/run_log.hpp"
#include "cli/text.hpp"
#include "cluster/relay.hpp"
#include "engine/core/version.hpp"

namespace cambrian::cli {
namespace {

constexpr double kWriteInterval = 2;  // seconds

/// What watches one run: draws its picture and keeps its files up to date.
class Watcher {
 public:
  explicit Watcher(const Session& session) : session_(session) {}

  void operator()(const Progress& progress) {
    session_.view.show(standing(progress));
    const Board& board = progress.board;
    const bool known = board.hall == kept_.hall && board.front == kept_.front;
    if (progress.session - written_ < kWriteInterval || known) return;
    written_ = progress.session;
    // A full disk ends the run through its journal; here the next try may succeed.
    if (session_.findings.keep(session_.folder, progress)) kept_ = board;
  }

 private:
  SearchStatus standing(const Progress& progress) const {
    const SearchOptions& options = session_.options;
    SearchStatus now;
    now.front = session_.findings.front(progress.board);
    now.evaluations = static_cast<double>(progress.evaluations);
    now.rate = progress.mean_rate;
    now.seconds = progress.session;
    now.limit = options.seconds;
    if (options.seconds) now.fraction = progress.session / *options.seconds;
    if (options.evaluations > 0) {
      const double done = now.evaluations / static_cast<double>(options.evaluations);
      now.fraction = std::max(now.fraction.value_or(0), done);
    }
    now.stopping = session_.stop;
    return now;
  }

  const Session& session_;
  Board kept_;
  double written_ = 0;
};

std::string cause(StopReason reason) {
  switch (reason) {
    case StopReason::solved:
      return "nothing better is to be found";
    case StopReason::exhausted:
      return "nothing was left to try";
    case StopReason::evaluations:
      return "the limit of evaluations";
    case StopReason::epochs:
      return "the limit of epochs";
    case StopReason::work:
      return "the limit of work";
    case StopReason::stagnation:
      return "no progress for too long";
    case StopReason::interrupted:
      return "stopped by a signal";
    case StopReason::none:
    case StopReason::time:
      break;
  }
  return "the time limit";
}

}  // namespace

Result<Outcome> Session::carry_out(
    const std::function<Result<Outcome>(const RunOptions&)>& run) const {
  Watcher watcher(*this);
  RunLog log(folder.file("log.txt"));
  log.info("session begins: cambrian " + version());
  RunOptions settings;
  settings.threads = options.threads;
  settings.seconds = options.seconds.value_or(0);
  settings.evaluations = options.evaluations;
  settings.folder = &folder;
  settings.stop = &stop;
  settings.group = options.group;
  settings.identity = options.identity;
  settings.equipment = options.equipment;
  settings.progress = [&](const Progress& progress) {
    for (const Found& found : progress.found) log.info("found " + findings.line(found.individual));
    watcher(progress);
  };
  settings.warn = [&](const std::string& line) {
    log.warn(line);
    view.note(line);
  };
  settings.note = [&](const std::string& line) { log.info(line); };
  auto outcome = run(settings);
  view.erase();
  if (outcome) {
    log.info("session ends: " + std::string(name(outcome->reason)));
  } else {
    log.warn("session failed: " + outcome.error().message());
  }
  return outcome;
}

std::string ending(const Outcome& outcome) {
  return counted(static_cast<double>(outcome.evaluations)) + " evaluations in " +
         duration(outcome.elapsed) + ": " + cause(outcome.reason);
}

int assist(Workbench bench, const SearchOptions& settings) {
  bench.identity = settings.identity;
  bench.place = settings.equipment;
  RelayOptions options;
  options.threads = std::max(1U, settings.threads);
  const auto done = relay(*settings.group, bench, options);
  if (done) return exit_done;
  fail(done.error());
  // A worker thread may still be computing, and would outlive what it works on.
  ::_exit(exit_internal);
}

}  // namespace cambrian::cli
