#include "cli/run_log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>

namespace cambrian::cli {

RunLog::RunLog(const std::string& path) {
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(path);
    // Made by hand rather than through spdlog's registry, which is a global.
    logger_ = std::make_shared<spdlog::logger>("run", std::move(sink));
    logger_->set_pattern("%Y-%m-%d %H:%M:%S.%e  %-7l  %v");
    logger_->flush_on(spdlog::level::info);
    logger_->set_error_handler([](const std::string&) {});
  } catch (const spdlog::spdlog_ex&) {
    logger_ = nullptr;
  }
}

RunLog::~RunLog() = default;

void RunLog::info(const std::string& line) {
  if (logger_) logger_->info("{}", line);
}

void RunLog::warn(const std::string& line) {
  if (logger_) logger_->warn("{}", line);
}

}  // namespace cambrian::cli
