#include <unistd.h>

#include <cstdint>
#include <string>
#include <vector>

#include "cli/approximation_run.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/formats.hpp"
#include "cli/front_text.hpp"
#include "cli/job_document.hpp"
#include "cli/output.hpp"
#include "cli/pick.hpp"
#include "cli/run_document.hpp"
#include "cli/run_files.hpp"
#include "cli/screen.hpp"

namespace cambrian::cli {
namespace {

enum class Form { text, json, csv, format };

struct Request {
  std::string run;
  std::string target;
  Pick pick;
  Form form = Form::text;
  std::string format;       ///< of Form::format
  std::string format_flag;  ///< that named it
};

Flag form_flag(std::string name, Form form, Form& target, std::string help) {
  return {std::move(name), "", std::move(help),
          [form, &target](const std::string&) -> Result<void> {
            target = form;
            return {};
          }};
}

// --latex is short for --format latex.
Flag format_flag(const std::string& name, Request& request, std::string help) {
  const bool any = name == "format";
  return {name, any ? "NAME" : "", std::move(help),
          [name, any, &request](const std::string& text) -> Result<void> {
            request.form = Form::format;
            request.format = any ? text : name;
            request.format_flag = "--" + name + (any ? " " + text : "");
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
          "  cambrian show runs/planets --json | jq .best.equation\n"
          "  cambrian show runs/job --format json\n",
      .positionals = {{"RUN", "Folder of the run", &request.run}},
      .flags = {form_flag("json", Form::json, request.form, "Everything, as JSON"),
                form_flag("csv", Form::csv, request.form, "The front, as CSV"),
                format_flag("format", request,
                            "The chosen one in a format; of formulas: latex, python, cpp, sympy, "
                            "exact; of programs: c, cpp, python, json, test; of other candidates: "
                            "what their space offers, see `cambrian spaces NAME`"),
                format_flag("latex", request, "The chosen formula in LaTeX"),
                format_flag("python", request, "The chosen formula as a Python function (NumPy)"),
                format_flag("cpp", request, "The chosen formula as a C++ function"),
                format_flag("c", request, "The chosen program as a C function"),
                format_flag("test", request, "A C program that checks the function of --c")},
  };
  for (Flag& flag : pick_flags(request.pick, request.target)) line.flags.push_back(std::move(flag));
  return line;
}

Result<std::string> formula_text(const RunDocument& run, const Request& request) {
  const auto member = request.pick.from(run);
  if (!member) return member.error();
  if (request.form != Form::format) return chosen_text(run, *member);
  return in_format(formats_of(run.front[*member], run.target), request.format, request.format_flag);
}

Result<std::string> text_of(const RunDocument& run, const Request& request) {
  if (request.form == Form::csv) return front_csv(run);
  auto formula = formula_text(run, request);
  if (!formula || request.form != Form::text || request.pick.chosen()) return formula;
  const Screen screen = screen_of(STDOUT_FILENO);
  return front_table(run, screen.live ? screen.width : 0) + "\n" + *formula;
}

std::uint32_t size_of(const ProgramRecord& program) { return program.cost; }
std::uint32_t size_of(const CandidateRecord& candidate) { return candidate.complexity; }

// The one named by --member or --complexity; else `usual`.
template <class Record>
Result<const Record*> picked(const std::vector<Record>& front, const Record& usual,
                             const Request& request) {
  if (request.pick.member) {
    const std::size_t member = *request.pick.member;
    if (member <= front.size()) return &front[member - 1];
    return Error{"--member", "the front has " + std::to_string(front.size()) + " members", ""};
  }
  if (!request.pick.complexity) return &usual;
  std::string sizes;
  for (const Record& record : front) {
    if (size_of(record) == *request.pick.complexity) return &record;
    sizes += (sizes.empty() ? "" : ", ") + std::to_string(size_of(record));
  }
  return Error{"--complexity " + std::to_string(*request.pick.complexity),
               "the front has nothing of this size", "it has: " + sizes};
}

Result<std::string> shown_approximation(const Request& request) {
  const auto run = read_approximation_run(request.run);
  if (!run) return run.error();
  if (request.form == Form::json) return to_json(*run);
  if (request.form == Form::csv) return front_csv(*run);
  if (run->front.empty()) return Error{request.run, "holds no program yet", "resume the run"};
  const auto program = picked(run->front, run->front.back(), request);
  if (!program) return program.error();
  if (request.form == Form::format)
    return in_format(formats_of(**program), request.format, request.format_flag);
  if (request.pick.chosen()) return (*program)->program + "\n";
  const Screen screen = screen_of(STDOUT_FILENO);
  return front_table(*run, screen.live ? screen.width : 0);
}

// One candidate of a run of `cambrian run`.
Result<std::string> candidate_text(const std::vector<JobDocument>& searches,
                                   const Request& request) {
  const auto folders = run_folders(request.run);
  if (!folders) return folders.error();
  if (searches.size() > 1) {
    return Error{request.run, "holds several searches",
                 "name the folder of one of them, e.g. " + folders->front()};
  }
  const JobDocument& search = searches.front();
  if (search.front.empty())
    return Error{request.run, "holds no valid candidate yet", "resume the run"};
  const auto candidate = picked(search.front, search.best(), request);
  if (!candidate) return candidate.error();
  if (request.form != Form::format) return (*candidate)->candidate + "\n";
  const auto formats = formats_of(**candidate, folders->front());
  if (!formats) return formats.error();
  return in_format(*formats, request.format, request.format_flag);
}

Result<std::string> job_text(const Request& request) {
  if (!request.target.empty())
    return Error{"--target", "is for runs of cambrian regress", "leave it out"};
  const auto searches = read_job_runs(request.run);
  if (!searches) return searches.error();
  if (request.form == Form::json) return to_json(*searches);
  const bool one = request.pick.chosen() && request.form == Form::text;
  if (one || request.form == Form::format) return candidate_text(*searches, request);
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
