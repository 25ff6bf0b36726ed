#include "cli/schedule.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/config_file.hpp"
#include "cli/hall_json.hpp"
#include "cli/lineage.hpp"
#include "cli/recorded_job.hpp"
#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

Json settings_of(const Schedule::Part& part) {
  Json settings = Json::parse(part.settings, nullptr, false);
  if (!settings.is_object()) settings = {{"candidate", part.settings}};
  return settings;
}

// In the order in which they first appear.
std::vector<std::string> setting_names(const Schedule& schedule) {
  std::vector<std::string> names;
  for (const Schedule::Part& part : schedule.parts) {
    const Json settings = settings_of(part);
    for (const auto& item : settings.items()) {
      if (std::find(names.begin(), names.end(), item.key()) == names.end())
        names.push_back(item.key());
    }
  }
  return names;
}

std::string cell(const Json& settings, const std::string& name) {
  if (!settings.contains(name)) return "";
  const Json& value = settings[name];
  if (value.is_number_float()) return brief(value.get<double>());
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Json named(const std::vector<std::string>& names, const std::vector<double>& values) {
  Json json = Json::object();
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) json[names[i]] = values[i];
  return json;
}

void take_numbers(const Json& json, std::vector<std::string>& names, std::vector<double>& values) {
  names.clear();
  for (const auto& item : json.items()) {
    names.push_back(item.key());
    values.push_back(item.value().get<double>());
  }
}

Schedule parsed(const Json& json) {
  Schedule schedule;
  for (const Json& item : json.at("schedule")) {
    Schedule::Part& part = schedule.parts.emplace_back();
    part.from = item.at("from");
    part.to = item.at("to");
    part.settings = item.at("settings").dump();
    const Json objectives = item.value("objectives", Json::object());
    const Json descriptor = item.value("descriptor", Json::object());
    take_numbers(objectives, schedule.objectives, part.objectives);
    take_numbers(descriptor, schedule.descriptors, part.descriptor);
  }
  return schedule;
}

page::Plot plot_of(const std::string& name, std::vector<page::Point> points) {
  page::Plot plot{name, "work", name};
  plot.log_y = page::wants_log(points, false);
  page::Series series{"", 0};
  series.curve = points;
  series.dots = std::move(points);
  plot.series.push_back(std::move(series));
  return plot;
}

}  // namespace

Result<Schedule> Schedule::read(const RunTrace& trace) {
  const auto folder = RunFolder::view(trace.path);
  if (!folder) return folder.error();
  const auto recorded = RecordedJob::make(*folder);
  if (!recorded) return recorded.error();
  if (!recorded->job.search().algorithm.continues())
    return Error{trace.path, "its candidates do not continue from one another's states",
                 "only trainings have schedules, e.g. by population_based_training"};
  const auto lineage = read_lineage(trace, Wording::exact);
  if (!lineage) return lineage.error();
  if (lineage->steps.empty())
    return Error{trace.path, "holds no valid candidate yet", "resume the run"};
  std::map<CandidateId, const RunTrace::Told*> told;
  for (const RunTrace::Told& one : trace.told) told[one.id] = &one;
  Schedule schedule{trace.objectives, recorded->job.problem().descriptors(), {}};
  std::uint64_t work = 0;
  for (const Lineage::Step& step : lineage->steps) {
    const RunTrace::Told& one = *told.at(step.id);
    schedule.parts.push_back(
        {work, work + one.work, step.candidate, one.objectives, one.descriptor});
    work += one.work;
  }
  return schedule;
}

std::vector<Assignment> Schedule::assignments(const std::string& flag) const {
  Json until = Json::array();
  Json settings = Json::array();
  for (const Part& part : parts) {
    until.push_back(part.to);
    settings.push_back(settings_of(part));
  }
  return {{flag, "algorithm.name=schedule"},
          {flag, "algorithm.until=" + until.dump()},
          {flag, "algorithm.settings=" + settings.dump()}};
}

page::Table schedule_table(const Schedule& schedule) {
  const std::vector<std::string> names = setting_names(schedule);
  page::Table table{{"from", "to"}, {}, {}, {}};
  table.head.insert(table.head.end(), names.begin(), names.end());
  for (const auto* more : {&schedule.objectives, &schedule.descriptors})
    table.head.insert(table.head.end(), more->begin(), more->end());
  table.numeric.assign(table.head.size(), true);
  for (std::size_t i = 0; i < schedule.parts.size(); ++i) {
    const Schedule::Part& part = schedule.parts[i];
    const bool same = i > 0 && schedule.parts[i - 1].settings == part.settings;
    std::vector<std::string> row = {same ? table.rows.back().front() : std::to_string(part.from),
                                    std::to_string(part.to)};
    if (same) table.rows.pop_back();
    const Json settings = settings_of(part);
    for (const std::string& name : names) row.push_back(cell(settings, name));
    for (const double value : part.objectives) row.push_back(brief(value));
    if (!schedule.descriptors.empty())
      for (const double value : part.descriptor) row.push_back(brief(value));
    row.resize(table.head.size());
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<page::Plot> schedule_plots(const Schedule& schedule) {
  std::vector<page::Plot> plots;
  std::vector<page::Point> scores;
  for (const Schedule::Part& part : schedule.parts)
    scores.push_back({static_cast<double>(part.to), part.objectives.front()});
  plots.push_back(plot_of(schedule.objectives.front(), std::move(scores)));
  for (const std::string& name : setting_names(schedule)) {
    std::vector<page::Point> points;
    for (const Schedule::Part& part : schedule.parts) {
      const Json settings = settings_of(part);
      if (!settings.contains(name) || !settings[name].is_number()) continue;
      points.push_back({static_cast<double>(part.from), settings[name].get<double>()});
    }
    const bool varies = std::any_of(points.begin(), points.end(), [&](const page::Point& point) {
      return point.y != points.front().y;
    });
    if (!varies) continue;
    points.push_back({static_cast<double>(schedule.parts.back().to), points.back().y});
    plots.push_back(plot_of(name, std::move(points)));
  }
  return plots;
}

std::string schedule_json(const Schedule& schedule) {
  Json parts = Json::array();
  for (const Schedule::Part& part : schedule.parts) {
    parts.push_back({{"from", part.from},
                     {"to", part.to},
                     {"settings", settings_of(part)},
                     {"objectives", named(schedule.objectives, part.objectives)},
                     {"descriptor", named(schedule.descriptors, part.descriptor)}});
  }
  return hall_text<Json>({{"format", kHallFormat}, {"schedule", parts}});
}

Result<Schedule> read_schedule(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    const auto traces = read_traces(path);
    if (!traces) return traces.error();
    if (traces->size() > 1)
      return Error{path, "holds several searches",
                   "name the folder of one of them, e.g. " + traces->front().path};
    return Schedule::read(traces->front());
  }
  const auto text = read_config(path);
  if (!text) return text.error();
  return read_hall_text(*text, path, parsed);
}

}  // namespace cambrian::cli
