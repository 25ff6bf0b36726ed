#include "cli/run_report.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/hypervolume_curve.hpp"
#include "cli/lineage_report.hpp"
#include "cli/page/page.hpp"
#include "cli/spread.hpp"
#include "cli/table_text.hpp"
#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDots = 2000;  // so many evaluations are drawn at most
constexpr std::size_t kRows = 40;    // of a table on a page
constexpr std::size_t kSteps = 12;   // of the lineage as text

std::uint64_t failures(const RunTrace& trace) {
  return trace.outcome(Status::failed) + trace.outcome(Status::timed_out);
}

std::string best_text(const RunTrace& trace) {
  return trace.progress.empty() ? "none" : brief(trace.progress.back().value);
}

double rate(const RunTrace& trace) {
  return trace.seconds > 0 ? static_cast<double>(trace.evaluations) / trace.seconds : 0;
}

std::vector<page::Card> cards(const RunTrace& trace) {
  std::vector<page::Card> all = {
      {best_text(trace), "best " + trace.objectives.front()},
      {counted(static_cast<double>(trace.evaluations)), "evaluations"},
      {duration(trace.seconds), "searched"},
      {counted(rate(trace)), "evaluations per second"},
  };
  if (!trace.progress.empty()) {
    all.push_back({counted(static_cast<double>(trace.progress.back().evaluations)),
                   "evaluations to the best"});
  }
  if (!trace.told.empty()) {
    all.push_back({counted(static_cast<double>(failures(trace))), "failed or timed out"});
    all.push_back({counted(static_cast<double>(trace.outcome(Status::invalid))), "invalid"});
  }
  return all;
}

// Best so far as a line, and every evaluation (thinned out evenly) as a dot.
page::Plot progress_plot(const RunTrace& trace, bool over_seconds) {
  page::Plot plot{over_seconds ? "Best over time" : "Best over evaluations",
                  over_seconds ? "seconds" : "evaluations", trace.objectives.front()};
  page::Series all{"an evaluation", 7};
  all.faint = true;
  const std::size_t stride = trace.told.size() / kDots + 1;
  for (std::size_t i = 0; i < trace.told.size(); i += stride) {
    const RunTrace::Told& told = trace.told[i];
    if (told.status != Status::ok || told.objectives.empty()) continue;
    all.dots.push_back(
        {over_seconds ? told.seconds : static_cast<double>(i + 1), told.objectives.front()});
  }
  page::Series best{"best so far", 0};
  best.curve = over_seconds ? best_over_seconds(trace) : best_over_evaluations(trace);
  std::vector<page::Point> points = best.curve;
  points.insert(points.end(), all.dots.begin(), all.dots.end());
  plot.log_x = page::wants_log(best.curve, true);
  plot.log_y = page::wants_log(points, false);
  if (!all.dots.empty()) plot.series.push_back(std::move(all));
  plot.series.push_back(std::move(best));
  return plot;
}

bool has_front(const RunTrace& trace) {
  return trace.front.size() > 1 && (trace.trades_size() || trace.objectives.size() > 1);
}

// Of a search with several objectives; without series when there is nothing to measure.
page::Plot hypervolume_plot(const RunTrace& trace) {
  page::Plot plot{"Hypervolume over evaluations", "evaluations", "hypervolume (higher is better)"};
  const std::vector<double> reference = common_reference_point({&trace});
  if (reference.empty()) return plot;
  plot.title += ", up to ";
  for (std::size_t k = 0; k < reference.size(); ++k)
    plot.title += (k == 0 ? "" : ", ") + brief(reference[k]);
  page::Series series{"hypervolume", 2};
  series.curve = hypervolume_over_evaluations(trace, reference);
  if (!series.curve.empty()) plot.series.push_back(std::move(series));
  return plot;
}

