#include "cli/run_paths.hpp"

#include <ctime>
#include <filesystem>

#include "engine/state/file_system.hpp"

namespace cambrian::cli {

std::string stem_of(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  name = name.substr(0, name.find('.', 1));
  return name.empty() || name == "-" ? "rows" : name;
}

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

}  // namespace cambrian::cli
