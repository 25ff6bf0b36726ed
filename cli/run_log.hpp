// RunLog: log.txt of a run folder, for people who ask later what happened and when.
#pragma once

#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace cambrian::cli {

/// Appends lines with date and level. A file that cannot be written is no reason to end a run: then
/// nothing is logged. Not for two threads at once.
class RunLog {
 public:
  explicit RunLog(const std::string& path);
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  void info(const std::string& line);
  void warn(const std::string& line);

 private:
  std::shared_ptr<spdlog::logger> logger_;  ///< null: nothing is logged
};

}  // namespace cambrian::cli
