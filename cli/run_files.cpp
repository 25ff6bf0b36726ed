#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/run_document.hpp"
#include "engine/core/suggest.hpp"
#include "engine/state/file_system.hpp"

namespace cambrian::cli {
namespace {

namespace fs = std::filesystem;

Result<RunDocument> read_one(const std::string& path) {
  const auto folder = RunFolder::view(path);
  if (!folder) return folder.error();
  if (auto known = check_command(folder->manifest(), path); !known) return known.error();
  const std::string file = folder->file("hall_of_fame.json");
  if (!FileSystem::posix().exists(file)) {
    return Error{path, "holds no formula yet", "go on with: cambrian resume " + path};
  }
  const auto bytes = read_file(FileSystem::posix(), file);
  if (!bytes) return bytes.error();
  return read_document({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, file);
}

}  // namespace

Result<void> check_command(const Manifest& manifest, const std::string& path) {
  if (manifest.command == "regress") return {};
  return Error{path, "is a run of `cambrian " + manifest.command + "`",
               "name the folder of a run of `cambrian regress`"};
}

Result<std::vector<std::string>> run_folders(const std::string& path) {
  std::error_code fault;
  if (!fs::is_directory(path, fault)) {
    return Error{path, "no such run folder", "see the folders in runs/"};
  }
  if (fs::exists(fs::path(path) / "manifest.json", fault)) return std::vector{path};
  std::vector<std::string> folders;
  for (const auto& entry : fs::directory_iterator(path, fault)) {
    if (fs::exists(entry.path() / "manifest.json", fault)) folders.push_back(entry.path().string());
  }
  std::sort(folders.begin(), folders.end());
  if (!folders.empty()) return folders;
  return Error{path, "is no run folder", "it has no manifest.json"};
}

Result<std::vector<RunDocument>> read_runs(const std::string& path) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  std::vector<RunDocument> runs;
  for (const std::string& folder : *folders) {
    auto run = read_one(folder);
    if (!run) return run.error();
    runs.push_back(std::move(*run));
  }
  return runs;
}

Result<RunDocument> read_run(const std::string& path, const std::string& target) {
  auto runs = read_runs(path);
  if (!runs) return runs.error();
  if (target.empty() && runs->size() == 1) return std::move(runs->front());
  std::vector<std::string> names;
  for (RunDocument& run : *runs) {
    if (run.target == target) return std::move(run);
    names.push_back(run.target);
  }
  std::string known;
  for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
  if (target.empty()) {
    return Error{path, "holds several targets", "choose one with --target: " + known};
  }
  return Error{"--target " + target, "the run has no such target",
               did_you_mean(target, names, "it has: " + known)};
}

}  // namespace cambrian::cli
