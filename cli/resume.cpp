#include <string>
#include <utility>
#include <vector>

#include "cli/approximation_run.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/field_flag.hpp"
#include "cli/job_run.hpp"
#include "cli/output.hpp"
#include "cli/ranks.hpp"
#include "cli/regression_run.hpp"
#include "cli/run_files.hpp"

namespace cambrian::cli {
namespace {

struct Request {
  std::string run;
  std::string data;
  SessionLimits limits;
  FieldList fields = describe(limits);
  Presentation presentation;
};

CommandLine command_line(Request& request) {
  CommandLine line{
      .name = "resume",
      .summary = "Goes on with a run that was stopped or killed, as if nothing had happened.",
      .examples =
          "  cambrian resume runs/planets-20260101-120000\n"
          "  cambrian resume runs/big --time 3600 --threads 16\n",
      .positionals = {{"RUN", "Folder of the run", &request.run}},
  };
  for (const Field& field : request.fields.all()) line.flags.push_back(field_flag(field));
  line.flags.push_back(
      text_flag("data", "FILE", request.data, "Where the rows of a regression are now"));
  line.flags.push_back(
      switch_flag("json", request.presentation.json, "Results as JSON on standard output"));
  line.flags.push_back(
      switch_flag("quiet", request.presentation.quiet, "No progress on standard error"));
  return line;
}

Plan plan(const Request& request) {
  const auto command = command_of(request.run);
  if (!command) return command.error();
  if (*command == "run") {
    return JobRun::reopen(request.run, request.limits, request.presentation);
  }
  if (*command == "approximate") {
    return ApproximationRun::reopen(request.run, request.limits, request.presentation);
  }
  return RegressionRun::reopen(request.run, request.data, request.limits, request.presentation);
}

}  // namespace

int resume(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  return run_in_ranks([&] { return plan(request); });
}

}  // namespace cambrian::cli
