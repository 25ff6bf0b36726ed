#include "cli/search.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/front_text.hpp"
#include "cli/make_document.hpp"
#include "cli/output.hpp"
#include "cli/run_log.hpp"
#include "cli/text.hpp"
#include "cluster/relay.hpp"
#include "cluster/run.hpp"
#include "engine/core/version.hpp"

namespace cambrian::cli {
namespace {

constexpr double kWriteInterval = 2;  // seconds

/// What watches one run: draws its picture and keeps its files up to date.
class Watcher {
 public:
  Watcher(const regression::RegressionModel& model, const RunFolder& folder,
          const SearchOptions& settings, LiveView& view, const std::atomic<bool>& stop)
      : model_(model), folder_(folder), settings_(settings), view_(view), stop_(stop) {}

  void operator()(const Progress& progress) {
    view_.show(standing(progress));
    if (progress.session - written_ < kWriteInterval || progress.board.hall == kept_) return;
    written_ = progress.session;
    RunDocument document = make_document(model_.problem(), progress.board, false);
    document.evaluations = progress.evaluations;
    document.seconds = progress.elapsed;
    // A full disk ends the run through its journal; here the next try may succeed.
    if (write(document)) kept_ = progress.board.hall;
  }

  Result<void> write(const RunDocument& document) const {
    if (auto csv = folder_.write("hall_of_fame.csv", front_csv(document)); !csv) return csv;
    return folder_.write("hall_of_fame.json", to_json({document}));
  }

 private:
  SearchStatus standing(const Progress& progress) const {
    SearchStatus now;
    for (const Individual& member : progress.board.hall.front()) {
      now.front.push_back({member.complexity, member.loss(), model_.describe(member)});
    }
    now.evaluations = static_cast<double>(progress.evaluations);
    now.rate = progress.mean_rate;
    now.seconds = progress.session;
    now.limit = settings_.seconds;
    if (settings_.seconds) now.fraction = progress.session / *settings_.seconds;
    if (settings_.evaluations > 0) {
      const double done = now.evaluations / static_cast<double>(settings_.evaluations);
      now.fraction = std::max(now.fraction.value_or(0), done);
    }
    now.stopping = stop_;
    return now;
  }

  const regression::RegressionModel& model_;
  const RunFolder& folder_;
  const SearchOptions& settings_;
  LiveView& view_;
  const std::atomic<bool>& stop_;
  HallOfFame kept_;
  double written_ = 0;
};

std::string text_of(const Found& found, const regression::RegressionModel& model) {
  return "complexity " + std::to_string(found.individual.complexity) + "  loss " +
         brief(found.individual.loss()) + "  " + model.describe(found.individual);
}

}  // namespace

Result<SearchResult> search(const regression::RegressionModel& model, RunFolder& folder,
                            const SearchOptions& settings, LiveView& view,
                            const std::atomic<bool>& stop) {
  Watcher watcher(model, folder, settings, view, stop);
  RunLog log(folder.file("log.txt"));
  log.info("session begins: cambrian " + version());
  RunOptions options;
  options.threads = settings.threads;
  options.seconds = settings.seconds.value_or(0);
  options.evaluations = settings.evaluations;
  options.lag = static_cast<std::uint64_t>(model.problem().config.lag);
  options.folder = &folder;
  options.stop = &stop;
  options.group = settings.group;
  options.identity = settings.identity;
  options.progress = [&](const Progress& progress) {
    for (const Found& found : progress.found) log.info("found " + text_of(found, model));
    watcher(progress);
  };
  options.warn = [&](const std::string& line) {
    log.warn(line);
    view.note(line);
  };
  options.note = [&](const std::string& line) { log.info(line); };
  const auto outcome = run(model, options);
  view.erase();
  if (!outcome) {
    log.warn("session failed: " + outcome.error().message());
    return outcome.error();
  }
  log.info("session ends: " + std::string(name(outcome->reason)));
  SearchResult result{make_document(model.problem(), outcome->board, true), outcome->reason,
                      outcome->well};
  result.document.stopped = name(outcome->reason);
  result.document.evaluations = outcome->evaluations;
  result.document.seconds = outcome->elapsed;
  if (auto written = watcher.write(result.document); !written) return written.error();
  return result;
}

int assist(const regression::RegressionModel& model, const SearchOptions& settings) {
  Workbench bench;
  bench.model = &model;
  bench.identity = settings.identity;
  RelayOptions options;
  options.threads = std::max(1U, settings.threads);
  const auto done = relay(*settings.group, bench, options);
  if (done) return exit_done;
  fail(done.error());
  // A worker thread may still be computing, and would outlive what it works on.
  ::_exit(exit_internal);
}

}  // namespace cambrian::cli
