#include "cli/approximation_run.hpp"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/run_log.hpp"
#include "cli/screen.hpp"
#include "cli/signals.hpp"
#include "cli/text.hpp"
#include "cluster/relay.hpp"
#include "cluster/run.hpp"
#include "engine/config/config.hpp"
#include "engine/core/bytes.hpp"
#include "engine/core/version.hpp"
#include "engine/state/file_system.hpp"

namespace cambrian::cli {
namespace {

constexpr const char* kCommand = "approximate";
constexpr double kWriteInterval = 2;  // seconds

Result<void> write(const RunFolder& folder, const ApproximationDocument& document) {
  if (auto csv = folder.write("hall_of_fame.csv", front_csv(document)); !csv) return csv;
  return folder.write("hall_of_fame.json", to_json(document));
}

SearchStatus standing(const Progress& progress, const IslandModel& model,
                      const SearchOptions& options, bool stopping) {
  SearchStatus now;
  for (const Individual& member : progress.board.hall.front()) {
    if (member.complexity == 0) continue;
    now.front.push_back({member.complexity, member.loss(), model.describe(member)});
  }
  now.evaluations = static_cast<double>(progress.evaluations);
  now.rate = progress.mean_rate;
  now.seconds = progress.session;
  now.limit = options.seconds;
  if (options.seconds) now.fraction = progress.session / *options.seconds;
  if (options.evaluations > 0) {
    now.fraction = std::max(now.fraction.value_or(0),
                            now.evaluations / static_cast<double>(options.evaluations));
  }
  now.stopping = stopping;
  return now;
}

std::string reason_text(StopReason reason) {
  switch (reason) {
    case StopReason::solved:
      return "the error that was asked for is reached";
    case StopReason::evaluations:
      return "the limit of evaluations";
    case StopReason::interrupted:
      return "stopped by a signal";
    default:
      return "the time limit";
  }
}

std::string result_text(const ApproximationDocument& run, StopReason reason,
                        const std::string& folder) {
  const std::string foot = counted(static_cast<double>(run.evaluations)) + " programs in " +
                           duration(run.seconds) + ": " + reason_text(reason) +
                           "\nrun folder: " + folder + "\n";
  if (run.front.empty()) return "no valid program for " + run.function + "\n" + foot;
  const Screen screen = screen_of(STDOUT_FILENO);
  return front_table(run, screen.live ? screen.width : 0) + "\n" + foot;
}

std::string stem_of(const std::string& function) {
  std::string stem;
  for (const char c : function) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) stem += c;
  }
  return stem.empty() ? "function" : stem.substr(0, 30);
}

}  // namespace

Result<ApproximationRun> ApproximationRun::plan(const ApproximateSettings& settings) {
  auto model = approximation::ApproximationModel::build(settings.approximation);
  if (!model) return model.error();
  ApproximationRun run;
  run.settings_ = settings;
  run.model_ = std::move(*model);
  return run;
}

Result<void> ApproximationRun::make_folder(const std::string& output) {
  const Manifest manifest{.command = kCommand,
                          .config = write_json(describe(settings_)),
                          .seed = static_cast<std::uint64_t>(settings_.approximation.seed),
                          .version = {},
                          .host = {}};
  auto folder = output.empty()
                    ? RunFolder::create_unique("runs", stem_of(settings_.approximation.function),
                                               std::time(nullptr), manifest)
                    : RunFolder::create(output, manifest);
  if (!folder) return folder.error();
  folder_ = std::move(*folder);
  return {};
}

Result<ApproximationRun> ApproximationRun::reopen(const std::string& path, bool lock) {
  auto folder = lock ? RunFolder::open(path) : RunFolder::view(path);
  if (!folder) return folder.error();
  ApproximateSettings settings;
  const auto faults =
      read_json(describe(settings), folder->manifest().config, folder->file("manifest.json"));
  if (!faults.empty()) return join(faults);
  auto run = plan(settings);
  if (run) run->folder_ = std::move(*folder);
  return run;
}

