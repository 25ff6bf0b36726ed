#include <cstdint>
#include <string>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/field_flag.hpp"
#include "cli/job_flags.hpp"
#include "cli/job_run.hpp"
#include "cli/output.hpp"
#include "cli/ranks.hpp"
#include "cli/schedule.hpp"
#include "engine/config/config.hpp"

namespace cambrian::cli {
namespace {

struct Sweep {
  std::uint32_t seeds = 1;
};

template <class Visitor>
void fields(Visitor& v, Sweep& s) {
  v("seeds", s.seeds, Range{1, 1e6}, "Searches, of this seed and those after it");
}

struct Request {
  ConfigSource job;
  Sweep sweep;
  FieldList sweep_fields = describe(sweep);
  std::string output;
  std::string schedule;
  Presentation presentation;
  bool print_config = false;

  Result<JobConfig> read() const;
};

Result<JobConfig> Request::read() const {
  if (schedule.empty()) return job.read();
  const auto found = read_schedule(schedule);
  if (!found) return found.error();
  ConfigSource source = job;
  for (Assignment& assignment : found->assignments("--replay-schedule"))
    source.assignments.push_back(std::move(assignment));
  return source.read();
}

CommandLine command_line(Request& request) {
  CommandLine line{
      .name = "run",
      .summary = "Searches a problem with an algorithm, both named by a configuration.",
      .examples =
          "  cambrian run job.json\n"
          "  cambrian run job.json --seed 7 --set algorithm.population=50\n"
          "  cambrian run job.json --seeds 11 --evaluations 1e4 --deterministic\n"
          "  cambrian run --set problem.name=one_max\n"
          "  cambrian run digits.json --replay-schedule runs/digits\n"
          "  mpirun -n 5 cambrian run job.json --output runs/big\n",
      .positionals = {config_word(request.job)},
      .flags = job_flags(request.job),
      .notes =
          "Ctrl-C stops and saves; `cambrian resume RUN` goes on. `cambrian spaces` and\n"
          "`cambrian algorithms` list what a configuration can name.\n"
          "Exit status: 0 done, 1 no valid candidate, 2 wrong input, 3 internal error, 130 "
          "interrupted.\n",
  };
  for (const Field& field : request.sweep_fields.all()) line.flags.push_back(field_flag(field));
  for (Flag& flag : std::vector<Flag>{
           text_flag("output", "DIR", request.output, "Run folder; default: a new one in runs/"),
           text_flag(
               "replay-schedule", "FILE|RUN", request.schedule,
               "Instead of a search, one fresh member trains by the schedule of a run's best, "
               "or of a file of `cambrian show RUN --schedule --json`"),
           switch_flag("json", request.presentation.json, "Results as JSON on standard output"),
           switch_flag("quiet", request.presentation.quiet, "No progress on standard error"),
           switch_flag("print-config", request.print_config,
                       "Print all settings as a configuration file, and stop")}) {
    line.flags.push_back(std::move(flag));
  }
  return line;
}

}  // namespace

int run(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  if (request.print_config) {
    auto config = request.read();
    return config ? print(write_json(config->fields())) : fail(config.error());
  }
  return run_in_ranks([&]() -> Plan {
    auto config = request.read();
    if (!config) return config.error();
    return JobRun::plan(std::move(*config), {.output = request.output,
                                             .stem = request.job.stem(),
                                             .seeds = request.sweep.seeds,
                                             .presentation = request.presentation});
  });
}

}  // namespace cambrian::cli
