#include <unistd.h>

#include <string>
#include <vector>

#include "cli/approximation_run.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/front_text.hpp"
#include "cli/job_document.hpp"
#include "cli/output.hpp"
#include "cli/pick.hpp"
#include "cli/run_document.hpp"
#include "cli/run_files.hpp"
#include "cli/screen.hpp"

namespace cambrian::cli {
namespace {

enum class Form { text, json, csv, latex, python, cpp, c, test };

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
                form_flag("cpp", Form::cpp, request.form, "The chosen formula as a C++ function"),
                form_flag("c", Form::c, request.form, "The chosen program as a C function"),
                form_flag("test", Form::test, request.form,
                          "A C program that checks the function of --c")},
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

// The one named by --member or --complexity; else the most accurate.
Result<ProgramRecord> picked(const ApproximationDocument& run, const Request& request) {
  if (run.front.empty()) return Error{request.run, "holds no program yet", "resume the run"};
  if (request.pick.member) {
    const std::size_t member = *request.pick.member;
    if (member >= 1 && member <= run.front.size()) return run.front[member - 1];
    return Error{"--member", "the front has " + std::to_string(run.front.size()) + " programs", ""};
  }
  if (!request.pick.complexity) return run.front.back();
  std::string costs;
  for (const ProgramRecord& r : run.front) {
    if (r.cost == *request.pick.complexity) return r;
    costs += (costs.empty() ? "" : ", ") + std::to_string(r.cost);
  }
  return Error{"--complexity " + std::to_string(*request.pick.complexity),
               "the front has no program of this cost", "it has: " + costs};
}

Result<std::string> shown_approximation(const Request& request) {
  const auto run = read_approximation_run(request.run);
  if (!run) return run.error();
  const auto program = picked(*run, request);
  if (!program) return program.error();
  switch (request.form) {
    case Form::json:
      return to_json(*run);
    case Form::csv:
      return front_csv(*run);
    case Form::python:
      return program->python;
    case Form::cpp:
      return program->cpp;
    case Form::c:
      return program->c;
    case Form::test:
      return program->test;
    case Form::latex:
      return Error{"--latex", "is for formulas, and this run found programs",
                   "use --c, --cpp or --python"};
    case Form::text:
      break;
  }
  if (request.pick.chosen()) return program->program + "\n";
  const Screen screen = screen_of(STDOUT_FILENO);
  return front_table(*run, screen.live ? screen.width : 0);
}

Result<std::string> job_text(const Request& request) {
  if (request.pick.chosen() || !request.target.empty()) {
    return Error{request.run, "is a run of `cambrian run`, without formulas to choose from",
                 "leave --member, --complexity and --target out"};
  }
  const auto searches = read_job_runs(request.run);
  if (!searches) return searches.error();
  if (request.form == Form::json) return to_json(*searches);
  if (request.form != Form::text && request.form != Form::csv) {
    return Error{request.run, "is a run of `cambrian run`, which finds no formulas",
                 "it can be shown as text, --json or --csv"};
  }
  const Screen screen = screen_of(STDOUT_FILENO);
  std::string out;
  for (const JobDocument& search : *searches) {
    if (searches->size() > 1) {
      out += (out.empty() ? "seed " : "\nseed ") + std::to_string(search.seed) + "\n";
    }
    out += request.form == Form::csv ? front_csv(search)
                                     : result_text(search, screen.live ? screen.width : 0);
  }
  return out;
}

Result<std::string> shown(const Request& request) {
  const auto command = command_of(request.run);
  if (!command) return command.error();
  if (*command == "run") return job_text(request);
  if (*command == "approximate") return shown_approximation(request);
  if (request.form == Form::c || request.form == Form::test) {
    return Error{request.form == Form::c ? "--c" : "--test", "is for runs of cambrian approximate",
                 "use --cpp or --python"};
  }
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
