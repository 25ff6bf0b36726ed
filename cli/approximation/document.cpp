#include "cli/approximation/document.hpp"

#include <cctype>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/hall_json.hpp"
#include "cli/text.hpp"
#include "operators/program/print.hpp"
#include "problems/function_approximation/baselines.hpp"
#include "problems/function_approximation/report.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;
using approximation::Approximation;
using approximation::Problem;
using program::Quad;

constexpr std::size_t kTestedPlaces = 65;

// A name for the C function: "2^x" becomes approximate_2_x.
std::string function_name(const std::string& function) {
  std::string name = "approximate_";
  for (const char c : function) {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (letter) name += c;
    if (!letter && name.back() != '_') name += '_';
  }
  while (name.back() == '_') name.pop_back();
  return name;
}

std::string on_text(const Problem& problem) {
  return "[" + program::to_text(problem.low, 17) + ", " + program::to_text(problem.high, 17) + "]";
}

std::string comment_for(const Problem& problem, const Approximation& a) {
  std::string text = problem.target.text() + " on " + on_text(problem) + "\n";
  text += problem.config.error + " error: " + brief(a.error) + " in exact arithmetic";
  if (a.bound) text += ", proven to be at most " + brief(*a.bound);
  return text + ";\n" + brief(a.error_in_double) + " found in double arithmetic";
}

// A C program that compares the function with the truth at some places.
std::string test_for(const Problem& problem, const Approximation& a, const std::string& function,
                     const std::string& name) {
  std::string out = "#include <math.h>\n#include <stdio.h>\n\n" + function + "\n";
  out += "// x, " + problem.target.text() + ", and 1 / what errors are relative to.\n";
  out += "static const double places[][3] = {\n";
  for (const Quad place :
       approximation::chebyshev_points(problem.low, problem.high, kTestedPlaces)) {
    const double x = static_cast<double>(place);
    const Quad y = problem.target(x);
    if (!program::is_finite(y) || (y == 0 && problem.zero_inside)) continue;
    out += "    {" + exact(x) + ", " + exact(static_cast<double>(y)) + ", " +
           exact(static_cast<double>(problem.weight(y))) + "},\n";
  }
  // The truth is rounded to double, too.
  const double allowed = std::max(a.error_in_double, a.error) * 1.01 + 3e-16;
  out += "};\n\nint main(void) {\n  double worst = 0;\n";
  out += "  for (unsigned i = 0; i < sizeof places / sizeof *places; ++i) {\n";
  out +=
      "    const double error = fabs(" + name + "(places[i][0]) - places[i][1]) * places[i][2];\n";
  out += "    if (!(error <= worst)) worst = error;\n  }\n";
  out += "  printf(\"largest error %.3g, allowed " + brief(allowed) + "\\n\", worst);\n";
  return out + "  return worst <= " + exact(allowed) + " ? 0 : 1;\n}\n";
}

ProgramRecord record_of(const Problem& problem, const Approximation& a) {
  ProgramRecord r;
  r.cost = a.cost;
  r.error = a.error;
  r.bound = a.bound;
  r.error_in_double = a.error_in_double;
  r.minimax = a.levelled;
  const program::ConstantTexts texts = program::constant_texts(a.program);
  r.program = program::to_infix(a.program, texts);
  for (const Quad c : a.constants) r.constants.push_back(program::to_text(c));
  const std::string name = function_name(problem.config.function);
  const program::Signature signature{.name = name, .comment = comment_for(problem, a)};
  r.c = program::to_c(a.program, texts, signature);
  r.cpp = program::to_cpp(a.program, texts, signature);
  r.python = program::to_python(a.program, texts, signature);
  r.json = program::to_json(a.program, r.constants);
  r.test = test_for(problem, a, r.c, name);
  return r;
}

std::string digits(double error) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", -std::log10(error));
  return text;
}

// The best baseline that costs no more.
std::string baseline_digits(const ApproximationDocument& run, std::uint32_t cost) {
  std::string text = "-";
  for (const BaselineRecord& b : run.baselines) {
    if (b.cost <= cost) text = digits(b.error);
  }
  return text;
}

Json optional(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }
std::optional<double> optional(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional<double>(json.get<double>());
}

Json to_json(const ProgramRecord& r) {
  return {{"cost", r.cost},
          {"error", r.error},
          {"program", r.program},
          {"bound", optional(r.bound)},
          {"error_in_double", optional(r.error_in_double)},
          {"minimax", r.minimax},
          {"constants", r.constants},
          {"code", Json::parse(r.json.empty() ? "null" : r.json)},
          {"c", r.c},
          {"cpp", r.cpp},
          {"python", r.python},
          {"test", r.test}};
}