// Loss over complexity for formulas, else the second objective over the first.
page::Plot front_plot(const RunTrace& trace) {
  const bool sized = trace.trades_size();
  const std::string size = trace.command == "approximate" ? "cost" : "complexity";
  page::Plot plot{"Pareto front", sized ? size : trace.objectives.at(0),
                  sized ? trace.objectives.at(0) : trace.objectives.at(1)};
  page::Series all{"an evaluation", 7};
  all.faint = true;
  const std::size_t stride = trace.told.size() / kDots + 1;
  for (std::size_t i = 0; !sized && i < trace.told.size(); i += stride) {
    const RunTrace::Told& told = trace.told[i];
    if (told.status == Status::ok && told.objectives.size() > 1)
      all.dots.push_back({told.objectives[0], told.objectives[1]});
  }
  page::Series front{"nothing better is known", 1};
  for (const RunTrace::Member& member : trace.front) {
    if (member.objectives.empty()) continue;
    front.dots.push_back(sized ? page::Point{1.0 * member.complexity, member.objectives[0]}
                               : page::Point{member.objectives[0], member.objectives.at(1)});
    front.tips.push_back(member.text);
  }
  if (sized) front.curve = front.dots;
  page::Series known{"what textbooks offer", 3};
  for (const RunTrace::Member& member : trace.baselines) {
    known.dots.push_back({1.0 * member.complexity, member.objectives[0]});
    known.tips.push_back(member.text);
  }
  known.curve = known.dots;
  std::vector<page::Point> points = front.dots;
  points.insert(points.end(), all.dots.begin(), all.dots.end());
  points.insert(points.end(), known.dots.begin(), known.dots.end());
  plot.log_x = !sized && page::wants_log(points, true);
  plot.log_y = page::wants_log(points, false);
  if (!all.dots.empty()) plot.series.push_back(std::move(all));
  if (!known.dots.empty()) plot.series.push_back(std::move(known));
  plot.series.push_back(std::move(front));
  return plot;
}

std::size_t shown_members(const RunTrace& trace) {
  return std::min(trace.front.size(), kShownMembers);
}

page::Table front_table(const RunTrace& trace) {
  page::Table table;
  const bool sized = trace.trades_size();
  if (sized) table.head.push_back(trace.command == "approximate" ? "cost" : "complexity");
  table.head.insert(table.head.end(), trace.objectives.begin(), trace.objectives.end());
  table.numeric.assign(table.head.size(), true);
  table.head.push_back(trace.kind());
  for (const std::size_t i : spread(trace.front.size(), kShownMembers)) {
    const RunTrace::Member& member = trace.front[i];
    std::vector<std::string> row;
    if (sized) row.push_back(std::to_string(member.complexity));
    for (double value : member.objectives) row.push_back(brief(value));
    row.resize(table.numeric.size());
    row.push_back(member.text);
    table.rows.push_back(std::move(row));
  }
  return table;
}

// What is said below the table of the front; empty: it is all there.
std::string front_remark(const RunTrace& trace) {
  const std::size_t more = trace.front.size() - shown_members(trace);
  if (more == 0) return "";
  return "(" + std::to_string(more) + " more between these; all of them: cambrian show " +
         trace.path + " --csv)";
}

std::string not_told(const RunReport& report) {
  return "The lineage of the best cannot be told: " + report.untold;
}

std::string steps_remark(const Lineage& lineage, std::size_t rows) {
  const std::size_t count = lineage.steps.size();
  std::string text = std::to_string(count) + (count == 1 ? " candidate" : " candidates");
  if (count > rows) text += ", of which " + std::to_string(rows) + " with the greatest gains";
  return text;
}

void add_lineage(page::Page& page, const RunReport& report) {
  if (!report.untold.empty()) {
    page.heading("Lineage");
    page.paragraph(not_told(report));
  }
  if (!report.lineage || report.lineage->ways.empty()) return;
  page.heading("How candidates come about");
  page.table(ways_table(*report.lineage));
  if (report.lineage->steps.empty()) return;
  page.heading("Lineage of the best", steps_remark(*report.lineage, kRows));
  page.plots({steps_plot(*report.lineage, report.trace)});
  page.table(steps_table(*report.lineage, report.trace, kRows));
}

void add_schedule(page::Page& page, const RunReport& report) {
  if (!report.schedule) return;
  page.heading("Schedule of the best", "with which settings it was trained, from its start on");
  page.plots(schedule_plots(*report.schedule));
  page.table(schedule_table(*report.schedule));
}

