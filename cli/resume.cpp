#include <string>
#include <utility>
#include <vector>

#include "cli/approximation_run.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/field_flag.hpp"
#include "cli/output.hpp"
#include "cli/ranks.hpp"
#include "cli/regression_run.hpp"

namespace cambrian::cli {
namespace {

/// Limits of this session; what is not given is as in the run's first session.
struct Limits {
  std::optional<double> time;
  std::optional<std::int64_t> evaluations;
  std::optional<std::int64_t> threads;
};

template <class Visitor>
void fields(Visitor& v, Limits& l) {
  v("time", l.time, Range{0, 1e9}, "Seconds to search on, 0: no limit");
  v("evaluations", l.evaluations, Range{0, 1e18}, "Formulas to try, those of before included");
  v("threads", l.threads, Range{0, 4096}, "Threads, 0: one per core");
}

struct Request {
  std::string run;
  std::string data;
  Limits limits;
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
  line.flags.push_back(text_flag("data", "FILE", request.data, "Where the run's rows are now"));
  line.flags.push_back(
      switch_flag("json", request.presentation.json, "Results as JSON on standard output"));
  line.flags.push_back(
      switch_flag("quiet", request.presentation.quiet, "No progress on standard error"));
  return line;
}

template <class Settings>
SearchOptions options_of(const Limits& given, Settings settings) {
  if (given.time) settings.time = given.time;
  if (given.evaluations) settings.evaluations = static_cast<std::uint64_t>(*given.evaluations);
  if (given.threads) settings.threads = static_cast<std::uint32_t>(*given.threads);
  return {settings.seconds(), settings.evaluations, settings.threads};
}

int resume_approximation(const Request& request) {
  const auto plan = [&](bool first) { return ApproximationRun::reopen(request.run, first); };
  const auto options = [&](const ApproximationRun& run) {
    return options_of(request.limits, run.settings());
  };
  return approximate_in_ranks(plan, options, request.presentation);
}

}  // namespace

int resume(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  if (is_approximation(request.run)) return resume_approximation(request);
  const auto plan = [&](bool first) {
    return RegressionRun::reopen(request.run, request.data, first);
  };
  const auto options = [&](const RegressionRun& run) {
    return options_of(request.limits, run.settings());
  };
  return run_in_ranks(plan, options, request.presentation);
}

}  // namespace cambrian::cli
