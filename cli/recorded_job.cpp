#include "cli/recorded_job.hpp"

#include <utility>

#include "cli/run_files.hpp"

namespace cambrian::cli {

Result<JobConfig> recorded_config(const RunFolder& folder) {
  const Manifest& manifest = folder.manifest();
  if (auto known = check_command(manifest, "run", folder.path()); !known) return known.error();
  if (auto same = check_version(folder); !same) return same.error();
  return JobConfig::read(manifest.config, folder.file("manifest.json"), {});
}

Result<RecordedJob> RecordedJob::make(const RunFolder& folder) {
  auto config = recorded_config(folder);
  if (!config) return config.error();
  JobSettings& settings = config->settings;
  settings.evaluation.isolate = false;
  settings.evaluation.seconds.reset();
  settings.evaluation.memory.reset();
  auto job = Job::make(*config, {.folder = settings.folder, .run = {}, .seed = settings.seed});
  if (!job) return job.error();
  EvaluateOptions options = job->options();
  options.evaluations = options.work = options.stagnation = 0;
  options.has_target = false;
  return RecordedJob{std::move(*job), options};
}

}  // namespace cambrian::cli