std::uint64_t ApproximationRun::identity() const {
  ApproximateSettings settings = settings_;
  return hash_bytes(as_bytes(write_json(describe(settings)) + cambrian::version()));
}

Result<ApproximationDocument> ApproximationRun::search(const SearchOptions& given,
                                                       Presentation presentation,
                                                       Outcome& outcome) {
  const StopSignal signal;
  LiveView view(STDERR_FILENO, presentation.quiet);
  RunLog log(folder_->file("log.txt"));
  log.info("session begins: cambrian " + version());
  HallOfFame kept;
  double written = 0;
  RunOptions options;
  options.threads = given.threads;
  options.seconds = given.seconds.value_or(0);
  options.evaluations = given.evaluations;
  options.lag = static_cast<std::uint64_t>(settings_.approximation.lag);
  options.folder = &*folder_;
  options.stop = &signal.flag();
  options.group = given.group;
  options.identity = identity();
  options.progress = [&](const Progress& progress) {
    view.show(standing(progress, *model_, given, signal.flag()));
    if (progress.session - written < kWriteInterval || progress.board.hall == kept) return;
    written = progress.session;
    ApproximationDocument document = make_document(model_->problem(), progress.board, false);
    document.evaluations = progress.evaluations;
    document.seconds = progress.elapsed;
    // A full disk ends the run through its journal; here the next try may succeed.
    if (write(*folder_, document)) kept = progress.board.hall;
  };
  options.warn = [&](const std::string& line) {
    log.warn(line);
    view.note(line);
  };
  auto done = run(*model_, options);
  view.erase();
  if (!done) {
    log.warn("session failed: " + done.error().message());
    return done.error();
  }
  outcome = std::move(*done);
  log.info("session ends: " + std::string(name(outcome.reason)));
  ApproximationDocument document = make_document(model_->problem(), outcome.board, true);
  document.stopped = name(outcome.reason);
  document.evaluations = outcome.evaluations;
  document.seconds = outcome.elapsed;
  if (auto saved = write(*folder_, document); !saved) return saved.error();
  return document;
}

int ApproximationRun::carry_out(const SearchOptions& options, Presentation presentation) {
  Outcome outcome;
  const auto leave = [&](bool well, int status) {
    if (options.group != nullptr) options.group->leave(well, status);
    return status;
  };
  const auto document = search(options, presentation, outcome);
  if (!document) return leave(false, fail(document.error()));
  int status = document->front.empty() ? exit_no_candidate : exit_done;
  if (outcome.reason == StopReason::interrupted) status = exit_interrupted;
  status = print(presentation.json ? to_json(*document)
                                   : result_text(*document, outcome.reason, folder_->path()),
                 status);
  return leave(outcome.well, status);
}

int ApproximationRun::help(const SearchOptions& options) const {
  Workbench bench;
  bench.model = model_.get();
  bench.identity = identity();
  RelayOptions relayed;
  relayed.threads = std::max(1U, options.threads);
  const auto done = relay(*options.group, bench, relayed);
  if (done) return exit_done;
  fail(done.error());
  // A worker thread may still be computing, and would outlive what it works on.
  ::_exit(exit_internal);
}

bool is_approximation(const std::string& path) {
  const auto folder = RunFolder::view(path);
  return folder && folder->manifest().command == kCommand;
}

Result<ApproximationDocument> read_approximation_run(const std::string& path) {
  const auto folder = RunFolder::view(path);
  if (!folder) return folder.error();
  const std::string file = folder->file("hall_of_fame.json");
  if (!FileSystem::posix().exists(file)) {
    return Error{path, "holds no program yet", "go on with: cambrian resume " + path};
  }
  const auto bytes = read_file(FileSystem::posix(), file);
  if (!bytes) return bytes.error();
  return read_approximation({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, file);
}

}  // namespace cambrian::cli
