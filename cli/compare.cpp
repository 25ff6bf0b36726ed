#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/comparison.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"

namespace cambrian::cli {
namespace {

struct Request {
  std::vector<std::string> runs;
  std::string page;
  bool json = false;
};

CommandLine command_line(Request& request) {
  return {
      .name = "compare",
      .summary =
          "Compares ways to search: runs that differ in their seed only are one way, and "
          "their medians stand side by side.",
      .examples =
          "  cambrian compare runs/evolution runs/random\n"
          "  cambrian compare runs/* --html comparison.html\n",
      .positionals = {{.name = "RUN...",
                       .help = "Folders of runs, or folders that hold several seeds",
                       .several = &request.runs}},
      .flags = {text_flag("html", "PAGE.html", request.page,
                          "Writes a page with plots, which needs no other file"),
                switch_flag("json", request.json, "Everything, with the curves, as JSON")},
  };
}

Result<Comparison> compared(const Request& request) {
  std::vector<RunTrace> runs;
  for (const std::string& path : request.runs) {
    auto traces = read_traces(path);
    if (!traces) return traces.error();
    for (RunTrace& trace : *traces) {
      if (!runs.empty() && trace.objectives.front() != runs.front().objectives.front()) {
        return Error{path,
                     "minimises " + trace.objectives.front() + ", but " + runs.front().path +
                         " minimises " + runs.front().objectives.front(),
                     "compare runs of one problem"};
      }
      runs.push_back(std::move(trace));
    }
  }
  return Comparison::of(std::move(runs));
}

}  // namespace

int compare(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto comparison = compared(request);
  if (!comparison) return fail(comparison.error());
  if (!request.page.empty()) {
    if (const auto written = write_page(request.page, comparison->html()); !written)
      return fail(written.error());
  }
  return print(request.json ? comparison->json() : comparison->text());
}

}  // namespace cambrian::cli
