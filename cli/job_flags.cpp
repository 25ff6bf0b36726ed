#include "cli/job_flags.hpp"

#include <filesystem>
#include <utility>

#include "cli/config_file.hpp"
#include "cli/run_paths.hpp"

namespace cambrian::cli {
namespace {

// As many workers as this can be busy; small enough to slow no search down much.
constexpr std::uint64_t kLag = 32;

Flag assigning(ConfigSource& request, const std::string& name, const std::string& path,
               std::string help) {
  const std::string value = path == "stop.time" ? "SECONDS" : "N";
  return {name, value, std::move(help),
          [&request, name, path](const std::string& text) -> Result<void> {
            request.assignments.push_back({"--" + name, path + "=" + text});
            return {};
          }};
}

}  // namespace

Result<JobConfig> ConfigSource::read() const {
  std::string text = "{}";
  if (!config.empty()) {
    auto content = read_config(config);
    if (!content) return content.error();
    text = std::move(*content);
  }
  auto job = JobConfig::read(text, config.empty() ? "--set" : config, assignments, plugins);
  if (!job) return job;
  JobSettings& settings = job->settings;
  const std::filesystem::path base = config.empty()
                                         ? std::filesystem::current_path()
                                         : std::filesystem::absolute(config).parent_path();
  settings.folder = (base / settings.folder).lexically_normal().string();
  if (deterministic && settings.lag == 0) settings.lag = kLag;
  return job;
}

std::string ConfigSource::stem() const { return config.empty() ? "run" : stem_of(config); }

Positional config_word(ConfigSource& request) {
  return {"CONFIG", "JSON file: problem, algorithm, limits; comments are allowed", &request.config,
          false};
}

Flag plugin_flag(std::vector<std::string>& plugins) {
  return {"plugin", "PATH",
          "A library with spaces or algorithms, or a folder of such; may be repeated",
          [&plugins](const std::string& path) -> Result<void> {
            plugins.push_back(path);
            return {};
          }};
}

std::vector<Flag> job_flags(ConfigSource& request) {
  return {
      {"set", "PATH=VALUE", "Change a setting: --set algorithm.population=50; may be repeated",
       [&request](const std::string& text) -> Result<void> {
         request.assignments.push_back({"--set", text});
         return {};
       }},
      plugin_flag(request.plugins),
      assigning(request, "seed", "seed", "The same as --set seed=N"),
      assigning(request, "evaluations", "stop.evaluations", "The same as --set stop.evaluations=N"),
      assigning(request, "time", "stop.time", "The same as --set stop.time=SECONDS"),
      assigning(request, "threads", "threads", "The same as --set threads=N"),
      switch_flag("deterministic", request.deterministic,
                  "One result for any number of workers: --set lag=32, unless the file sets it"),
  };
}

}  // namespace cambrian::cli
