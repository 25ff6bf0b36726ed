#include <unistd.h>

#include <string>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/run_report.hpp"
#include "cli/screen.hpp"

namespace cambrian::cli {
namespace {

struct Request {
  std::string run;
  std::string page;
  bool json = false;
};

CommandLine command_line(Request& request) {
  return {
      .name = "report",
      .summary =
          "Tells how a run went: progress, best candidates and their lineage, failures; also of "
          "one that is going on or was killed.",
      .examples =
          "  cambrian report runs/planets\n"
          "  cambrian report runs/planets --html report.html\n",
      .positionals = {{"RUN", "Folder of the run", &request.run}},
      .flags = {text_flag("html", "PAGE.html", request.page,
                          "Writes a page with plots, which needs no other file"),
                switch_flag("json", request.json, "Everything, with the progress, as JSON")},
  };
}

}  // namespace

int report(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto reports = read_reports(request.run);
  if (!reports) return fail(reports.error());
  if (!request.page.empty()) {
    if (const auto written = write_page(request.page, report_html(*reports)); !written)
      return fail(written.error());
  }
  if (request.json) return print(report_json(*reports));
  const Screen screen = screen_of(STDOUT_FILENO);
  std::string text;
  for (const RunReport& report : *reports)
    text += (text.empty() ? "" : "\n") + report_text(report, screen.live ? screen.width : 0);
  return print(text);
}

}  // namespace cambrian::cli
