// ConfigSource: a configuration and the flags that change it, as several commands take them.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/job_config.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

struct ConfigSource {
  std::string config{};  ///< file; empty: nothing but assignments
  std::vector<Assignment> assignments{};
  std::vector<std::string> plugins{};
  bool deterministic = false;

  /// Relative paths in it start at the file's folder.
  Result<JobConfig> read() const;
  /// What run folders are called after.
  std::string stem() const;
};

/// CONFIG. The request must outlive what is given.
Positional config_word(ConfigSource& request);
/// --plugin PATH, a library or a folder of libraries; may be repeated.
Flag plugin_flag(std::vector<std::string>& plugins);
/// --set, --plugin, --seed, --threads, --time, --evaluations, --deterministic.
std::vector<Flag> job_flags(ConfigSource& request);

}  // namespace cambrian::cli
