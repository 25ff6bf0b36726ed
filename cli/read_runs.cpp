#include <utility>

#include "cli/job_document.hpp"
#include "cli/run_document.hpp"
#include "cli/run_files.hpp"
#include "engine/core/suggest.hpp"

namespace cambrian::cli {
namespace {

Result<RunDocument> read_one_regression(const std::string& path) {
  const auto folder = RunFolder::view(path);
  if (!folder) return folder.error();
  if (auto known = check_command(folder->manifest(), "regress", path); !known) return known.error();
  const auto text = read_hall(*folder);
  if (!text) return text.error();
  return read_document(*text, folder->file("hall_of_fame.json"));
}

Result<JobDocument> read_one_job(const std::string& path) {
  const auto folder = RunFolder::view(path);
  if (!folder) return folder.error();
  if (auto known = check_command(folder->manifest(), "run", path); !known) return known.error();
  const auto text = read_hall(*folder);
  if (!text) return text.error();
  return read_job_document(*text, folder->file("hall_of_fame.json"));
}

template <class Document>
Result<std::vector<Document>> read_all(const std::string& path,
                                       Result<Document> (*read)(const std::string&)) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  std::vector<Document> runs;
  for (const std::string& folder : *folders) {
    auto run = read(folder);
    if (!run) return run.error();
    runs.push_back(std::move(*run));
  }
  return runs;
}

}  // namespace

Result<std::vector<JobDocument>> read_job_runs(const std::string& path) {
  return read_all(path, read_one_job);
}

Result<std::vector<RunDocument>> read_runs(const std::string& path) {
  return read_all(path, read_one_regression);
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
