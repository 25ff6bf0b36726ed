#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/run_files.hpp"
#include "cluster/status.hpp"

namespace cambrian::cli {
namespace {

constexpr std::chrono::milliseconds kPause{200};

/// The log of one search, read bit by bit.
class Log {
 public:
  Log(std::string folder, std::string prefix)
      : folder_(std::move(folder)), prefix_(std::move(prefix)) {}

  /// The whole lines that have come since the last call.
  std::string news() {
    std::ifstream file(folder_ + "/log.txt", std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset_));
    std::string text;
    std::string line;
    while (std::getline(file, line) && !file.eof()) {
      offset_ += line.size() + 1;
      text += prefix_ + line + "\n";
    }
    return text;
  }

  bool goes_on() const {
    const auto folder = RunFolder::view(folder_);
    if (!folder) return false;
    const auto status = read_status(*folder);
    return status && status->state == "running";
  }

 private:
  std::string folder_;
  std::string prefix_;
  std::size_t offset_ = 0;
};

int print_logs(const std::string& run, bool follow) {
  const auto folders = run_folders(run);
  if (!folders) return fail(folders.error());
  std::vector<Log> logs;
  for (const std::string& folder : *folders) {
    const std::string name = std::filesystem::path(folder).filename().string();
    logs.emplace_back(folder, folders->size() > 1 ? name + "  " : "");
  }
  for (bool more = true; more;) {
    // Asked before the last look, so that nothing written until the end is missed.
    more = false;
    for (const Log& log : logs) more = more || (follow && log.goes_on());
    for (Log& log : logs) {
      if (const int status = print(log.news()); status != exit_done) return status;
    }
    if (more) std::this_thread::sleep_for(kPause);
  }
  return exit_done;
}

}  // namespace

int logs(const Words& words) {
  std::string run;
  bool follow = false;
  const CommandLine line{
      .name = "logs",
      .summary = "Prints what a run has logged: sessions, finds, warnings.",
      .examples = "  cambrian logs runs/big\n  cambrian logs runs/big --follow\n",
      .positionals = {{"RUN", "Folder of the run", &run}},
      .flags = {switch_flag("follow", follow, "Go on until the run ends")},
  };
  Words long_words;
  for (const std::string& word : words) long_words.push_back(word == "-f" ? "--follow" : word);
  const auto parsed = parse(line, long_words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  return print_logs(run, follow);
}

}  // namespace cambrian::cli
