#include "cli/job_document.hpp"
#include "cli/run_files.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>

#include "cli/hall_json.hpp"
#include "cli/spread.hpp"
#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinities.
Json number_json(double value) {
  if (std::isfinite(value)) return value;
  return value > 0 ? "inf" : "-inf";
}

double number(const Json& json) {
  if (json.is_string()) return json == "inf" ? INFINITY : -INFINITY;
  return json.get<double>();
}

// What a plugin calls JSON may be none.
Json value_json(const CandidateRecord& record) {
  if (record.value.empty()) return nullptr;
  const Json value = Json::parse(record.value, nullptr, false);
  return value.is_discarded() ? Json(record.value) : value;
}

Json to_json(const CandidateRecord& record, const JobDocument& search) {
  Json objectives = Json::object();
  for (std::size_t k = 0; k < search.objectives.size(); ++k) {
    objectives[search.objectives[k]] = number_json(record.objectives[k]);
  }
  return {{"objectives", objectives},
          {"complexity", record.complexity},
          {"candidate", record.candidate},
          {"value", value_json(record)},
          {"genome", record.genome}};
}

Json document(const JobDocument& search) {
  Json front = Json::array();
  for (const CandidateRecord& record : search.front) front.push_back(to_json(record, search));
  Json shares = Json::object();
  for (const Share& share : search.shares) shares[share.name] = share.value;
  return {{"format", kHallFormat},
          {"problem", search.problem},
          {"algorithm", search.algorithm},
          {"objectives", search.objectives},
          {"seed", search.seed},
          {"stopped", search.stopped},
          {"evaluations", search.evaluations},
          {"failures", search.failures},
          {"seconds", search.seconds},
          {"evaluations_per_second", search.evaluations_per_second()},
          {"shares", shares},
          {"hypervolume", search.hypervolume ? Json(*search.hypervolume) : Json(nullptr)},
          {"reference_point", search.reference_point},
          {"best", search.front.empty() ? Json(nullptr) : to_json(search.best(), search)},
          {"front", front}};
}

JobDocument parsed(const Json& json) {
  JobDocument search;
  search.problem = json.at("problem");
  search.algorithm = json.at("algorithm");
  search.objectives = json.at("objectives").get<std::vector<std::string>>();
  search.seed = json.at("seed");
  search.stopped = json.at("stopped");
  search.evaluations = json.at("evaluations");
  search.failures = json.at("failures");
  search.seconds = json.at("seconds");
  const Json shares = json.value("shares", Json::object());
  for (const auto& [name, value] : shares.items()) search.shares.push_back({name, value});
  if (!json.at("hypervolume").is_null()) search.hypervolume = json.at("hypervolume");
  for (const Json& value : json.value("reference_point", Json::array()))
    search.reference_point.push_back(value);
  for (const Json& item : json.at("front")) {
    CandidateRecord record;
    for (const std::string& name : search.objectives) {
      record.objectives.push_back(number(item.at("objectives").at(name)));
    }
    record.complexity = item.at("complexity");
    record.candidate = item.at("candidate");
    const Json value = item.value("value", Json());
    if (!value.is_null()) record.value = value.is_string() ? std::string(value) : value.dump();
    record.genome = item.at("genome");
    search.front.push_back(std::move(record));
  }
  return search;
}

bool has_sizes(const JobDocument& search) {
  return std::any_of(search.front.begin(), search.front.end(),
                     [](const CandidateRecord& record) { return record.complexity > 0; });
}

