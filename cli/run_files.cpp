#include "cli/run_files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "engine/core/version.hpp"
#include "engine/state/file_system.hpp"

namespace cambrian::cli {
namespace {

namespace fs = std::filesystem;

// "seed-9" comes before "seed-10".
bool in_order(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace

Result<void> check_version(const RunFolder& folder) {
  const std::string& made_by = folder.manifest().version;
  if (made_by == version()) return {};
  return Error{folder.path(), "was made by version " + made_by + "; this is version " + version(),
               "go on with the version that made it: another may search differently"};
}

Result<void> check_command(const Manifest& manifest, std::string_view command,
                           const std::string& path) {
  if (manifest.command == command) return {};
  return Error{path, "is a run of `cambrian " + manifest.command + "`",
               "name the folder of a run of `cambrian " + std::string(command) + "`"};
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
  if (folders.empty()) return Error{path, "is no run folder", "it has no manifest.json"};
  std::sort(folders.begin(), folders.end(), in_order);
  return folders;
}

Result<std::string> command_of(const std::string& path) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  const auto folder = RunFolder::view(folders->front());
  if (!folder) return folder.error();
  return folder->manifest().command;
}

Result<std::string> read_hall(const RunFolder& folder) {
  const std::string file = folder.file("hall_of_fame.json");
  if (!FileSystem::posix().exists(file)) {
    return Error{folder.path(), "holds no results yet",
                 "go on with: cambrian resume " + folder.path()};
  }
  const auto bytes = read_file(FileSystem::posix(), file);
  if (!bytes) return bytes.error();
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

}  // namespace cambrian::cli
