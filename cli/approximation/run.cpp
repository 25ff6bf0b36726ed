#include "cli/approximation/run.hpp"

#include <unistd.h>

#include <cctype>
#include <ctime>
#include <utility>

#include "cli/approximation/second_opinion.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/run_files.hpp"
#include "cli/run_paths.hpp"
#include "cli/screen.hpp"
#include "cli/signals.hpp"
#include "cli/text.hpp"
#include "cluster/run.hpp"
#include "engine/config/config.hpp"
#include "engine/core/bytes.hpp"
#include "engine/core/version.hpp"

namespace cambrian::cli {
namespace {

constexpr const char* kCommand = "approximate";

Result<void> write(const RunFolder& folder, const ApproximationDocument& document) {
  if (auto csv = folder.write("hall_of_fame.csv", front_csv(document)); !csv) return csv;
  return folder.write("hall_of_fame.json", to_json(document));
}

class Programs final : public Findings {
 public:
  explicit Programs(const approximation::ApproximationModel& model) : model_(model) {}

  Front front(const Board& board) const override {
    Front front{{"cost", "error"}, "program", "no valid program yet", {}};
    for (const Individual& member : board.hall.front()) {
      if (member.complexity == 0) continue;
      front.rows.push_back(
          {{static_cast<double>(member.complexity), member.loss()}, model_.describe(member)});
    }
    return front;
  }
  std::string line(const Individual& individual) const override {
    return "cost " + std::to_string(individual.complexity) + "  error " + brief(individual.loss()) +
           "  " + model_.describe(individual);
  }
  Result<void> keep(const RunFolder& folder, const Progress& progress) const override {
    ApproximationDocument document = make_document(model_.problem(), progress.board, false);
    document.evaluations = progress.evaluations;
    document.seconds = progress.elapsed;
    return write(folder, document);
  }

 private:
  const approximation::ApproximationModel& model_;
};

Result<ApproximationDocument> search(const approximation::ApproximationModel& model,
                                     const Session& session, bool ask, Outcome& outcome) {
  auto done = session.carry_out([&](RunOptions settings) {
    settings.lag = static_cast<std::uint64_t>(model.problem().config.lag);
    return run(model, settings);
  });
  if (!done) return done.error();
  outcome = std::move(*done);
  ApproximationDocument document = make_document(model.problem(), outcome.board, true);
  document.stopped = name(outcome.reason);
  document.evaluations = outcome.evaluations;
  document.seconds = outcome.elapsed;
  if (ask && outcome.reason != StopReason::interrupted) ask_sollya(document);
  if (auto saved = write(session.folder, document); !saved) return saved.error();
  return document;
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
  return front_table(run, screen.live ? screen.width : 0) + opinion_text(run) + "\n" + foot;
}

std::string stem_of_function(const std::string& function) {
  std::string stem;
  for (const char c : function) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) stem += c;
  }
  return stem.empty() ? "function" : stem.substr(0, 30);
}

}  // namespace

Result<std::unique_ptr<ApproximationRun>> ApproximationRun::prepare(
    const ApproximateSettings& settings) {
  auto model = approximation::ApproximationModel::build(settings.approximation);
  if (!model) return model.error();
  auto run = std::make_unique<ApproximationRun>();
  run->settings_ = settings;
  run->model_ = std::move(*model);
  return run;
}

Plan ApproximationRun::plan(const ApproximateSettings& settings, const std::string& output,
                            Presentation presentation) {
  auto run = prepare(settings);
  if (!run) return run.error();
  (*run)->output_ = output;
  (*run)->presentation_ = presentation;
  return Plan(std::move(*run));
}

Result<ApproximateSettings> ApproximationRun::read(const RunFolder& folder) {
  const Manifest& manifest = folder.manifest();
  if (auto known = check_command(manifest, kCommand, folder.path()); !known) return known.error();
  if (auto same = check_version(folder); !same) return same.error();
  ApproximateSettings settings;
  const auto faults = read_json(describe(settings), manifest.config, folder.file("manifest.json"));
  if (!faults.empty()) return join(faults);
  return settings;
}

Plan ApproximationRun::reopen(const std::string& path, const SessionLimits& limits,
                              Presentation presentation) {
  const auto folder = RunFolder::view(path);
  if (!folder) return folder.error();
  const auto settings = read(*folder);
  if (!settings) return settings.error();
  auto run = prepare(*settings);
  if (!run) return run.error();
  ApproximateSettings& now = (*run)->settings_;
  if (limits.time) now.time = limits.time;
  if (limits.evaluations) now.evaluations = static_cast<std::uint64_t>(*limits.evaluations);
  if (limits.threads) now.threads = static_cast<std::uint32_t>(*limits.threads);
  (*run)->path_ = path;
  (*run)->presentation_ = presentation;
  return Plan(std::move(*run));
}

Result<Outcome> replay_approximation(const RunFolder& folder) {
  const auto settings = ApproximationRun::read(folder);
  if (!settings) return settings.error();
  const auto run = ApproximationRun::prepare(*settings);
  if (!run) return run.error();
  RunOptions options;
  options.threads = settings->threads;
  options.evaluations = settings->evaluations;
  options.lag = static_cast<std::uint64_t>(settings->approximation.lag);
  return replay(*(*run)->model_, folder, options);
}

Result<void> ApproximationRun::take_folder() {
  const Manifest manifest{.command = kCommand,
                          .config = write_json(describe(settings_)),
                          .seed = static_cast<std::uint64_t>(settings_.approximation.seed),
                          .version = {},
                          .host = {}};
  auto folder = !path_.empty()    ? RunFolder::open(path_)
                : output_.empty() ? RunFolder::create_unique(
                                        kRuns, stem_of_function(settings_.approximation.function),
                                        std::time(nullptr), manifest)
                                  : RunFolder::create(output_, manifest);
  if (!folder) return folder.error();
  folder_ = std::move(*folder);
  return {};
}

SearchOptions ApproximationRun::options_of(ProcessGroup* group) const {
  // Limits may differ between sessions, and are not what ranks must agree on.
  approximation::ApproximationConfig config = settings_.approximation;
  return {.seconds = settings_.seconds(),
          .evaluations = settings_.evaluations,
          .threads = settings_.threads,
          .group = group,
          .identity = hash_bytes(as_bytes(write_json(describe(config)) + cambrian::version()))};
}

int ApproximationRun::carry_out(ProcessGroup* group) {
  const auto leave = [&](bool well, int status) {
    if (group != nullptr) group->leave(well, status);
    return status;
  };
  const StopSignal signal;
  LiveView view(STDERR_FILENO, presentation_.quiet);
  const Programs programs(*model_);
  const SearchOptions options = options_of(group);
  Outcome outcome;
  const auto document = search(*model_, {programs, *folder_, options, view, signal.flag()},
                               settings_.sollya, outcome);
  if (!document) return leave(false, fail(document.error()));
  int status = document->front.empty() ? exit_no_candidate : exit_done;
  if (outcome.reason == StopReason::interrupted) status = exit_interrupted;
  status = print(presentation_.json ? to_json(*document)
                                    : result_text(*document, outcome.reason, folder_->path()),
                 status);
  return leave(outcome.well, status);
}

int ApproximationRun::help(ProcessGroup& group) {
  Workbench bench;
  bench.model = model_.get();
  return assist(bench, options_of(&group));
}

Result<ApproximationDocument> read_approximation_run(const std::string& path) {
  return read_document(path, kCommand, read_approximation);
}

}  // namespace cambrian::cli
