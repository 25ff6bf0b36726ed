#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/field_flag.hpp"
#include "cli/output.hpp"
#include "cli/ranks.hpp"
#include "cli/run_kind.hpp"

namespace cambrian::cli {
namespace {

CommandLine command_line(ResumeRequest& request, const FieldList& limits) {
  CommandLine line{
      .name = "resume",
      .summary = "Goes on with a run that was stopped or killed, as if nothing had happened.",
      .examples =
          "  cambrian resume runs/planets-20260101-120000\n"
          "  cambrian resume runs/big --time 3600 --threads 16\n",
      .positionals = {{"RUN", "Folder of the run", &request.run}},
  };
  for (const Field& field : limits.all()) line.flags.push_back(field_flag(field));
  line.flags.push_back(
      text_flag("data", "FILE", request.data, "Where the rows of a regression are now"));
  line.flags.push_back(
      switch_flag("json", request.presentation.json, "Results as JSON on standard output"));
  line.flags.push_back(
      switch_flag("quiet", request.presentation.quiet, "No progress on standard error"));
  return line;
}

Plan plan(const ResumeRequest& request) {
  const auto kind = kind_of_run(request.run);
  if (!kind) return kind.error();
  return (*kind)->reopen(request);
}

}  // namespace

int resume(const Words& words) {
  ResumeRequest request;
  const FieldList limits = describe(request.limits);
  const auto parsed = parse(command_line(request, limits), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  return run_in_ranks([&] { return plan(request); });
}

}  // namespace cambrian::cli
