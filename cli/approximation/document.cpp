#include "cli/approximation/document.hpp"

#include <cctype>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/approximation/sollya.hpp"
#include "cli/approximation/stopwatch.hpp"
#include "cli/hall_json.hpp"
#include "cli/text.hpp"
#include "operators/program/print.hpp"
#include "operators/program/single/float_code.hpp"
#include "problems/function_approximation/baselines.hpp"
#include "problems/function_approximation/report.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;
using approximation::Approximation;
using approximation::Problem;
using program::Quad;

constexpr std::size_t kTestedPlaces = 65;

std::string on_text(const Problem& problem) {
  return "[" + program::to_text(problem.low, 17) + ", " + program::to_text(problem.high, 17) + "]";
}

std::string comment_for(const Problem& problem, const Approximation& a) {
  std::string text = problem.target.text() + " on " + on_text(problem) + "\n";
  if (problem.full_range != nullptr) {
    text = problem.config.function + " of every float, around " + text;
  }
  text += problem.config.error + " error: " + brief(a.error) + " in exact arithmetic";
  if (a.bound) text += ", proven to be at most " + brief(*a.bound);
  if (!a.in_float) return text + ";\n" + brief(a.error_in_double) + " found in double arithmetic";
  const program::FloatErrors& errors = a.in_float->errors;
  return text + ";\nin floats at most " + brief(errors.ulp) + " ulp at " +
         (a.in_float->every_input ? "every one of " : "") + std::to_string(errors.inputs) +
         " inputs";
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

// A C program that compares the function with the truth at some floats, in units of the last place.
std::string float_test_for(const Problem& problem, const Approximation& a,
                           const std::string& function, const std::string& name) {
  std::string out = "#include <stdio.h>\n" + function + "\n";
  out += "// x, " + problem.target.text() + ", and 1 / the last place of a float of its size.\n";
  out += "static const double places[][3] = {\n";
  for (const Quad place :
       approximation::chebyshev_points(problem.low, problem.high, kTestedPlaces)) {
    const float x = static_cast<float>(place);
    const auto y = static_cast<double>(problem.target(x));
    if (!std::isfinite(y) || y == 0) continue;
    const int exponent = std::max(std::ilogb(y), -126);
    out += "    {" + exact(x) + ", " + exact(y) + ", " + exact(std::ldexp(1.0, 23 - exponent)) +
           "},\n";
  }
  const double allowed = a.in_float->errors.ulp * (a.in_float->every_input ? 1.00001 : 1.1);
  out += "};\n\nint main(void) {\n  double worst = 0;\n";
  out += "  for (unsigned i = 0; i < sizeof places / sizeof *places; ++i) {\n";
  out += "    const double error = fabs(" + name +
         "((float)places[i][0]) - places[i][1]) * places[i][2];\n";
  out += "    if (!(error <= worst)) worst = error;\n  }\n";
  out += "  printf(\"largest error %.4f ulp, allowed " + brief(allowed) + "\\n\", worst);\n";
  return out + "  return worst <= " + exact(allowed) + " ? 0 : 1;\n}\n";
}

// Complete functions are timed where clamps change nothing.
TimedInputs inputs_of(const Problem& problem) {
  const approximation::FullRange* const full = problem.full_range;
  if (full != nullptr) return {true, full->fast_low, full->fast_high};
  return {problem.single, static_cast<double>(problem.low), static_cast<double>(problem.high)};
}

// What programs in floats are written as: complete functions, where they are the core of one.
void write_floats(const Problem& problem, const Approximation& a, ProgramRecord& r) {
  const approximation::InFloat& in_float = *a.in_float;
  const program::FloatErrors& errors = in_float.errors;
  r.in_float =
      FloatRecord{errors.ulp, errors.ulp_at, errors.relative, errors.inputs, in_float.every_input};
  program::FloatFunction function;
  function.name = function_name(problem.config.function);
  function.comment = comment_for(problem, a);
  function.program = in_float.whole;
  function.largest_ulp = errors.ulp * (in_float.every_input ? 1 : 1.1);
  if (const approximation::FullRange* const full = problem.full_range; full != nullptr) {
    function.fast_low = full->fast_low;
    function.fast_high = full->fast_high;
    function.library = full->function;
    function.library_beyond = full->library_beyond;
  }
  r.c = program::scalar_code(function);
  r.cpp = r.c;
  r.highway = program::vector_code(function);
  if (function.library.empty()) {
    r.test = float_test_for(problem, a, r.c, function.name);
    r.bench = stopwatch_for(inputs_of(problem), {function.name, r.c, ""});
  } else {
    r.test = program::exhaustive_test(function);
    r.bench = program::benchmark(function);
  }
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
  r.highway = program::to_highway(a.program, texts, signature);
  r.test = test_for(problem, a, r.c, name);
  r.bench = stopwatch_for(inputs_of(problem), {name, r.c, ""});
  r.sollya = sollya_script(problem, a);
  if (a.in_float) write_floats(problem, a, r);
  return r;
}

ApproximationDocument head_of(const Problem& problem) {
  ApproximationDocument run;
  run.function = problem.config.function;
  run.domain = problem.config.on;
  run.measure = problem.config.error;
  run.cost = problem.config.cost;
  run.type = problem.config.type;
  run.inputs = {inputs_of(problem).low, inputs_of(problem).high};
  run.seed = static_cast<std::uint64_t>(problem.config.seed);
  return run;
}

void add_baselines(const Problem& problem, ApproximationDocument& run) {
  for (const approximation::Baseline& b : approximation::make_baselines(problem)) {
    run.baselines.push_back(
        {b.name, b.cost, b.error, to_infix(b.program, program::constant_texts(b.program))});
  }
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

Json to_json(const FloatRecord& r) {
  return {{"ulp", r.ulp},
          {"ulp_at", r.ulp_at},
          {"relative", r.relative},
          {"inputs", r.inputs},
          {"every_input", r.every_input}};
}

Json to_json(const ProgramRecord& r) {
  Json json = {{"cost", r.cost},
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
               {"test", r.test},
               {"bench", r.bench}};
  if (!r.sollya.empty()) json["sollya"] = r.sollya;
  if (!r.sollya_says.empty()) json["sollya_says"] = r.sollya_says;
  if (!r.highway.empty()) json["highway"] = r.highway;
  if (r.in_float) json["in_float"] = to_json(*r.in_float);
  return json;
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
  r.bench = json.value("bench", "");
  r.sollya = json.value("sollya", "");
  r.sollya_says = json.value("sollya_says", "");
  r.highway = json.value("highway", "");
  if (!json.contains("in_float")) return r;
  const Json& f = json["in_float"];
  r.in_float = FloatRecord{f.at("ulp"), f.at("ulp_at"), f.at("relative"), f.at("inputs"),
                           f.at("every_input")};
  return r;
}

ApproximationDocument parsed(const Json& json) {
  ApproximationDocument run;
  run.function = json.at("function");
  run.domain = json.at("domain").get<std::vector<std::string>>();
  run.measure = json.at("measure");
  run.cost = json.at("cost");
  run.type = json.at("type");
  run.inputs = json.value("inputs", run.inputs);
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

ApproximationDocument make_document(const Problem& problem, const Board& board, bool finished) {
  ApproximationDocument run = head_of(problem);
  const std::vector<Individual> members = board.hall.front();
  if (finished) {
    for (const Approximation& a : approximation::make_report(problem, members)) {
      run.front.push_back(record_of(problem, a));
    }
    add_baselines(problem, run);
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

ApproximationDocument make_document(const Problem& problem,
                                    const approximation::Judgement& judgement) {
  ApproximationDocument run = head_of(problem);
  run.stopped = "judged";
  run.front.push_back(record_of(problem, judgement.as_written));
  if (judgement.best) run.front.push_back(record_of(problem, *judgement.best));
  add_baselines(problem, run);
  return run;
}

std::string to_json(const ApproximationDocument& run) {
  Json json = {
      {"format", kHallFormat},          {"function", run.function}, {"domain", run.domain},
      {"measure", run.measure},         {"cost", run.cost},         {"type", run.type},
      {"inputs", run.inputs},           {"seed", run.seed},         {"stopped", run.stopped},
      {"evaluations", run.evaluations}, {"seconds", run.seconds},   {"front", Json::array()},
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

// "0.802 ulp", with "~" where only some inputs were looked at.
static std::string ulps(const ProgramRecord& r) {
  if (!r.in_float) return pad_left("-", 11);
  return pad_left((r.in_float->every_input ? "" : "~") + brief(r.in_float->ulp) + " ulp", 11);
}

std::string front_table(const ApproximationDocument& run, std::size_t width) {
  const bool single = run.type == "float";
  std::string out = "  cost       error  digits  textbook      proven   in " +
                    std::string(single ? "float " : "double") + "  program\n";
  for (const ProgramRecord& r : run.front) {
    const auto number = [](const std::optional<double>& value) {
      return pad_left(value ? brief(*value) : "-", 10);
    };
    const std::string line =
        pad_left(std::to_string(r.cost), 6) + "  " + pad_left(brief(r.error), 10) + "  " +
        pad_left(digits(r.error), 6) + "  " + pad_left(baseline_digits(run, r.cost), 8) + "  " +
        number(r.bound) + "  " + (single ? ulps(r) : number(r.error_in_double)) + "  " + r.program;
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
