#include "cli/regression/document.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/hall_json.hpp"
#include "cli/run_files.hpp"
#include "engine/core/suggest.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no NaN; what is not a number is written as null.
double number(const Json& json) { return json.is_null() ? NAN : json.get<double>(); }

Json to_json(const regression::FitQuality& fit) {
  return {{"rows", fit.rows},
          {"loss", fit.loss},
          {"standard_error", fit.standard_error},
          {"r2", fit.r2}};
}

regression::FitQuality fit_quality(const Json& json) {
  return {json.at("rows"), number(json.at("loss")), number(json.at("standard_error")),
          number(json.at("r2"))};
}

Json to_json(const FormulaRecord& f) {
  return {{"complexity", f.complexity},
          {"loss", f.loss},
          {"score", f.score},
          {"standing", f.standing},
          {"r2", f.training.r2},
          {"training", to_json(f.training)},
          {"validation", f.validation ? to_json(*f.validation) : Json(nullptr)},
          {"equation", f.equation},
          {"exact", f.exact},
          {"latex", f.latex},
          {"sympy", f.sympy},
          {"python", f.python},
          {"cpp", f.cpp}};
}

FormulaRecord formula(const Json& json) {
  FormulaRecord f;
  f.complexity = json.at("complexity");
  f.loss = number(json.at("loss"));
  // The one score that JSON cannot hold is that of an exact formula.
  f.score = json.at("score").is_null() ? INFINITY : json.at("score").get<double>();
  f.standing = json.at("standing");
  f.training = fit_quality(json.at("training"));
  if (!json.at("validation").is_null()) f.validation = fit_quality(json.at("validation"));
  f.equation = json.at("equation");
  f.exact = json.at("exact");
  f.latex = json.at("latex");
  f.sympy = json.at("sympy");
  f.python = json.at("python");
  f.cpp = json.at("cpp");
  return f;
}

Json document(const RunDocument& run) {
  Json front = Json::array();
  for (const FormulaRecord& record : run.front) front.push_back(to_json(record));
  const bool found = run.best < run.front.size();
  return {{"format", kHallFormat},
          {"target", run.target},
          {"features", run.features},
          {"definitions", run.definitions},
          {"loss", run.loss},
          {"selection", run.selection},
          {"seed", run.seed},
          {"stopped", run.stopped},
          {"evaluations", run.evaluations},
          {"seconds", run.seconds},
          {"best", found ? front[run.best] : Json(nullptr)},
          {"front", front}};
}

RunDocument parsed(const Json& json) {
  RunDocument run;
  run.target = json.at("target");
  run.features = json.at("features").get<std::vector<std::string>>();
  run.definitions = json.at("definitions").get<std::vector<std::string>>();
  run.loss = json.at("loss");
  run.selection = json.at("selection");
  run.seed = json.at("seed");
  run.stopped = json.at("stopped");
  run.evaluations = json.at("evaluations");
  run.seconds = json.at("seconds");
  for (const Json& item : json.at("front")) run.front.push_back(formula(item));
  if (run.front.empty()) return run;
  const std::uint32_t chosen = json.at("best").at("complexity");
  while (run.front.at(run.best).complexity != chosen) ++run.best;
  return run;
}

}  // namespace

std::string to_json(const std::vector<RunDocument>& runs) {
  if (runs.size() == 1) return hall_text(document(runs.front()));
  Json targets = Json::array();
  for (const RunDocument& run : runs) targets.push_back(document(run));
  return hall_text(Json{{"format", kHallFormat}, {"targets", targets}});
}

Result<RunDocument> read_regression(std::string_view text, const std::string& where) {
  return read_hall_text(text, where, parsed);
}

Result<std::vector<RunDocument>> read_runs(const std::string& path) {
  return read_documents(path, "regress", read_regression);
}

Result<RunDocument> read_run(const std::string& path, const std::string& target) {
  auto runs = read_runs(path);
  if (!runs) return runs.error();
  if (target.empty() && runs->size() == 1) return std::move(runs->front());
  std::vector<std::string> names;
  for (RunDocument& run : *runs) {
    if (run.target == target) return std::move(run);
    names.push_back(run.target);
  }
  std::string known;
  for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
  if (target.empty()) {
    return Error{path, "holds several targets", "choose one with --target: " + known};
  }
  return Error{"--target " + target, "the run has no such target",
               did_you_mean(target, names, "it has: " + known)};
}

Result<std::size_t> RunDocument::picked(const Pick& pick, const std::string& path) const {
  std::vector<std::uint32_t> complexities;
  for (const FormulaRecord& formula : front) complexities.push_back(formula.complexity);
  return pick.from(complexities, best, path);
}

}  // namespace cambrian::cli
