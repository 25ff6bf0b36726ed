#include <unistd.h>

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/front_text.hpp"
#include "cli/output.hpp"
#include "cli/pick.hpp"
#include "cli/run_document.hpp"
#include "cli/screen.hpp"

namespace cambrian::cli {
namespace {

enum class Form { text, json, csv, latex, python, cpp };

struct Request {
  std::string run;
  std::string target;
  Pick pick;
  Form form = Form::text;
};

Flag form_flag(std::string name, Form form, Form& target, std::string help) {
  return {std::move(name), "", std::move(help),
          [form, &target](const std::string&) -> Result<void> {
            target = form;
            return {};
          }};
}

CommandLine command_line(Request& request) {
  CommandLine line{
      .name = "show",
      .summary = "Prints what a run has found, also while it is going on.",
      .examples =
          "  cambrian show runs/planets\n"
          "  cambrian show runs/planets --python --complexity 5 > law.py\n"
          "  cambrian show runs/planets --json | jq .best.equation\n",
      .positionals = {{"RUN", "Folder of the run", &request.run}},
      .flags = {form_flag("json", Form::json, request.form, "Everything, as JSON"),
                form_flag("csv", Form::csv, request.form, "The front, as CSV"),
                form_flag("latex", Form::latex, request.form, "The chosen formula in LaTeX"),
                form_flag("python", Form::python, request.form,
                          "The chosen formula as a Python function (NumPy)"),
                form_flag("cpp", Form::cpp, request.form, "The chosen formula as a C++ function")},
  };
  for (Flag& flag : pick_flags(request.pick, request.target)) line.flags.push_back(std::move(flag));
  return line;
}

Result<std::string> formula_text(const RunDocument& run, const Request& request) {
  const auto member = request.pick.from(run);
  if (!member) return member.error();
  const FormulaRecord& f = run.front[*member];
  switch (request.form) {
    case Form::latex:
      return run.target + " = " + f.latex + "\n";
    case Form::python:
      return f.python;
    case Form::cpp:
      return f.cpp;
    default:
      return chosen_text(run, *member);
  }
}

Result<std::string> text_of(const RunDocument& run, const Request& request) {
  if (request.form == Form::csv) return front_csv(run);
  auto formula = formula_text(run, request);
  if (!formula || request.form != Form::text || request.pick.chosen()) return formula;
  const Screen screen = screen_of(STDOUT_FILENO);
  return front_table(run, screen.live ? screen.width : 0) + "\n" + *formula;
}

Result<std::string> shown(const Request& request) {
  auto runs = read_runs(request.run);
  if (!runs) return runs.error();
  if (!request.target.empty() || request.pick.chosen()) {
    auto run = read_run(request.run, request.target);
    if (!run) return run.error();
    *runs = {std::move(*run)};
  }
  if (request.form == Form::json) return to_json(*runs);
  std::string out;
  for (const RunDocument& run : *runs) {
    const auto text = text_of(run, request);
    if (!text) return text.error();
    out += (out.empty() ? "" : "\n") + *text;
  }
  return out;
}

}  // namespace

int show(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto text = shown(request);
  return text ? print(*text) : fail(text.error());
}

}  // namespace cambrian::cli
