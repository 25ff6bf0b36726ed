#include "cli/regression/run.hpp"

#include <unistd.h>

#include <cctype>
#include <chrono>
#include <ctime>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/regression/data.hpp"
#include "cli/regression/front_text.hpp"
#include "cli/regression/search.hpp"
#include "cli/run_files.hpp"
#include "cli/run_paths.hpp"
#include "cli/screen.hpp"
#include "cli/signals.hpp"
#include "cli/text.hpp"
#include "engine/core/bytes.hpp"
#include "engine/core/version.hpp"

namespace cambrian::cli {
namespace {

constexpr const char* kCommand = "regress";
constexpr std::size_t kFewRows = 100;

// A target's name as that of a folder.
std::string folder_name(const std::string& target, std::size_t index) {
  std::string name = std::to_string(index + 1) + "-";
  for (const char c : target) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name;
}

Manifest manifest_of(RegressSettings settings) {
  return {.command = kCommand,
          .config = write_json(describe(settings)),
          .seed = static_cast<std::uint64_t>(settings.regression.seed),
          .version = {},
          .host = {}};
}

std::uint64_t identity_of(RegressSettings settings) {
  return hash_bytes(as_bytes(write_json(describe(settings)) + cambrian::version()));
}

// For each target the settings of a search that knows nothing of the others.
std::vector<RegressSettings> one_by_one(const RegressSettings& settings) {
  if (settings.target.size() < 2) return {settings};
  std::vector<RegressSettings> searches;
  for (const std::string& target : settings.target) {
    RegressSettings one = settings;
    one.target = {target};
    for (const std::string& other : settings.target) {
      if (other != target) one.drop.push_back(other);
    }
    searches.push_back(std::move(one));
  }
  return searches;
}

std::string result_text(const SearchResult& result, const std::string& folder) {
  const RunDocument& run = result.document;
  const std::string foot = ending(result.outcome) + "\nrun folder: " + folder + "\n";
  if (run.front.empty()) return "no valid formula for " + run.target + "\n" + foot;
  const Screen screen = screen_of(STDOUT_FILENO);
  return front_table(run, screen.live ? screen.width : 0) + "\n" + chosen_text(run, run.best) +
         foot;
}

int leave(ProcessGroup* group, bool well, int status) {
  if (group != nullptr) group->leave(well, status);
  return status;
}

}  // namespace

Result<RegressionRun::Search> RegressionRun::prepare(RegressSettings settings) {
  const auto data = load_regress_data(settings);
  if (!data) return data.error();
  settings.data_hash = data->hash;
  settings.target = {data->rows.training.targets.front().name};
  // With few rows and none to validate with, the most accurate formula is overfitted.
  const bool few = data->rows.training.rows() < kFewRows && !data->rows.validation;
  if (few && settings.regression.selection == "best") settings.regression.selection = "information";
  auto model = regression::RegressionModel::build(settings.regression, data->rows);
  if (!model) return model.error();
  return Search{std::move(settings), std::move(*model)};
}

Plan RegressionRun::plan(const RegressSettings& settings, const std::string& output,
                         Presentation presentation) {
  auto run = std::make_unique<RegressionRun>();
  run->output_ = output;
  run->options_ = {settings.seconds(), settings.evaluations, settings.threads};
  run->presentation_ = presentation;
  for (RegressSettings& one : one_by_one(settings)) {
    auto search = prepare(std::move(one));
    if (!search) return search.error();
    run->searches_.push_back(std::move(*search));
  }
  return Plan(std::move(run));
}

Result<RegressSettings> RegressionRun::read(const RunFolder& folder) {
  const Manifest& manifest = folder.manifest();
  if (auto known = check_command(manifest, kCommand, folder.path()); !known) return known.error();
  if (auto same = check_version(folder); !same) return same.error();
  RegressSettings settings;
  const auto faults = read_json(describe(settings), manifest.config, folder.file("manifest.json"));
  if (!faults.empty()) return join(faults);
  return settings;
}

Result<Outcome> replay_regression(const RunFolder& folder) {
  auto settings = RegressionRun::read(folder);
  if (!settings) return settings.error();
  const auto search = RegressionRun::prepare(*settings);
  if (!search) return search.error();
  RunOptions options;
  options.threads = settings->threads;
  options.evaluations = settings->evaluations;
  options.lag = static_cast<std::uint64_t>(settings->regression.lag);
  return replay(*search->model, folder, options);
}

Plan RegressionRun::reopen(const std::string& path, const std::string& data,
                           const SessionLimits& limits, Presentation presentation) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  auto run = std::make_unique<RegressionRun>();
  run->presentation_ = presentation;
  for (const std::string& name : *folders) {
    const auto folder = RunFolder::view(name);
    if (!folder) return folder.error();
    auto settings = read(*folder);
    if (!settings) return settings.error();
    if (!data.empty()) settings->data = data;
    auto search = prepare(std::move(*settings));
    if (!search) return search.error();
    search->path = name;
    run->searches_.push_back(std::move(*search));
  }
  RegressSettings first = run->settings();
  if (limits.time) first.time = limits.time;
  if (limits.evaluations) first.evaluations = static_cast<std::uint64_t>(*limits.evaluations);
  if (limits.threads) first.threads = static_cast<std::uint32_t>(*limits.threads);
  run->options_ = {first.seconds(), first.evaluations, first.threads};
  return Plan(std::move(run));
}

