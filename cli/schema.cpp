#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/catalogue.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/job_config.hpp"
#include "cli/job_flags.hpp"
#include "cli/job_settings.hpp"
#include "cli/output.hpp"
#include "engine/config/config.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

// The group of one kind: its settings, and its name as the only one allowed.
template <class Kind>
Json group(const Kind& kind, bool name_needed) {
  Json settings = Json::parse(json_schema(kind.draft()->fields(), kind.name));
  Json properties = {{"name", {{"const", kind.name}, {"description", kind.summary}}}};
  for (const auto& [path, schema] : settings.at("properties").items()) {
    if (path != "$schema") properties[path] = schema;
  }
  Json schema = {{"title", kind.name},
                 {"description", kind.summary},
                 {"type", "object"},
                 {"additionalProperties", false},
                 {"properties", properties}};
  if (name_needed) schema["required"] = {"name"};
  return schema;
}

Json one_of(std::vector<Json> schemas) {
  if (schemas.size() == 1) return std::move(schemas.front());
  return {{"oneOf", std::move(schemas)}};
}

Result<std::string> schema_text(const std::string& problem, const std::string& algorithm,
                                const std::vector<std::string>& plugins) {
  const auto loaded = load_catalogue(plugins);
  if (!loaded) return loaded.error();
  const Catalogue& catalogue = *loaded;
  std::vector<Json> problems;
  std::vector<Json> algorithms;
  if (auto kind = catalogue.problem(problem); !problem.empty() && !kind) return kind.error();
  if (auto kind = catalogue.algorithm(algorithm); !algorithm.empty() && !kind) return kind.error();
  for (const ProblemKind& kind : catalogue.problems) {
    if (problem.empty() || kind.name == problem) problems.push_back(group(kind, true));
  }
  const JobConfig usual_job;
  const std::string& usual = usual_job.algorithm_name.name;
  std::vector<Json> selectors;
  for (const SelectorKind& kind : catalogue.selectors)
    selectors.push_back(group(kind, kind.name != usual_job.selection_name.name));
  const Json selection = one_of(std::move(selectors));
  for (const AlgorithmKind& kind : catalogue.algorithms) {
    if (!algorithm.empty() && kind.name != algorithm) continue;
    algorithms.push_back(group(kind, kind.name != usual));
    if (kind.selects) algorithms.back()["properties"]["selection"] = selection;
  }
  JobSettings settings;
  Json root = Json::parse(json_schema(describe(settings), "A configuration of `cambrian run`"));
  Json properties = {{"$schema", root["properties"]["$schema"]},
                     {"problem", one_of(std::move(problems))},
                     {"algorithm", one_of(std::move(algorithms))}};
  for (const auto& [path, schema] : root["properties"].items()) properties[path] = schema;
  root["properties"] = std::move(properties);
  root["required"] = {"problem"};
  return root.dump(2) + "\n";
}

}  // namespace

int schema(const Words& words) {
  std::string problem;
  std::string algorithm;
  std::vector<std::string> plugins;
  const CommandLine line{
      .name = "schema",
      .summary = "Prints the JSON Schema of configurations, for editors that complete and check.",
      .examples =
          "  cambrian schema > cambrian.schema.json\n"
          "  cambrian schema one_max local_search\n",
      .positionals = {{"PROBLEM", "Of this problem only", &problem, false},
                      {"ALGORITHM", "With this algorithm only", &algorithm, false}},
      .flags = {plugin_flag(plugins)},
  };
  const auto parsed = parse(line, words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto text = schema_text(problem, algorithm, plugins);
  return text ? print(*text) : fail(text.error());
}

}  // namespace cambrian::cli
