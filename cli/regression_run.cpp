#include "cli/regression_run.hpp"

#include <unistd.h>

#include <cctype>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/front_text.hpp"
#include "cli/output.hpp"
#include "cli/regress_data.hpp"
#include "cli/screen.hpp"
#include "cli/signals.hpp"
#include "cli/text.hpp"
#include "engine/core/bytes.hpp"
#include "engine/core/version.hpp"
#include "engine/state/file_system.hpp"

namespace cambrian::cli {
namespace {

constexpr const char* kCommand = "regress";
constexpr const char* kRuns = "runs";
constexpr std::size_t kFewRows = 100;

// The name of a file without folders and extensions; "rows" for standard input.
std::string stem_of(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  name = name.substr(0, name.find('.', 1));
  return name.empty() || name == "-" ? "rows" : name;
}

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

// A folder in runs/ that nobody else has, for the folders of several targets.
Result<std::string> new_folder(const std::string& stem) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "-%Y%m%d-%H%M%S", &utc);
  const std::string base = std::string(kRuns) + "/" + stem + stamp;
  for (int copy = 1;; ++copy) {
    const std::string path = copy == 1 ? base : base + "-" + std::to_string(copy);
    const auto made = FileSystem::posix().make_folder(path);
    if (!made) return made.error();
    if (*made) return path;
  }
}

std::string ending(const RunDocument& run, StopReason reason) {
  const std::string counts = counted(static_cast<double>(run.evaluations)) + " evaluations in " +
                             duration(run.seconds) + ": ";
  switch (reason) {
    case StopReason::solved:
      return counts + "nothing better is to be found";
    case StopReason::exhausted:
      return counts + "nothing was left to try";
    case StopReason::evaluations:
      return counts + "the limit of evaluations";
    case StopReason::interrupted:
      return counts + "stopped by a signal";
    default:
      return counts + "the time limit";
  }
}

std::string result_text(const SearchResult& result, const std::string& folder) {
  const RunDocument& run = result.document;
  const std::string foot = ending(run, result.reason) + "\nrun folder: " + folder + "\n";
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
  // Few rows and none to validate with: only a steep fall of the loss tells law from overfitting.
  const bool few = data->rows.training.rows() < kFewRows && !data->rows.validation;
  if (few && settings.regression.selection == "best") settings.regression.selection = "score";
  auto model = regression::RegressionModel::build(settings.regression, data->rows);
  if (!model) return model.error();
  return Search{std::move(settings), std::move(*model)};
}

Result<RegressionRun> RegressionRun::plan(const RegressSettings& settings) {
  RegressionRun run;
  for (RegressSettings& one : one_by_one(settings)) {
    auto search = prepare(std::move(one));
    if (!search) return search.error();
    run.searches_.push_back(std::move(*search));
  }
  return run;
}

Result<void> RegressionRun::make_folders(const std::string& output) {
  const std::string stem = stem_of(settings().data);
  const bool several = searches_.size() > 1;
  std::string base = output;
  if (several && output.empty()) {
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

Result<RegressionRun> RegressionRun::reopen(const std::string& path, const std::string& data,
                                            bool lock) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  RegressionRun run;
  for (const std::string& name : *folders) {
    auto folder = lock ? RunFolder::open(name) : RunFolder::view(name);
    if (!folder) return folder.error();
    if (auto known = check_command(folder->manifest(), name); !known) return known.error();
    RegressSettings settings;
    const auto faults =
        read_json(describe(settings), folder->manifest().config, folder->file("manifest.json"));
    if (!faults.empty()) return join(faults);
    if (!data.empty()) settings.data = data;
    auto search = prepare(std::move(settings));
    if (!search) return search.error();
    search->folder = std::move(*folder);
    run.searches_.push_back(std::move(*search));
  }
  return run;
}

int RegressionRun::carry_out(SearchOptions options, Presentation presentation) {
  const StopSignal signal;
  const auto begin = std::chrono::steady_clock::now();
  const std::optional<double> seconds = options.seconds;
  std::vector<RunDocument> documents;
  int status = exit_done;
  bool well = true;
  for (std::size_t i = 0; i < searches_.size() && !signal.received(); ++i) {
    if (seconds) {
      const std::chrono::duration<double> used = std::chrono::steady_clock::now() - begin;
      options.seconds =
          std::max(0.001, (*seconds - used.count()) / static_cast<double>(searches_.size() - i));
    }
    options.identity = identity_of(searches_[i].settings);
    RunFolder& folder = *searches_[i].folder;
    LiveView view(STDERR_FILENO, presentation.quiet);
    const auto result = search(*searches_[i].model, folder, options, view, signal.flag());
    if (!result) return leave(options.group, false, fail(result.error()));
    if (result->document.front.empty()) status = exit_no_candidate;
    if (result->reason == StopReason::interrupted) status = exit_interrupted;
    well = well && result->well;
    documents.push_back(result->document);
    if (presentation.json) continue;
    const std::string gap = i == 0 ? "" : "\n";
    status = print(gap + result_text(*result, folder.path()), status);
  }
  if (presentation.json) status = print(to_json(documents), status);
  return leave(options.group, well, status);
}

int RegressionRun::help(SearchOptions options) const {
  options.identity = identity_of(settings());
  return assist(*searches_.front().model, options);
}

}  // namespace cambrian::cli
