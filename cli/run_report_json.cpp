// A report as JSON.
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/run_report.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json numbers(const std::vector<double>& values) {
  Json all = Json::array();
  for (const double value : values) all.push_back(number(value));
  return all;
}

Json ways_json(const Lineage& lineage) {
  Json all = Json::array();
  for (const Lineage::Way& way : lineage.ways) {
    all.push_back({{"name", way_name(way.parents)},
                   {"parents", way.parents},
                   {"tried", way.tried},
                   {"usable", way.usable},
                   {"better_than_parents", way.parents == 0 ? Json(nullptr) : Json(way.better)},
                   {"best_so_far", way.records}});
  }
  return all;
}

Json steps_json(const Lineage& lineage) {
  Json all = Json::array();
  for (const Lineage::Step& step : lineage.steps) {
    all.push_back({{"id", step.id},
                   {"way", way_name(step.parents.size())},
                   {"parents", step.parents},
                   {"evaluations", step.evaluations},
                   {"objectives", numbers(step.objectives)},
                   {"gain", step.gain ? number(*step.gain) : Json(nullptr)},
                   {"candidate", step.candidate}});
  }
  return all;
}

Json json_of(const RunReport& report) {
  const RunTrace& trace = report.trace;
  Json progress = Json::array();
  for (const RunTrace::Best& best : trace.progress)
    progress.push_back({best.evaluations, best.seconds, best.value});
  Json front = Json::array();
  for (const RunTrace::Member& member : trace.front) {
    front.push_back({{"complexity", member.complexity},
                     {"objectives", numbers(member.objectives)},
                     {trace.kind(), member.text}});
  }
  Json faults = Json::object();
  for (const auto& [note, count] : trace.main_faults()) faults[note] = count;
  Json json = {
      {"path", trace.path},
      {"command", trace.command},
      {"seed", trace.seed},
      {"state", trace.state},
      {"reason", trace.reason},
      {"objectives", trace.objectives},
      {"best", trace.progress.empty() ? Json(nullptr) : number(trace.progress.back().value)},
      {"evaluations", trace.evaluations},
      {"seconds", trace.seconds},
      {"failed", trace.outcome(Status::failed)},
      {"timed_out", trace.outcome(Status::timed_out)},
      {"invalid", trace.outcome(Status::invalid)},
      {"faults", faults},
      {"progress", progress},
      {"front", front}};
  if (report.lineage) {
    json["operators"] = ways_json(*report.lineage);
    json["lineage"] = steps_json(*report.lineage);
  }
  return json;
}

}  // namespace

std::string report_json(const std::vector<RunReport>& reports) {
  const auto print = [](const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  };
  if (reports.size() == 1) {
    Json one = {{"format", 1}};
    one.update(json_of(reports.front()));
    return print(one);
  }
  Json searches = Json::array();
  for (const RunReport& report : reports) searches.push_back(json_of(report));
  return print({{"format", 1}, {"searches", searches}});
}

}  // namespace cambrian::cli
