#include "problems/external/once_runner.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <utility>

#include "problems/external/placeholders.hpp"

namespace cambrian::external {
namespace {

namespace fs = std::filesystem;

void write(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

// Empty when there is no such file.
std::optional<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

// The last line that is not empty.
std::string last_line(std::string text) {
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  return text.substr(text.rfind('\n') + 1);
}

bool has(const std::vector<std::string>& command, const std::string& name) {
  for (const std::string& word : command) {
    for (const std::string& found : placeholders(word)) {
      if (found == name) return true;
    }
  }
  return false;
}

}  // namespace

const std::vector<std::string>& placeholder_names() {
  static const std::vector<std::string> kNames = {"input", "output", "folder", "genome",
                                                  "id",    "seed",   "budget"};
  return kNames;
}

OnceRunner::OnceRunner(RunnerOptions options, std::string work, Keep keep)
    : options_(std::move(options)), keep_(work.empty() ? Keep::none : keep) {
  if (work.empty()) temporary_.emplace(fs::temp_directory_path());
  work_ = temporary_ ? temporary_->path() : std::move(work);
}

ProcessOptions OnceRunner::filled_in(const Question& question, const std::string& folder) const {
  std::map<std::string, std::string> values = {
      {"input", folder + "/input.json"},
      {"output", folder + "/output.json"},
      {"folder", options_.folder},
      {"genome", question.genome},
      {"id", std::to_string(static_cast<std::uint64_t>(question.id))},
      {"seed", std::to_string(question.seed)},
      {"budget", std::to_string(question.budget)},
  };
  const auto genome = nlohmann::ordered_json::parse(question.genome);
  for (const auto& [name, value] : genome.items())
    values.emplace(name, value.is_string() ? value.get<std::string>() : value.dump());
  ProcessOptions process{{}, folder, options_.environment, options_.kill_switch};
  for (const std::string& word : options_.command) process.words.push_back(fill_in(word, values));
  return process;
}

Reply OnceRunner::ask(const Question& question, const Check& usable) {
  if (options_.kill_switch->tripped()) return {Status::failed, "", "the run has ended"};
  const std::string folder = work_ + "/" + std::to_string(static_cast<std::uint64_t>(question.id));
  std::error_code ignored;
  fs::remove_all(folder, ignored);  // of an earlier try
  fs::create_directories(folder);
  Reply reply = run(question, folder, usable);
  const bool stays = keep_ == Keep::all || (keep_ == Keep::failed && reply.status != Status::ok);
  if (!stays) fs::remove_all(folder, ignored);
  return reply;
}

Reply OnceRunner::run(const Question& question, const std::string& folder, const Check& usable) {
  write(folder + "/input.json", question.line + "\n");
  ProcessOptions options = filled_in(question, folder);
  const std::uint32_t slot = slots_.take();
  options.environment.emplace(kSlotVariable, std::to_string(slot));
  auto process = Process::start(options);
  if (!process) {
    slots_.give_back(slot);
    return {Status::failed, "", process.error().message()};
  }
  const bool reads_file = has(options_.command, "input");
  const bool in_time = process->wait(options_.seconds, reads_file ? "" : question.line + "\n");
  const std::string end = process->finish();
  slots_.give_back(slot);
  if (!process->errors().empty()) write(folder + "/standard_error.txt", process->errors());
  if (!in_time)
    return {Status::timed_out, "", "took longer than its time limit" + complaint(*process)};
  if (end != Process::kWell)
    return {Status::failed, "", "the command ended, " + end + complaint(*process)};
  std::string text = last_line(process->output());
  if (has(options_.command, "output")) {
    const auto written = content_of(folder + "/output.json");
    if (!written)
      return {Status::failed, "", "the command wrote no output.json" + complaint(*process)};
    text = *written;
  }
  if (const auto good = usable(text); !good)
    return {Status::failed, "", good.error().message() + complaint(*process)};
  return {Status::ok, std::move(text), ""};
}

}  // namespace cambrian::external
