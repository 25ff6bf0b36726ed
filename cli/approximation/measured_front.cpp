#include "cli/approximation/measured_front.hpp"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "cli/approximation/compiler.hpp"
#include "cli/approximation/stopwatch.hpp"
#include "cli/hall_json.hpp"
#include "cli/table_text.hpp"
#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

// The same code, measured twice in one go, differs by less.
constexpr double kAsFast = 1.03;

std::string stopwatch_of(const ApproximationDocument& run) {
  std::vector<TimedFunction> functions;
  for (const ProgramRecord& r : run.front)
    functions.push_back({function_name(run.function), r.c, r.highway});
  return stopwatch_for_all({run.type == "float", run.inputs[0], run.inputs[1]}, functions);
}

// What the code errs: in ulp where it computes with floats.
double error_of_code(const ProgramRecord& r) {
  return r.in_float ? r.in_float->ulp : r.error_in_double.value_or(r.error);
}

// "0.802 ulp", with "~" where only some inputs were looked at.
std::string error_text(const ProgramRecord& r) {
  if (!r.in_float) return brief(error_of_code(r));
  return (r.in_float->every_input ? "" : "~") + brief(r.in_float->ulp) + " ulp";
}

// Noise is larger than a picosecond.
double to_picosecond(double ns) { return std::round(1e3 * ns) / 1e3; }

// The numbers of the next line; nothing if there is none.
std::optional<CodeTimes> next_times(std::istream& lines) {
  double c = 0, vectors = 0, latency = 0;
  if (!(lines >> c >> vectors >> latency)) return std::nullopt;
  CodeTimes times{to_picosecond(c), std::nullopt, to_picosecond(latency)};
  if (vectors >= 0) times.vectors = to_picosecond(vectors);
  return times;
}

std::vector<bool> best_of(const ApproximationDocument& run, const std::vector<CodeTimes>& times) {
  const auto makes_useless = [&](std::size_t other, std::size_t k) {
    const double error = error_of_code(run.front[k]), less = error_of_code(run.front[other]);
    if (less == error) return times[other].least() < times[k].least();
    return less < error && times[other].least() <= kAsFast * times[k].least();
  };
  std::vector<bool> best(times.size(), true);
  for (std::size_t k = 0; k < times.size(); ++k) {
    for (std::size_t other = 0; other < times.size(); ++other) {
      if (makes_useless(other, k)) best[k] = false;
    }
  }
  return best;
}

std::string text_of(const std::optional<double>& ns) {
  if (!ns) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", *ns);
  return text;
}

Json json_of(const CodeTimes& times) {
  return {{"ns", times.c},
          {"ns_vectors", times.vectors ? Json(*times.vectors) : Json(nullptr)},
          {"ns_latency", times.latency}};
}

}  // namespace

Result<MeasuredFront> measure(ApproximationDocument run, const std::string& where) {
  if (run.front.empty())
    return Error{where, "has found nothing valid yet", "let it search for longer: cambrian resume"};
  if (run.front.front().c.empty() || !(run.inputs[0] < run.inputs[1])) {
    return Error{where, "has no code to measure before its search has ended",
                 "wait, or end it with: cambrian resume"};
  }
  const auto compiler = Compiler::find();
  if (!compiler) return compiler.error();
  const auto output = compiler->output_of(stopwatch_of(run));
  if (!output) return output.error();
  std::istringstream lines(*output);
  const auto addition = next_times(lines);
  std::vector<CodeTimes> times;
  while (const auto next = next_times(lines)) times.push_back(*next);
  if (!addition || times.size() != run.front.size())
    return Error{compiler->text(), "makes a program that does not tell times", ""};
  std::vector<bool> best = best_of(run, times);
  return MeasuredFront{std::move(run), compiler->text(), *addition, std::move(times),
                       std::move(best)};
}

std::string measured_text(const MeasuredFront& front, std::size_t width) {
  const bool single = front.run.type == "float";
  page::Table table{.head = {" ", "cost", "error", single ? "in float" : "in double", "C",
                             "vectors", "latency", "program"},
                    .rows = {},
                    .numeric = {false, true, true, true, true, true, true}};
  bool vectors = true;
  for (std::size_t k = 0; k < front.times.size(); ++k) {
    const ProgramRecord& r = front.run.front[k];
    const CodeTimes& times = front.times[k];
    vectors = vectors && times.vectors;
    table.rows.push_back({front.best[k] ? "*" : " ", std::to_string(r.cost), brief(r.error),
                          error_text(r), text_of(times.c), text_of(times.vectors),
                          text_of(times.latency), r.program});
  }
  std::string out = table_text(table, width) + "\n";
  out += "* every program that errs less takes longer for many elements\n";
  out += "C, vectors: nanoseconds for each of many elements; latency: until one result is there.\n";
  out += "x + 1, little but load and store, takes " + text_of(front.addition.c) + " and " +
         text_of(front.addition.latency) + ".\n";
  if (!vectors)
    out += "No vectors: they need a compiler of C++ that finds Highway, apt install libhwy-dev.\n";
  return out + "compiled by: " + front.compiler + "\n";
}

std::string measured_json(const MeasuredFront& front) {
  Json json = Json::parse(to_json(front.run));
  json["compiler"] = front.compiler;
  json["addition"] = json_of(front.addition);
  for (std::size_t k = 0; k < front.times.size(); ++k) {
    json["front"][k]["measured"] = json_of(front.times[k]);
    json["front"][k]["measured"]["best"] = static_cast<bool>(front.best[k]);
  }
  return hall_text(json);
}

std::string measured_csv(const MeasuredFront& front) {
  std::string out = "cost,error,ns,ns_vectors,ns_latency,best,program\n";
  for (std::size_t k = 0; k < front.times.size(); ++k) {
    const ProgramRecord& r = front.run.front[k];
    const CodeTimes& times = front.times[k];
    out += std::to_string(r.cost) + "," + exact(error_of_code(r)) + "," + exact(times.c) + "," +
           (times.vectors ? exact(*times.vectors) : "") + "," + exact(times.latency) + "," +
           (front.best[k] ? "1" : "0") + "," + csv_cell(r.program) + "\n";
  }
  return out;
}

}  // namespace cambrian::cli