void add_search(page::Page& page, const RunReport& report) {
  const RunTrace& trace = report.trace;
  page.cards(cards(trace));
  page.heading("Progress");
  page.plots({progress_plot(trace, false), progress_plot(trace, true)});
  if (!trace.front.empty()) {
    page.heading(has_front(trace) ? "Pareto front" : "Best found");
    if (has_front(trace)) {
      std::vector<page::Plot> plots = {front_plot(trace)};
      page::Plot volume = hypervolume_plot(trace);
      if (!volume.series.empty()) plots.push_back(std::move(volume));
      page.plots(plots);
    }
    page.table(front_table(trace));
    if (const std::string remark = front_remark(trace); !remark.empty()) page.paragraph(remark);
  }
  add_schedule(page, report);
  add_lineage(page, report);
  if (failures(trace) > 0) {
    page.heading("Failures", std::to_string(failures(trace)) + " evaluations");
    page::Table table{{"evaluations", "what went wrong"}, {}, {true, false}, {}};
    for (const auto& [note, count] : trace.main_faults())
      table.rows.push_back({std::to_string(count), note.empty() ? "no note" : note});
    page.table(table);
  }
  const Json config = Json::parse(trace.config, nullptr, false);
  page.fold("Configuration", config.is_discarded() ? trace.config : config.dump(2));
}

std::string subtitle(const RunTrace& trace) {
  std::string text = "cambrian " + trace.command + ", seed " + std::to_string(trace.seed);
  if (!trace.reason.empty()) text += ", ended: " + trace.reason;
  return text + "; " + trace.path;
}

std::string lineage_text(const RunReport& report, std::size_t width) {
  if (!report.untold.empty()) return "\n" + not_told(report) + "\n";
  if (!report.lineage || report.lineage->ways.empty()) return "";
  std::string out = "\n" + table_text(ways_table(*report.lineage), width);
  if (report.lineage->steps.empty()) return out;
  return out + "\nlineage of the best: " + steps_remark(*report.lineage, kSteps) + "\n" +
         table_text(steps_table(*report.lineage, report.trace, kSteps), width);
}

}  // namespace

Result<std::vector<RunReport>> read_reports(const std::string& path) {
  auto traces = read_traces(path);
  if (!traces) return traces.error();
  std::vector<RunReport> reports;
  for (RunTrace& trace : *traces) {
    RunReport& report = reports.emplace_back();
    report.trace = std::move(trace);
    if (report.trace.command != "run") continue;
    auto lineage = read_lineage(report.trace);
    if (auto schedule = Schedule::read(report.trace)) report.schedule = std::move(*schedule);
    if (lineage) report.lineage = std::move(*lineage);
    if (!lineage) report.untold = lineage.error().message();
  }
  return reports;
}

std::string report_text(const RunReport& report, std::size_t width) {
  const RunTrace& trace = report.trace;
  std::string out = trace.path + "  " + trace.state;
  if (!trace.reason.empty()) out += " (" + trace.reason + ")";
  out += "\n\n";
  for (const page::Card& card : cards(trace))
    out += pad_left(card.value, 14) + "  " + card.label + "\n";
  if (!trace.front.empty()) {
    out += "\n" + table_text(front_table(trace), width);
    if (const std::string remark = front_remark(trace); !remark.empty()) out += remark + "\n";
  }
  out += lineage_text(report, width);
  const auto faults = trace.main_faults();
  if (!faults.empty()) out += "\n";
  for (const auto& [note, count] : faults)
    out += pad_left(std::to_string(count), 14) + "  " + (note.empty() ? "no note" : note) + "\n";
  return out;
}

std::string report_html(const std::vector<RunReport>& reports) {
  const RunTrace& first = reports.front().trace;
  page::Page page(first.name(), subtitle(first), first.state);
  for (const RunReport& report : reports) {
    if (reports.size() > 1) page.heading(report.trace.name(), subtitle(report.trace));
    add_search(page, report);
  }
  return page.html();
}

}  // namespace cambrian::cli
