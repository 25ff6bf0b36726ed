// A comparison as a table, as JSON and as a page.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/comparison.hpp"
#include "cli/page/page.hpp"
#include "cli/table_text.hpp"
#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string brief_or_none(double value) { return std::isfinite(value) ? brief(value) : "never"; }

// "0.12 [0.1, 0.2]"; without limits where there is one run only.
std::string with_limits(const Interval& interval, const Method& method,
                        std::string (*show)(double)) {
  if (!std::isfinite(interval.median)) return "never";
  if (method.runs.size() < 2) return show(interval.median);
  const auto limit = [&](double value) { return std::isfinite(value) ? show(value) : "never"; };
  return show(interval.median) + " [" + limit(interval.low) + ", " + limit(interval.high) + "]";
}

std::string reference_text(const Comparison& comparison) {
  std::string text;
  for (const double value : comparison.reference_point)
    text += (text.empty() ? "(" : ", ") + brief(value);
  return text + ")";
}

page::Table results(const Comparison& comparison) {
  page::Table table;
  table.head = {"method",
                "runs",
                "best " + comparison.objective,
                "evaluations",
                std::isnan(comparison.level) ? "evaluations to a common level"
                                             : "evaluations to " + brief(comparison.level),
                "seconds"};
  const bool volumes = !comparison.reference_point.empty();
  if (volumes) table.head.insert(table.head.begin() + 2, "hypervolume");
  table.numeric.assign(table.head.size(), true);
  table.numeric.front() = false;
  for (const Method& method : comparison.methods) {
    table.colors.push_back(table.rows.size());
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {method.name,
           std::to_string(method.runs.size()),
           with_limits(method.best, method, brief),
           counted(method.evaluations.median),
           with_limits(method.to_level, method, counted),
           brief_or_none(method.seconds.median)};
    if (volumes) row.insert(row.begin() + 2, with_limits(method.hypervolume, method, brief));
  }
  return table;
}

Json json_of(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_of(const Interval& interval) {
  return {{"median", json_of(interval.median)},
          {"low", json_of(interval.low)},
          {"high", json_of(interval.high)}};
}

Json json_of(const page::Series& series) {
  Json points = Json::array();
  for (std::size_t i = 0; i < series.curve.size(); ++i) {
    const bool banded = i < series.low.size();
    points.push_back({json_of(series.curve[i].x), json_of(series.curve[i].y),
                      banded ? json_of(series.low[i].y) : Json(nullptr),
                      banded ? json_of(series.high[i].y) : Json(nullptr)});
  }
  return points;
}

page::Plot hypervolume_plot(const Comparison& comparison) {
  page::Plot plot{"Hypervolume over evaluations, up to " + reference_text(comparison),
                  "evaluations", "hypervolume (higher is better)"};
  for (const Method& method : comparison.methods)
    plot.series.push_back(method.hypervolume_over_evaluations);
  return plot;
}

constexpr const char* kExplanation =
    "Medians over runs that differ in their seed only, with 95 % confidence intervals of the "
    "median "
    "(order statistics; with fewer than six runs, the lowest and the highest).";

}  // namespace

std::string Comparison::text() const {
  std::string out = table_text(results(*this), 0);
  const bool several = std::any_of(methods.begin(), methods.end(),
                                   [](const Method& method) { return method.runs.size() > 1; });
  if (several || !reference_point.empty()) out += "\n";
  if (several) out += "[low, high]: 95 % confidence of the median\n";
  if (!reference_point.empty()) out += "hypervolume: up to " + reference_text(*this) + "\n";
  return out;
}

std::string Comparison::json() const {
  const bool volumes = !reference_point.empty();
  Json list = Json::array();
  for (const Method& method : methods) {
    Json runs = Json::array();
    for (const RunTrace& run : method.runs) {
      runs.push_back(
          {{"path", run.path},
           {"seed", run.seed},
           {"state", run.state},
           {"best", run.progress.empty() ? Json(nullptr) : json_of(run.progress.back().value)},
           {"evaluations", run.evaluations},
           {"seconds", run.seconds}});
    }
    list.push_back({{"name", method.name},
                    {"best", json_of(method.best)},
                    {"evaluations", json_of(method.evaluations)},
                    {"evaluations_to_level", json_of(method.to_level)},
                    {"seconds", json_of(method.seconds)},
                    {"hypervolume", volumes ? json_of(method.hypervolume) : Json(nullptr)},
                    {"runs", runs},
                    {"best_over_evaluations", json_of(method.over_evaluations(0))},
                    {"best_over_seconds", json_of(method.over_seconds(0))},
                    {"hypervolume_over_evaluations",
                     volumes ? json_of(method.hypervolume_over_evaluations) : Json(nullptr)}});
  }
  const Json all = {{"format", 1},
                    {"objective", objective},
                    {"reference_point", reference_point},
                    {"level", json_of(level)},
                    {"methods", list}};
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string Comparison::html() const {
  std::size_t runs = 0;
  for (const Method& method : methods) runs += method.runs.size();
  page::Page page("Comparison of " + std::to_string(methods.size()) +
                      (methods.size() == 1 ? " method" : " methods"),
                  std::to_string(runs) + " runs, lower " + objective + " is better");
  page::Plot by_evaluations{"Best over evaluations", "evaluations", objective};
  page::Plot by_seconds{"Best over time", "seconds", objective};
  for (std::size_t i = 0; i < methods.size(); ++i) {
    by_evaluations.series.push_back(methods[i].over_evaluations(i));
    by_seconds.series.push_back(methods[i].over_seconds(i));
  }
  for (page::Plot* plot : {&by_evaluations, &by_seconds}) {
    std::vector<page::Point> points;
    for (const page::Series& series : plot->series)
      points.insert(points.end(), series.curve.begin(), series.curve.end());
    plot->log_x = page::wants_log(points, true);
    plot->log_y = page::wants_log(points, false);
  }
  page.heading("Results");
  page.table(results(*this));
  page.paragraph(kExplanation);
  page.heading("Progress");
  std::vector<page::Plot> plots = {by_evaluations, by_seconds};
  if (!reference_point.empty()) plots.push_back(hypervolume_plot(*this));
  page.plots(plots);
  page.heading("Runs");
  page::Table all{{"run", "method", "seed", "state", "best", "evaluations", "seconds"},
                  {},
                  {false, false, true, false, true, true, true},
                  {}};
  for (std::size_t i = 0; i < methods.size(); ++i) {
    for (const RunTrace& run : methods[i].runs) {
      all.colors.push_back(i);
      all.rows.push_back({run.path, methods[i].name, std::to_string(run.seed), run.state,
                          run.progress.empty() ? "none" : brief(run.progress.back().value),
                          counted(static_cast<double>(run.evaluations)), brief(run.seconds)});
    }
  }
  page.table(all);
  return page.html();
}

}  // namespace cambrian::cli
