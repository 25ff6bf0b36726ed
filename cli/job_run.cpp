#include "cli/job_run.hpp"

#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/recorded_job.hpp"
#include "cli/run_files.hpp"
#include "cli/run_paths.hpp"
#include "cli/run_trace.hpp"
#include "cli/screen.hpp"
#include "cli/signals.hpp"
#include "engine/config/config.hpp"
#include "engine/core/bytes.hpp"
#include "engine/core/version.hpp"

namespace cambrian::cli {
namespace {

constexpr const char* kCommand = "run";

Manifest manifest_of(JobConfig& config, std::uint64_t seed) {
  const std::uint64_t first = std::exchange(config.settings.seed, seed);
  Manifest manifest;
  manifest.command = kCommand;
  manifest.config = write_json(config.fields());
  manifest.seed = seed;
  config.settings.seed = first;
  return manifest;
}

// What ranks must agree on: what plugins hold, but not where they are.
std::uint64_t identity_of(JobConfig& config) {
  std::vector<std::string> plugins = std::exchange(config.settings.plugins, {});
  const std::string text = write_json(config.fields()) + version();
  config.settings.plugins = std::move(plugins);
  return hash_bytes(as_bytes(text));
}

std::string result_text(const JobResult& result, const std::string& folder) {
  const std::string foot = ending(result.outcome) + "\nrun folder: " + folder + "\n";
  if (result.document.front.empty()) {
    const auto trace = read_trace(folder);
    const std::string reason = trace ? trace->main_reason() : "";
    return "no valid candidate" + (reason.empty() ? "" : ": " + reason) + "\n" + foot;
  }
  const Screen screen = screen_of(STDOUT_FILENO);
  return cli::result_text(result.document, screen.live ? screen.width : 0) + "\n" + foot;
}

int leave(ProcessGroup* group, bool well, int status) {
  if (group != nullptr) group->leave(well, status);
  return status;
}

}  // namespace

Result<Outcome> replay_job(const RunFolder& folder) {
  const auto recorded = RecordedJob::make(folder);
  if (!recorded) return recorded.error();
  return replay(recorded->job.search(), recorded->options, folder);
}

Plan JobRun::plan(JobConfig config, const Request& request) {
  auto run = std::make_unique<JobRun>();
  run->config_ = std::move(config);
  run->config_.pin_libraries();
  run->stem_ = request.stem;
  run->presentation_ = request.presentation;
  std::string base = request.output;
  const bool own = base.empty() && !started_by_launcher();
  if (own) {
    auto folder = new_folder(request.stem);
    if (!folder) return folder.error();
    base = std::move(*folder);
  }
  for (std::uint32_t i = 0; i < request.seeds; ++i) {
    const std::uint64_t seed = run->config_.settings.seed + i;
    run->searches_.push_back(
        {seed, request.seeds == 1 ? base : base + "/seed-" + std::to_string(seed)});
  }
  auto first = run->make_job(run->searches_.front());
  if (!first) {
    std::error_code ignored;
    if (own) std::filesystem::remove(base, ignored);
    return first.error();
  }
  run->first_ = std::move(*first);
  return Plan(std::move(run));
}

Plan JobRun::reopen(const std::string& path, const SessionLimits& limits,
                    Presentation presentation) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  auto run = std::make_unique<JobRun>();
  run->presentation_ = presentation;
  run->is_new_ = false;
  for (const std::string& name : *folders) {
    const auto folder = RunFolder::view(name);
    if (!folder) return folder.error();
    auto config = recorded_config(*folder);
    if (!config) return config.error();
    if (run->searches_.empty()) run->config_ = std::move(*config);
    run->searches_.push_back({folder->manifest().seed, name});
  }
  JobSettings& settings = run->config_.settings;
  if (limits.time) settings.stop.time = limits.time;
  if (limits.evaluations) {
    settings.stop.evaluations = static_cast<std::uint64_t>(*limits.evaluations);
  }
  if (limits.threads) settings.threads = static_cast<std::uint32_t>(*limits.threads);
  auto first = run->make_job(run->searches_.front());
  if (!first) return first.error();
  run->first_ = std::move(*first);
  return Plan(std::move(run));
}

Result<Job> JobRun::make_job(const Search& search) {
  return Job::make(config_,
                   {.folder = config_.settings.folder, .run = search.path, .seed = search.seed});
}

Result<void> JobRun::fit_for_ranks() const {
  if (searches_.size() == 1) return {};
  return Error{"several seeds", "cannot be searched by the ranks of one MPI job",
               "start a run for each seed"};
}

Result<void> JobRun::take_folder() {
  for (Search& search : searches_) {
    const Manifest manifest = manifest_of(config_, search.seed);
    auto folder = !is_new_ ? RunFolder::open(search.path)
                  : search.path.empty()
                      ? RunFolder::create_unique(kRuns, stem_, std::time(nullptr), manifest)
                      : RunFolder::create(search.path, manifest);
    if (!folder) return folder.error();
    search.path = folder->path();
    search.folder = std::move(*folder);
  }
  return {};
}

SearchOptions JobRun::options(ProcessGroup* group) {
  const JobSettings& settings = config_.settings;
  SearchOptions options{settings.seconds(), settings.stop.evaluations, settings.threads, group};
  options.identity = identity_of(config_);
  options.equipment = config_.equipment();
  return options;
}

Result<JobResult> JobRun::carry_out(Search& search, const SearchOptions& options,
                                    const std::atomic<bool>& stop) {
  std::optional<Job> job = std::exchange(first_, std::nullopt);
  if (!job) {
    auto made = make_job(search);
    if (!made) return made.error();
    job = std::move(*made);
  }
  const JobTitle title{config_.problem_name.name, config_.algorithm_name.name, search.seed};
  LiveView view(STDERR_FILENO, presentation_.quiet);
  return cli::search(*job, title, *search.folder, options, view, stop);
}

int JobRun::carry_out(ProcessGroup* group) {
  const StopSignal signal;
  std::vector<JobDocument> documents;
  int status = exit_done;
  bool well = true;
  for (Search& search : searches_) {
    if (signal.received()) break;
    const auto result = carry_out(search, options(group), signal.flag());
    if (!result) return leave(group, false, fail(result.error()));
    if (result->document.front.empty()) status = exit_no_candidate;
    if (result->outcome.reason == StopReason::interrupted) status = exit_interrupted;
    well = well && result->outcome.well;
    documents.push_back(result->document);
    if (presentation_.json || searches_.size() > 1) continue;
    status = print(result_text(*result, search.path), status);
  }
  if (presentation_.json) {
    status = print(to_json(documents), status);
  } else if (searches_.size() > 1) {
    const std::string base = std::filesystem::path(searches_.front().path).parent_path().string();
    status = print(sweep_text(documents) + "run folder: " + base + "\n", status);
  }
  return leave(group, well, status);
}

int JobRun::help(ProcessGroup& group) {
  Workbench bench;
  bench.evaluator = &first_->evaluator();
  bench.interrupt = first_->interrupt();
  return assist(bench, options(&group));
}

}  // namespace cambrian::cli
