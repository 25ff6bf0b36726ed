#include "cli/run_report.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/page/page.hpp"
#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDots = 2000;  // so many evaluations are drawn at most
constexpr std::size_t kRows = 40;    // of the front in a table

std::uint64_t outcome(const RunTrace& trace, Status status) {
  const auto found = trace.outcomes.find(status);
  return found == trace.outcomes.end() ? 0 : found->second;
}

std::uint64_t failures(const RunTrace& trace) {
  return outcome(trace, Status::failed) + outcome(trace, Status::timed_out);
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
    all.push_back({counted(static_cast<double>(outcome(trace, Status::invalid))), "invalid"});
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
  return trace.front.size() > 1 && (trace.finds_formulas() || trace.objectives.size() > 1);
}

// Loss over complexity for formulas, else the second objective over the first.
page::Plot front_plot(const RunTrace& trace) {
  const bool formulas = trace.finds_formulas();
  page::Plot plot{"Pareto front", formulas ? "complexity" : trace.objectives.at(0),
                  formulas ? trace.objectives.at(0) : trace.objectives.at(1)};
  page::Series all{"an evaluation", 7};
  all.faint = true;
  const std::size_t stride = trace.told.size() / kDots + 1;
  for (std::size_t i = 0; !formulas && i < trace.told.size(); i += stride) {
    const RunTrace::Told& told = trace.told[i];
    if (told.status == Status::ok && told.objectives.size() > 1)
      all.dots.push_back({told.objectives[0], told.objectives[1]});
  }
  page::Series front{"nothing better is known", 1};
  for (const RunTrace::Member& member : trace.front) {
    if (member.objectives.empty()) continue;
    front.dots.push_back(formulas ? page::Point{1.0 * member.complexity, member.objectives[0]}
                                  : page::Point{member.objectives[0], member.objectives.at(1)});
    front.tips.push_back(member.text);
  }
  if (formulas) front.curve = front.dots;
  std::vector<page::Point> points = front.dots;
  points.insert(points.end(), all.dots.begin(), all.dots.end());
  plot.log_x = !formulas && page::wants_log(points, true);
  plot.log_y = page::wants_log(points, false);
  if (!all.dots.empty()) plot.series.push_back(std::move(all));
  plot.series.push_back(std::move(front));
  return plot;
}

page::Table front_table(const RunTrace& trace) {
  page::Table table;
  const bool sized = trace.finds_formulas();
  if (sized) table.head.push_back("complexity");
  table.head.insert(table.head.end(), trace.objectives.begin(), trace.objectives.end());
  table.numeric.assign(table.head.size(), true);
  table.head.push_back(sized ? "equation" : "candidate");
  for (const RunTrace::Member& member : trace.front) {
    if (table.rows.size() == kRows) break;
    std::vector<std::string> row;
    if (sized) row.push_back(std::to_string(member.complexity));
    for (double value : member.objectives) row.push_back(brief(value));
    row.resize(table.numeric.size());
    row.push_back(member.text);
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<std::pair<std::string, std::uint64_t>> faults_by_number(const RunTrace& trace) {
  std::vector<std::pair<std::string, std::uint64_t>> all(trace.faults.begin(), trace.faults.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (all.size() > kRows) all.resize(kRows);
  return all;
}

void add_search(page::Page& page, const RunTrace& trace) {
  page.cards(cards(trace));
  page.heading("Progress");
  page.plots({progress_plot(trace, false), progress_plot(trace, true)});
  if (!trace.front.empty()) {
    page.heading(has_front(trace) ? "Pareto front" : "Best found");
    if (has_front(trace)) page.plots({front_plot(trace)});
    page.table(front_table(trace));
    if (trace.front.size() > kRows)
      page.paragraph("and " + std::to_string(trace.front.size() - kRows) + " more");
  }
  if (failures(trace) > 0) {
    page.heading("Failures", std::to_string(failures(trace)) + " evaluations");
    page::Table table{{"evaluations", "what went wrong"}, {}, {true, false}, {}};
    for (const auto& [note, count] : faults_by_number(trace))
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

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_of(const RunTrace& trace) {
  Json progress = Json::array();
  for (const RunTrace::Best& best : trace.progress)
    progress.push_back({best.evaluations, best.seconds, best.value});
  Json front = Json::array();
  for (const RunTrace::Member& member : trace.front) {
    Json objectives = Json::array();
    for (double value : member.objectives) objectives.push_back(number(value));
    front.push_back({{"complexity", member.complexity},
                     {"objectives", objectives},
                     {trace.finds_formulas() ? "equation" : "candidate", member.text}});
  }
  Json faults = Json::object();
  for (const auto& [note, count] : faults_by_number(trace)) faults[note] = count;
  return {{"path", trace.path},
          {"command", trace.command},
          {"seed", trace.seed},
          {"state", trace.state},
          {"reason", trace.reason},
          {"objectives", trace.objectives},
          {"best", trace.progress.empty() ? Json(nullptr) : number(trace.progress.back().value)},
          {"evaluations", trace.evaluations},
          {"seconds", trace.seconds},
          {"failed", outcome(trace, Status::failed)},
          {"timed_out", outcome(trace, Status::timed_out)},
          {"invalid", outcome(trace, Status::invalid)},
          {"faults", faults},
          {"progress", progress},
          {"front", front}};
}

}  // namespace

std::string report_text(const RunTrace& trace) {
  std::string out = trace.path + "  " + trace.state;
  if (!trace.reason.empty()) out += " (" + trace.reason + ")";
  out += "\n\n";
  for (const page::Card& card : cards(trace))
    out += pad_left(card.value, 14) + "  " + card.label + "\n";
  if (!trace.front.empty()) {
    const page::Table table = front_table(trace);
    out += "\n";
    std::vector<std::vector<std::string>> lines = {table.head};
    lines.insert(lines.end(), table.rows.begin(), table.rows.end());
    for (const auto& line : lines) {
      for (std::size_t i = 0; i + 1 < line.size(); ++i) out += pad_left(line[i], 12) + "  ";
      out += line.back() + "\n";
    }
  }
  for (const auto& [note, count] : faults_by_number(trace)) {
    if (&note == &trace.faults.begin()->first) out += "\n";
    out += pad_left(std::to_string(count), 14) + "  " + (note.empty() ? "no note" : note) + "\n";
  }
  return out;
}

std::string report_json(const std::vector<RunTrace>& traces) {
  const auto print = [](const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  };
  if (traces.size() == 1) {
    Json one = {{"format", 1}};
    one.update(json_of(traces.front()));
    return print(one);
  }
  Json searches = Json::array();
  for (const RunTrace& trace : traces) searches.push_back(json_of(trace));
  return print({{"format", 1}, {"searches", searches}});
}

std::string report_html(const std::vector<RunTrace>& traces) {
  page::Page page(traces.front().name(), subtitle(traces.front()), traces.front().state);
  for (const RunTrace& trace : traces) {
    if (traces.size() > 1) page.heading(trace.name(), subtitle(trace));
    add_search(page, trace);
  }
  return page.html();
}

}  // namespace cambrian::cli
