#include <string>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/run_kind.hpp"

namespace cambrian::cli {
namespace {

Flag form_flag(std::string name, Form form, Form& target, std::string help) {
  return {std::move(name), "", std::move(help),
          [form, &target](const std::string&) -> Result<void> {
            target = form;
            return {};
          }};
}

// --latex is short for --format latex.
Flag format_flag(const std::string& name, ShowRequest& request, std::string help) {
  const bool any = name == "format";
  return {name, any ? "NAME" : "", std::move(help),
          [name, any, &request](const std::string& text) -> Result<void> {
            request.form = Form::format;
            request.format = any ? text : name;
            request.format_flag = "--" + name + (any ? " " + text : "");
            return {};
          }};
}

CommandLine command_line(ShowRequest& request) {
  CommandLine line{
      .name = "show",
      .summary = "Prints what a run has found, also while it is going on.",
      .examples =
          "  cambrian show runs/planets\n"
          "  cambrian show runs/planets --python --complexity 5 > law.py\n"
          "  cambrian show runs/planets --json | jq .best.equation\n"
          "  cambrian show runs/job --format json\n"
          "  cambrian show runs/digits --schedule\n"
          "  cambrian show runs/exp2 --measure\n",
      .positionals = {{"RUN", "Folder of the run", &request.run}},
      .flags =
          {form_flag("json", Form::json, request.form, "Everything, as JSON"),
           form_flag("csv", Form::csv, request.form, "The front, as CSV"),
           format_flag(
               "format", request,
               "The chosen one in a format; of formulas: latex, python, cpp, sympy, "
               "exact; of programs: c, cpp, python, json, test, bench, sollya, in floats highway; "
               "of other candidates: "
               "what their space offers, see `cambrian spaces NAME`"),
           format_flag("latex", request, "The chosen formula in LaTeX"),
           format_flag("python", request, "The chosen formula as a Python function (NumPy)"),
           format_flag("cpp", request, "The chosen formula as a C++ function"),
           format_flag("c", request, "The chosen program as a C function"),
           format_flag("test", request, "A C program that checks the function of --c"),
           switch_flag("schedule", request.schedule,
                       "With which settings the best was trained, from its start on"),
           switch_flag(
               "measure", request.measure,
               "The front's programs compiled, with what their code takes, in nanoseconds")},
  };
  for (Flag& flag : pick_flags(request.pick, request.target)) line.flags.push_back(std::move(flag));
  return line;
}

}  // namespace

int show(const Words& words) {
  ShowRequest request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto kind = kind_of_run(request.run);
  if (!kind) return fail(kind.error());
  if (request.schedule && (*kind)->schedule == nullptr)
    return fail({"--schedule", "is for trainings, runs of cambrian run", "leave it out"});
  if (request.measure && (*kind)->measured == nullptr)
    return fail({"--measure", "is for programs, runs of cambrian approximate", "leave it out"});
  const auto text = request.schedule  ? (*kind)->schedule(request)
                    : request.measure ? (*kind)->measured(request)
                                      : (*kind)->show(request);
  return text ? print(*text) : fail(text.error());
}

}  // namespace cambrian::cli
