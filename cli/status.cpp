#include "cluster/status.hpp"

#include <cmath>
#include <ctime>
#include <string>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/run_files.hpp"
#include "cli/text.hpp"
#include "cluster/slurm.hpp"

namespace cambrian::cli {
namespace {

struct Request {
  std::string run;
  bool json = false;
};

CommandLine command_line(Request& request) {
  return {
      .name = "status",
      .summary = "Tells how a run stands, from any shell that sees its folder.",
      .examples =
          "  cambrian status runs/planets-20260101-120000\n"
          "  watch cambrian status runs/big\n",
      .positionals = {{"RUN", "Folder of the run", &request.run}},
      .flags = {switch_flag("json", request.json, "As JSON")},
  };
}

std::string text_of(const std::string& path, const RunStatus& status) {
  const auto line = [](const std::string& title, const std::string& value) {
    return value.empty() ? "" : pad_right(title, 13) + value + "\n";
  };
  std::string state = status.state;
  if (!status.reason.empty()) state += " (" + status.reason + ")";
  std::string text = line("run", path) + line("state", state);
  text += line("host", status.host + ", process " + std::to_string(status.pid));
  text += line("job", status.job);
  text += line("elapsed", duration(status.elapsed));
  text += line("evaluations", counted(static_cast<double>(status.evaluations)) + ", " +
                                  counted(status.rate) + "/s");
  text += line("workers", std::to_string(status.workers) + ", " +
                              brief(std::round(1000 * status.utilisation) / 10) + " % busy");
  if (status.lost > 0) text += line("lost", std::to_string(status.lost) + " leases, given again");
  if (status.failures > 0) text += line("failures", std::to_string(status.failures));
  if (!std::isnan(status.best_loss)) {
    text += line("best", brief(status.best_loss) + "  " + status.best);
  }
  return text;
}

// A run that waits in Slurm's queue has no folder yet.
Result<std::string> waiting(const std::string& path) {
  const std::string id = job_id(path);
  const auto state = job_state(id);
  if (!state) return state.error();
  return "job " + id + " is " + (state->empty() ? "no longer queued" : *state) + "\n";
}

Result<std::string> status_of(const Request& request) {
  const auto folders = run_folders(request.run);
  if (!folders && !job_id(request.run).empty()) return waiting(request.run);
  if (!folders) return folders.error();
  std::string text;
  for (const std::string& path : *folders) {
    const auto folder = RunFolder::view(path);
    if (!folder) return folder.error();
    const auto status = read_status(*folder);
    if (!status) return status.error();
    text += request.json ? status->to_json() : (text.empty() ? "" : "\n") + text_of(path, *status);
  }
  return text;
}

}  // namespace

int status(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto text = status_of(request);
  return text ? print(*text) : fail(text.error());
}

}  // namespace cambrian::cli
