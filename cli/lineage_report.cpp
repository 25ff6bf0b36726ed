#include "cli/lineage_report.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

std::string number(CandidateId id) { return std::to_string(static_cast<std::uint64_t>(id)); }

// "12.3k (4.5 %)".
std::string part(std::uint64_t count, std::uint64_t all) {
  const std::string text = counted(static_cast<double>(count));
  if (all == 0) return text;
  const double percent = 100 * static_cast<double>(count) / static_cast<double>(all);
  char rounded[32];
  std::snprintf(rounded, sizeof rounded, percent < 9.95 ? "%.2g" : "%.0f", percent);
  return text + " (" + rounded + " %)";
}

std::vector<std::string> row_of(const Lineage::Step& step) {
  std::vector<std::string> row = {number(step.id), way_name(step.parents.size())};
  for (const double value : step.objectives) row.push_back(brief(value));
  row.push_back(step.gain ? brief(*step.gain) : "");
  row.push_back(step.candidate);
  return row;
}

// The first one, the last one and those of the greatest gains between, in their order.
std::vector<std::size_t> telling_steps(const Lineage& lineage, std::size_t count) {
  std::vector<std::size_t> all(lineage.steps.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (all.size() <= count || count < 2) return all;
  std::stable_sort(all.begin() + 1, all.end() - 1, [&](std::size_t a, std::size_t b) {
    return lineage.steps[a].gain.value_or(0) > lineage.steps[b].gain.value_or(0);
  });
  all[count - 1] = all.back();
  all.resize(count);
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

page::Table ways_table(const Lineage& lineage) {
  page::Table table{{"come about by", "tried", "usable", "better than parents", "best so far"},
                    {},
                    {false, true, true, true, true},
                    {}};
  for (const Lineage::Way& way : lineage.ways) {
    table.rows.push_back({way_name(way.parents), counted(static_cast<double>(way.tried)),
                          part(way.usable, way.tried),
                          way.parents == 0 ? "" : part(way.better, way.tried),
                          part(way.records, way.tried)});
  }
  return table;
}

page::Table steps_table(const Lineage& lineage, const RunTrace& trace, std::size_t rows) {
  page::Table table{{"step", "candidate", "come about by"}, {}, {true, true, false}, {}};
  for (const std::string& name : trace.objectives) table.head.push_back(name);
  table.head.emplace_back("gain");
  table.numeric.resize(table.head.size(), true);
  table.head.emplace_back("as the space describes it");
  for (const std::size_t i : telling_steps(lineage, rows)) {
    std::vector<std::string> row = row_of(lineage.steps[i]);
    row.insert(row.begin(), std::to_string(i + 1));
    table.rows.push_back(std::move(row));
  }
  return table;
}

page::Plot steps_plot(const Lineage& lineage, const RunTrace& trace) {
  page::Plot plot{"The best and its ancestors", "evaluations", trace.objectives.front()};
  page::Series all{"", 2};
  for (const Lineage::Step& step : lineage.steps) {
    all.dots.push_back({static_cast<double>(step.evaluations), step.objectives.front()});
    all.tips.push_back("candidate " + number(step.id) + ", " + way_name(step.parents.size()));
  }
  all.curve = all.dots;
  plot.log_x = page::wants_log(all.dots, true);
  plot.log_y = page::wants_log(all.dots, false);
  plot.series.push_back(std::move(all));
  return plot;
}

}  // namespace cambrian::cli
