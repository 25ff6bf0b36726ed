#include <string>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/config_file.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/ranks.hpp"
#include "cli/regression/commands.hpp"
#include "cli/regression/run.hpp"
#include "cli/regression/settings.hpp"

namespace cambrian::cli {
namespace {

/// What the command line says beyond the settings.
struct Request {
  RegressSettings settings;
  FieldList fields = describe(settings);
  std::string output;
  Presentation presentation;
  bool print_config = false;
};

constexpr const char* kExamples =
    "  cambrian regress planets.csv --target period\n"
    "  cambrian regress data.csv --target y --time 10 --operators \"+ - * / sqrt exp\"\n"
    "  cambrian regress data.csv --target y --units \"x=m, t=s, y=m/s^2\"\n"
    "  cambrian regress data.csv --target y --op \"sinc(x) = sin(x)/x\" --max-size 20\n"
    "  cambrian regress data.csv --target y --evaluations 1e6 --json > result.json\n";

constexpr const char* kNotes =
    "Every setting may also stand in a file: --print-config > my.json, edit, --config my.json.\n"
    "Ctrl-C stops and saves; `cambrian resume RUN` goes on.\n"
    "Exit status: 0 done, 1 no valid formula, 2 wrong input, 3 internal error, 130 interrupted.\n";

CommandLine command_line(Request& request) {
  CommandLine line{
      .name = "regress",
      .summary =
          "Finds formulas that explain one column of a table by the others: the best for "
          "each complexity.",
      .examples = kExamples,
      .positionals = {{"DATA", "CSV, TSV or blanks, also gzipped; -: standard input",
                       &request.settings.data, false}},
      .flags = {text_flag("output", "DIR", request.output,
                          "Run folder; default: a new one in runs/"),
                switch_flag("json", request.presentation.json,
                            "Results as JSON on standard output"),
                switch_flag("quiet", request.presentation.quiet, "No progress on standard error"),
                switch_flag("print-config", request.print_config,
                            "Print all settings as a configuration file, and stop")},
      .notes = kNotes,
  };
  // A file's settings come first, so that flags override them: parse() keeps this order.
  line.flags.insert(
      line.flags.begin(),
      {"config", "FILE", "Read settings from a JSON file; flags override it",
       [&request](const std::string& path) { return read_settings(request.fields, path); }});
  for (Flag& flag : line.flags) flag.group = "Run";
  for (Flag& flag : settings_flags(request.fields)) line.flags.push_back(std::move(flag));
  return line;
}

}  // namespace

int regress(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  if (request.print_config) return print(write_json(request.fields));
  const RegressSettings& settings = request.settings;
  if (settings.data.empty()) {
    return fail({"DATA", "missing", "cambrian regress data.csv --target y; or see --help"});
  }
  return run_in_ranks(
      [&] { return RegressionRun::plan(settings, request.output, request.presentation); });
}

}  // namespace cambrian::cli