ProgramRecord program_record(const Json& json) {
  ProgramRecord r;
  r.cost = json.at("cost");
  r.error = json.at("error");
  r.program = json.at("program");
  r.bound = optional(json.at("bound"));
  r.error_in_double = optional(json.at("error_in_double"));
  r.minimax = json.at("minimax");
  r.constants = json.at("constants").get<std::vector<std::string>>();
  r.json = json.at("code").dump();
  r.c = json.at("c");
  r.cpp = json.at("cpp");
  r.python = json.at("python");
  r.test = json.at("test");
  return r;
}

ApproximationDocument parsed(const Json& json) {
  ApproximationDocument run;
  run.function = json.at("function");
  run.domain = json.at("domain").get<std::vector<std::string>>();
  run.measure = json.at("measure");
  run.cost = json.at("cost");
  run.seed = json.at("seed");
  run.stopped = json.at("stopped");
  run.evaluations = json.at("evaluations");
  run.seconds = json.at("seconds");
  for (const Json& r : json.at("front")) run.front.push_back(program_record(r));
  for (const Json& b : json.at("baselines")) {
    run.baselines.push_back({b.at("name"), b.at("cost"), b.at("error"), b.at("program")});
  }
  return run;
}

}  // namespace

ApproximationDocument make_document(const Problem& problem, const Board& board, bool finished) {
  ApproximationDocument run;
  run.function = problem.config.function;
  run.domain = problem.config.on;
  run.measure = problem.config.error;
  run.cost = problem.config.cost;
  run.seed = static_cast<std::uint64_t>(problem.config.seed);
  const std::vector<Individual> members = board.hall.front();
  if (finished) {
    for (const Approximation& a : approximation::make_report(problem, members)) {
      run.front.push_back(record_of(problem, a));
    }
    for (const approximation::Baseline& b : approximation::make_baselines(problem)) {
      run.baselines.push_back(
          {b.name, b.cost, b.error, to_infix(b.program, program::constant_texts(b.program))});
    }
    return run;
  }
  for (const Individual& member : members) {
    if (member.complexity == 0) continue;
    const program::Program p = program::from_genome(member.genome);
    ProgramRecord r;
    r.cost = member.complexity;
    r.error = member.loss();
    r.program = program::to_infix(p, program::constant_texts(p));
    run.front.push_back(std::move(r));
  }
  return run;
}

std::string to_json(const ApproximationDocument& run) {
  Json json = {{"format", kHallFormat},     {"function", run.function},
               {"domain", run.domain},      {"measure", run.measure},
               {"cost", run.cost},          {"seed", run.seed},
               {"stopped", run.stopped},    {"evaluations", run.evaluations},
               {"seconds", run.seconds},    {"front", Json::array()},
               {"baselines", Json::array()}};
  for (const ProgramRecord& r : run.front) json["front"].push_back(to_json(r));
  for (const BaselineRecord& b : run.baselines) {
    json["baselines"].push_back(
        {{"cost", b.cost}, {"error", b.error}, {"name", b.name}, {"program", b.program}});
  }
  return hall_text(json);
}

Result<ApproximationDocument> read_approximation(std::string_view text, const std::string& where) {
  return read_hall_text(text, where, parsed);
}

std::string front_table(const ApproximationDocument& run, std::size_t width) {
  std::string out = "  cost       error  digits  textbook      proven   in double  program\n";
  for (const ProgramRecord& r : run.front) {
    const auto number = [](const std::optional<double>& value) {
      return pad_left(value ? brief(*value) : "-", 10);
    };
    const std::string line = pad_left(std::to_string(r.cost), 6) + "  " +
                             pad_left(brief(r.error), 10) + "  " + pad_left(digits(r.error), 6) +
                             "  " + pad_left(baseline_digits(run, r.cost), 8) + "  " +
                             number(r.bound) + "  " + number(r.error_in_double) + "  " + r.program;
    out += (width == 0 ? line : clip(line, width)) + "\n";
  }
  return out;
}

std::string front_csv(const ApproximationDocument& run) {
  std::string out = "cost,error,bound,program\n";
  for (const ProgramRecord& r : run.front) {
    out += std::to_string(r.cost) + "," + exact(r.error) + "," + (r.bound ? exact(*r.bound) : "") +
           "," + csv_cell(r.program) + "\n";
  }
  return out;
}

}  // namespace cambrian::cli
