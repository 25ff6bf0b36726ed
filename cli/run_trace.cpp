#include "cli/run_trace.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/run_files.hpp"
#include "cluster/journal_records.hpp"
#include "cluster/status.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kFaults = 40;  // that are told
constexpr std::size_t kNote = 120;   // bytes of a note by which failures are counted

void improve(RunTrace& trace, double value) {
  if (!std::isfinite(value)) return;
  if (!trace.progress.empty() && value >= trace.progress.back().value) return;
  trace.progress.push_back({trace.evaluations, trace.seconds, value});
}

// What people wrote before the details: the first line, without numbers that only tell apart.
std::string shortened(const std::string& note) {
  std::string text = note.substr(0, note.find('\n'));
  return text.size() > kNote ? text.substr(0, kNote - 3) + "..." : text;
}

void take(RunTrace& trace, const ToldRecord& record) {
  const Evaluation& evaluation = record.evaluation;
  ++trace.evaluations;
  trace.seconds = std::max(trace.seconds, record.elapsed);
  ++trace.outcomes[evaluation.status];
  if (evaluation.status == Status::ok && !evaluation.objectives.empty())
    improve(trace, evaluation.objectives.front());
  if (evaluation.status == Status::failed || evaluation.status == Status::timed_out)
    ++trace.faults[shortened(evaluation.note)];
  if (evaluation.status == Status::invalid) ++trace.refusals[shortened(evaluation.note)];
  trace.told.push_back({evaluation.id, evaluation.status, trace.seconds, evaluation.objectives,
                        evaluation.descriptor, evaluation.work});
}

void take(RunTrace& trace, const EvolvedRecord& record) {
  trace.evaluations += record.evaluations;
  trace.seconds = std::max(trace.seconds, record.elapsed);
  for (const Individual& individual : record.entered) improve(trace, individual.loss());
}

Result<void> read_journal(RunTrace& trace, const RunFolder& folder) {
  auto reader = folder.read_journal();
  if (!reader) return reader.error();
  while (true) {
    const auto record = reader->next();
    if (!record) return record.error();
    if (!*record) return {};
    try {
      if ((*record)->kind == ToldRecord::kKind) take(trace, ToldRecord::decode((*record)->payload));
      if ((*record)->kind == EvolvedRecord::kKind)
        take(trace, EvolvedRecord::decode((*record)->payload));
    } catch (const DecodeError&) {
      return Error{trace.path, "its journal was written by another version", ""};
    }
  }
}

double number(const Json& json) {
  return json.is_number() ? json.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

// Formulas have a loss and an equation, programs an error and a cost, candidates objectives and a
// description.
void read_front(RunTrace& trace, const std::string& text) {
  const Json hall = Json::parse(text, nullptr, false);
  if (!hall.is_object()) return;
  if (hall.contains("objectives"))
    trace.objectives = hall["objectives"].get<std::vector<std::string>>();
  for (const Json& value : hall.value("reference_point", Json::array()))
    trace.reference_point.push_back(number(value));
  for (const Json& item : hall.value("front", Json::array())) {
    RunTrace::Member member;
    for (const char* key : {"complexity", "cost"}) {
      if (item.contains(key)) member.complexity = item[key].get<std::uint32_t>();
    }
    for (const char* key : {"loss", "error"}) {
      if (item.contains(key)) member.objectives.push_back(number(item[key]));
    }
    for (const Json& value : item.value("objectives", Json::array()))
      member.objectives.push_back(number(value));
    member.text = item.at(trace.kind()).get<std::string>();
    trace.front.push_back(std::move(member));
  }
  for (const Json& item : hall.value("baselines", Json::array())) {
    trace.baselines.push_back({.objectives = {number(item.at("error"))},
                               .complexity = item.at("cost").get<std::uint32_t>(),
                               .text = item.at("name").get<std::string>()});
  }
}

std::vector<page::Point> best_over(const RunTrace& trace, bool seconds) {
  std::vector<page::Point> points;
  for (const RunTrace::Best& best : trace.progress) {
    const double x = seconds ? best.seconds : static_cast<double>(best.evaluations);
    if (!points.empty() && points.back().x == x) points.pop_back();
    points.push_back({x, best.value});
  }
  const double end = seconds ? trace.seconds : static_cast<double>(trace.evaluations);
  if (!points.empty() && points.back().x < end) points.push_back({end, points.back().y});
  return points;
}

}  // namespace

std::string RunTrace::name() const {
  const std::filesystem::path normal = std::filesystem::path(path + "/").lexically_normal();
  return normal.parent_path().filename();
}

std::string RunTrace::kind() const {
  if (command == "run") return "candidate";
  return command == "approximate" ? "program" : "equation";
}

std::uint64_t RunTrace::outcome(Status status) const {
  const auto found = outcomes.find(status);
  return found == outcomes.end() ? 0 : found->second;
}

std::vector<std::pair<std::string, std::uint64_t>> RunTrace::main_faults() const {
  std::vector<std::pair<std::string, std::uint64_t>> all(faults.begin(), faults.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (all.size() > kFaults) all.resize(kFaults);
  return all;
}

std::string RunTrace::main_reason() const {
  std::pair<std::string, std::uint64_t> main;
  for (const auto* notes : {&faults, &refusals}) {
    for (const auto& [note, count] : *notes) {
      if (!note.empty() && count > main.second) main = {note, count};
    }
  }
  if (main.second == 0) return "";
  return main.first + " (" + std::to_string(main.second) + " of " + std::to_string(evaluations) +
         " evaluations)";
}

Result<RunTrace> read_trace(const std::string& path) {
  const auto folder = RunFolder::view(path);
  if (!folder) return folder.error();
  RunTrace trace;
  trace.path = path;
  trace.command = folder->manifest().command;
  trace.config = folder->manifest().config;
  trace.seed = folder->manifest().seed;
  trace.objectives = {trace.command == "approximate" ? "error" : "loss"};
  const auto status = read_status(*folder);
  trace.state = status ? status->state : "unknown";
  if (status) trace.reason = status->reason;
  if (const auto read = read_journal(trace, *folder); !read) return read.error();
  const auto hall = read_file(FileSystem::posix(), folder->file("hall_of_fame.json"));
  try {
    if (hall) read_front(trace, {reinterpret_cast<const char*>(hall->data()), hall->size()});
  } catch (const Json::exception&) {
    return Error{folder->file("hall_of_fame.json"), "is damaged", "restore a copy"};
  }
  return trace;
}

Result<std::vector<RunTrace>> read_traces(const std::string& path) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  std::vector<RunTrace> traces;
  for (const std::string& folder : *folders) {
    auto trace = read_trace(folder);
    if (!trace) return trace.error();
    traces.push_back(std::move(*trace));
  }
  return traces;
}

std::vector<page::Point> best_over_evaluations(const RunTrace& trace) {
  return best_over(trace, false);
}

std::vector<page::Point> best_over_seconds(const RunTrace& trace) { return best_over(trace, true); }

}  // namespace cambrian::cli