// "refused by types     38.7 %", a line each, and how fast it went.
std::string shares_text(const JobDocument& search) {
  if (search.shares.empty()) return "";
  std::size_t width = 0;
  for (const Share& share : search.shares) width = std::max(width, share.name.size());
  std::string out = "\n";
  for (const Share& share : search.shares) {
    std::string name = share.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    name.resize(width, ' ');
    std::array<char, 32> number{};
    std::snprintf(number.data(), number.size(), "  %5.1f %%\n", 100 * share.value);
    out += name + number.data();
  }
  return out + brief(search.evaluations_per_second()) + " candidates/s\n";
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// -1: none.
int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

const CandidateRecord& JobDocument::best() const {
  return *std::min_element(front.begin(), front.end(),
                           [](const CandidateRecord& a, const CandidateRecord& b) {
                             return a.objectives.front() < b.objectives.front();
                           });
}

std::string to_json(const std::vector<JobDocument>& searches) {
  if (searches.size() == 1) return hall_text(document(searches.front()));
  Json all = Json::array();
  for (const JobDocument& search : searches) all.push_back(document(search));
  return hall_text(Json{{"format", kHallFormat}, {"searches", all}});
}

Result<JobDocument> read_job_document(std::string_view text, const std::string& where) {
  return read_hall_text(text, where, parsed);
}

Result<Genome> genome_of(const CandidateRecord& candidate, const SearchSpace& space,
                         const std::string& folder) {
  const std::string where = folder + "/hall_of_fame.json";
  constexpr const char* kHint = "restore a copy, or search again";
  const std::string& hexadecimal = candidate.genome;
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2) {
    const int high = digit(hexadecimal[i]);
    const int low = digit(hexadecimal[i + 1]);
    if (high < 0 || low < 0) break;
    bytes.push_back(static_cast<std::byte>(high * 16 + low));
  }
  if (2 * bytes.size() != hexadecimal.size()) return Error{where, "holds a damaged genome", kHint};
  Genome genome = Genome::of(std::move(bytes));
  try {
    if (space.describe(genome) == candidate.candidate) return genome;
  } catch (const std::exception& fault) {
    return Error{where, "holds a genome that is none of this run's: " + std::string(fault.what()),
                 kHint};
  }
  return Error{where, "holds a genome that is not of \"" + candidate.candidate + "\"", kHint};
}

Front front_of(const JobDocument& search) {
  Front front;
  front.titles = search.objectives;
  front.alike = search.objectives.size() > 1;
  const bool sizes = has_sizes(search);
  if (sizes) front.titles.emplace_back("complexity");
  for (const CandidateRecord& record : search.front) {
    Front::Row row{record.objectives, record.candidate};
    if (sizes) row.values.push_back(record.complexity);
    front.rows.push_back(std::move(row));
  }
  return front;
}

std::string front_csv(const JobDocument& search) {
  std::string out;
  for (const std::string& name : search.objectives) out += csv_cell(name) + ",";
  out += "complexity,candidate\n";
  for (const CandidateRecord& record : search.front) {
    for (const double value : record.objectives) out += exact(value) + ",";
    out += std::to_string(record.complexity) + "," +
           csv_cell(record.value.empty() ? record.candidate : record.value) + "\n";
  }
  return out;
}

std::string result_text(const JobDocument& search, std::size_t width) {
  Front front = front_of(search);
  std::vector<Front::Row> rows;
  for (const std::size_t i : spread(front.rows.size(), kShownMembers))
    rows.push_back(front.rows[i]);
  const std::size_t more = front.rows.size() - rows.size();
  front.rows = std::move(rows);
  std::string out;
  for (const std::string& line : table(front))
    out += (width == 0 ? line : clip(line, width)) + "\n";
  if (more > 0) {
    out +=
        "(" + std::to_string(more) + " more between these; all of them: cambrian show RUN --csv)\n";
  }
  if (search.hypervolume) out += "\nhypervolume " + brief(*search.hypervolume) + "\n";
  return out + shares_text(search);
}

std::string sweep_text(const std::vector<JobDocument>& searches) {
  const JobDocument& first = searches.front();
  const bool volumes = first.hypervolume.has_value();
  Front rows;
  rows.titles = {"seed", "evaluations", volumes ? "hypervolume" : first.objectives.front()};
  rows.text = "stopped";
  std::vector<double> evaluations;
  std::vector<double> values;
  for (const JobDocument& search : searches) {
    double value = INFINITY;
    if (!search.front.empty()) value = search.best().objectives.front();
    if (volumes) value = search.hypervolume.value_or(0);
    evaluations.push_back(static_cast<double>(search.evaluations));
    values.push_back(value);
    rows.rows.push_back(
        {{static_cast<double>(search.seed), evaluations.back(), value}, search.stopped});
  }
  std::string out;
  for (const std::string& line : table(rows)) out += line + "\n";
  return out + "\nmedian of " + std::to_string(searches.size()) + ": " + rows.titles[2] + " " +
         brief(median(values)) + " after " + counted(median(evaluations)) + " evaluations\n";
}

Result<std::vector<JobDocument>> read_job_runs(const std::string& path) {
  return read_documents(path, "run", read_job_document);
}

}  // namespace cambrian::cli
