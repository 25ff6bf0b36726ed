#include "cli/opened_run.hpp"

#include <utility>

#include "cli/run_files.hpp"

namespace cambrian::cli {

Result<OpenedRun> OpenedRun::open(const std::string& path) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  if (folders->size() > 1) {
    return Error{path, "holds several searches",
                 "name the folder of one of them, e.g. " + folders->front()};
  }
  const auto folder = RunFolder::view(folders->front());
  if (!folder) return folder.error();
  auto recorded = RecordedJob::make(*folder);
  if (!recorded) return recorded.error();
  return OpenedRun{folders->front(), std::move(*recorded)};
}

Result<JobDocument> OpenedRun::found() const {
  auto searches = read_job_runs(folder);
  if (!searches) return searches.error();
  if (searches->front().front.empty()) {
    return Error{folder, "has found nothing valid yet",
                 "let it search for longer: cambrian resume"};
  }
  return std::move(searches->front());
}

}  // namespace cambrian::cli