Result<void> RegressionRun::fit_for_ranks() const {
  if (searches_.size() > 1) {
    return Error{"--target", "several targets cannot be searched by the ranks of one MPI job",
                 "start a run for each target"};
  }
  if (settings().data == "-") {
    return Error{"DATA", "standard input reaches only one rank of an MPI job", "name a file"};
  }
  return {};
}

Result<void> RegressionRun::take_folder() {
  if (searches_.front().path.empty()) return make_folders();
  for (Search& search : searches_) {
    auto folder = RunFolder::open(search.path);
    if (!folder) return folder.error();
    search.folder = std::move(*folder);
  }
  return {};
}

Result<void> RegressionRun::make_folders() {
  const std::string stem = stem_of(settings().data);
  const bool several = searches_.size() > 1;
  std::string base = output_;
  if (several && base.empty()) {
    auto folder = new_folder(stem);
    if (!folder) return folder.error();
    base = std::move(*folder);
  }
  for (std::size_t i = 0; i < searches_.size(); ++i) {
    Search& search = searches_[i];
    Manifest manifest = manifest_of(search.settings);
    const std::string name =
        several ? base + "/" + folder_name(search.settings.target.front(), i) : base;
    auto folder = name.empty() ? RunFolder::create_unique(kRuns, stem, std::time(nullptr), manifest)
                               : RunFolder::create(name, manifest);
    if (!folder) return folder.error();
    search.folder = std::move(*folder);
  }
  return {};
}

int RegressionRun::carry_out(ProcessGroup* group) {
  const StopSignal signal;
  const auto begin = std::chrono::steady_clock::now();
  SearchOptions options = options_;
  options.group = group;
  std::vector<RunDocument> documents;
  int status = exit_done;
  bool well = true;
  for (std::size_t i = 0; i < searches_.size() && !signal.received(); ++i) {
    if (options_.seconds) {
      const std::chrono::duration<double> used = std::chrono::steady_clock::now() - begin;
      options.seconds = std::max(
          0.001, (*options_.seconds - used.count()) / static_cast<double>(searches_.size() - i));
    }
    options.identity = identity_of(searches_[i].settings);
    RunFolder& folder = *searches_[i].folder;
    LiveView view(STDERR_FILENO, presentation_.quiet);
    const auto result = search(*searches_[i].model, folder, options, view, signal.flag());
    if (!result) return leave(group, false, fail(result.error()));
    if (result->document.front.empty()) status = exit_no_candidate;
    if (result->outcome.reason == StopReason::interrupted) status = exit_interrupted;
    well = well && result->outcome.well;
    documents.push_back(result->document);
    if (presentation_.json) continue;
    const std::string gap = i == 0 ? "" : "\n";
    status = print(gap + result_text(*result, folder.path()), status);
  }
  if (presentation_.json) status = print(to_json(documents), status);
  return leave(group, well, status);
}

int RegressionRun::help(ProcessGroup& group) {
  SearchOptions options = options_;
  options.group = &group;
  options.identity = identity_of(settings());
  Workbench bench;
  bench.model = searches_.front().model.get();
  return assist(bench, options);
}

}  // namespace cambrian::cli
