#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "cli/approximation/commands.hpp"
#include "cli/approximation/measured_weights.hpp"
#include "cli/approximation/run.hpp"
#include "cli/approximation/second_opinion.hpp"
#include "cli/arguments.hpp"
#include "cli/config_file.hpp"
#include "cli/exit_code.hpp"
#include "cli/field_flag.hpp"
#include "cli/output.hpp"
#include "cli/ranks.hpp"
#include "cli/screen.hpp"
#include "engine/config/config.hpp"
#include "engine/text/text_source.hpp"
#include "operators/program/parse.hpp"
#include "problems/function_approximation/judge.hpp"

namespace cambrian::cli {
namespace {

/// What the command line says beyond the settings.
struct Request {
  ApproximateSettings settings;
  FieldList fields = describe(settings);
  std::string output;
  Presentation presentation;
  bool print_config = false;
  bool measure_weights = false;
  std::string judge;  ///< a file; empty: a search
};

constexpr const char* kExamples =
    "  cambrian approximate \"2^x\" --on 0,1\n"
    "  cambrian approximate sin --on=-pi/4,pi/4 --time 300\n"
    "  cambrian approximate \"log2(1+x)\" --on 0,1 --max-cost 9 --evaluations 1e6\n"
    "  cambrian approximate exp2 --on=-1/2,1/2 --operators \"fma *\" --max-cost 6\n"
    "  cambrian approximate exp2 --full-range --operators \"fma *\" --max-cost 6\n"
    "  cambrian approximate \"2^x\" --on 0,1 --judge mine.txt\n"
    "  cambrian approximate \"2^x\" --on 0,1 --start mine.txt\n"
    "  cambrian show RUN --c --complexity 8 > approximation.c\n";

constexpr const char* kNotes =
    "Every setting may also stand in a file: --print-config > my.json, edit, --config my.json.\n"
    "Ctrl-C stops and saves; `cambrian resume RUN` goes on.\n"
    "Exit status: 0 done, 1 no valid program, 2 wrong input, 3 internal error, 130 interrupted.\n";

// Which flags --help shows; the others are for --help-all.
constexpr std::array<std::string_view, 13> kCommon{
    "on",       "error", "parity",       "type", "full_range",  "operators", "cost",
    "max_cost", "seed",  "target_error", "time", "evaluations", "threads"};

Result<void> read_start(approximation::ApproximationConfig& config, const std::string& path) {
  auto source = text::read_text(path);
  if (!source) return source.error();
  if (const auto program = program::parse(*source, path); !program) return program.error();
  config.start = std::move(*source);
  return {};
}

CommandLine command_line(Request& request) {
  CommandLine line{
      .name = "approximate",
      .summary =
          "Finds programs of a few operations that compute a function: the most accurate for "
          "each cost.",
      .examples = kExamples,
      .positionals = {{"FUNCTION", "\"2^x\", any expression of x, or a name: exp2, erf, airy",
                       &request.settings.approximation.function, false}},
      .flags =
          {{"config", "FILE", "Read settings from a JSON file; flags override it",
            [&request](const std::string& path) { return read_settings(request.fields, path); }},
           text_flag(
               "judge", "FILE", request.judge,
               "No search: judge the program in the file, \"a = x*x; (a + 2*x + 1)^4\", beside "
               "textbooks, as it is and with its best constants"),
           {"start", "FILE",
            "Search from the program in the file, too: \"a = x*x; (a + 2*x + 1)^4\"",
            [&request](const std::string& path) {
              return read_start(request.settings.approximation, path);
            }},
           text_flag("output", "DIR", request.output, "Run folder; default: a new one in runs/"),
           switch_flag("json", request.presentation.json, "Results as JSON on standard output"),
           switch_flag("quiet", request.presentation.quiet, "No progress on standard error"),
           switch_flag("measure-weights", request.measure_weights,
                       "No search: measure what operators take on this processor, and print "
                       "--weights"),
           switch_flag("print-config", request.print_config,
                       "Print all settings as a configuration file, and stop")},
      .notes = kNotes,
  };
  for (const Field& field : request.fields.all()) {
    if (field.path == "function" || field.path == "start") continue;
    Flag flag = field_flag(field);
    flag.common = std::find(kCommon.begin(), kCommon.end(), field.path) != kCommon.end();
    flag.group = flag.common ? "What is approximated, by what, for how long" : "The search";
    if (field.path == "on") flag.value = "A,B";
    if (field.path == "weights") flag.value = "WEIGHTS";
    line.flags.push_back(std::move(flag));
  }
  return line;
}

int judge(const Request& request) {
  const auto source = text::read_text(request.judge);
  if (!source) return fail(source.error());
  const auto program = program::parse(*source, request.judge);
  if (!program) return fail(program.error());
  const approximation::ApproximationConfig& config = request.settings.approximation;
  if (config.full_range || config.type != "double") {
    return fail({"--judge", "programs are judged in double precision only",
                 "leave --type and --full-range out"});
  }
  const auto problem = approximation::make_problem(config);
  if (!problem) return fail(problem.error());
  auto run = make_document(**problem, approximation::judge(**problem, *program));
  if (request.settings.sollya) ask_sollya(run);
  if (request.presentation.json) return print(to_json(run));
  const Screen screen = screen_of(STDOUT_FILENO);
  const std::string table = front_table(run, screen.live ? screen.width : 0);
  const std::string note = run.front.size() == 1
                               ? "No better constants were found for it.\n"
                               : "First the program as it is, then with the best constants.\n";
  return print(table + opinion_text(run) + note);
}

}  // namespace

int approximate(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  if (request.print_config) return print(write_json(request.fields));
  if (request.measure_weights) return print(measured_weights());
  const ApproximateSettings& settings = request.settings;
  if (settings.approximation.function.empty()) {
    return fail({"FUNCTION", "missing", "cambrian approximate \"2^x\" --on 0,1; or see --help"});
  }
  if (!request.judge.empty()) return judge(request);
  return run_in_ranks(
      [&] { return ApproximationRun::plan(settings, request.output, request.presentation); });
}

}  // namespace cambrian::cli
