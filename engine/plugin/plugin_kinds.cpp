#include "engine/plugin/plugin_kinds.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstring>
#include <memory>
#include <set>
#include <utility>

#include "engine/plugin/plugin_fields.hpp"
#include "engine/plugin/plugin_problem.hpp"

namespace cambrian {
namespace {

constexpr const char* kRebuild = "build the plugin again with this version's headers";

class PluginDraft : public ProblemDraft {
 public:
  PluginDraft(std::shared_ptr<const PluginTable> table, PluginFields fields)
      : table_(std::move(table)), fields_(std::move(fields)) {}
  FieldList fields() override { return fields_.fields(); }
  Result<std::unique_ptr<Problem>> make(const ProblemPlace& place) const override {
    return PluginProblem::make(table_, fields_, place);
  }

 private:
  std::shared_ptr<const PluginTable> table_;
  PluginFields fields_;
};

bool is_name(const char* name) {
  if (name == nullptr || *name == '\0') return false;
  return std::all_of(name, name + std::strlen(name), [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
  });
}

/// The table, with null for the functions that are not there; an error when a required one is not.
Result<CambrianSpace> read_table(const CambrianSpace* given) {
  if (given == nullptr) return Error{"", "a space without a table", ""};
  if (given->size < offsetof(CambrianSpace, complexity)) {
    return Error{"",
                 "its table of functions is cut short: " + std::to_string(given->size) + " bytes",
                 kRebuild};
  }
  CambrianSpace space{};
  std::memcpy(&space, given, std::min<std::size_t>(given->size, sizeof space));
  if (!is_name(space.name)) {
    return Error{"", "a space has no name of lower_case letters, digits and _", ""};
  }
  if (space.create == nullptr || space.destroy == nullptr || space.objective == nullptr ||
      space.sample == nullptr || space.vary == nullptr || space.describe == nullptr ||
      space.evaluate == nullptr) {
    return Error{"", "'" + std::string(space.name) + "' lacks a function that every space needs",
                 "create, destroy, objective, sample, vary, describe, evaluate"};
  }
  return space;
}

Result<ProblemKind> kind_of(const CambrianSpace* given, const std::string& origin) {
  const Result<CambrianSpace> space = read_table(given);
  if (!space) return space.error();
  auto table = std::make_shared<const PluginTable>(PluginTable{*space, space->name, origin});
  Result<PluginFields> fields = PluginFields::make(table->functions);
  if (!fields) {
    const Error& error = fields.error();
    const std::string where = error.where.empty() ? "" : ": '" + error.where + "'";
    return Error{"", "'" + table->name + "'" + where + ": " + error.what, error.hint};
  }
  ProblemKind kind;
  kind.name = table->name;
  kind.summary = space->summary == nullptr ? "" : space->summary;
  kind.origin = origin;
  kind.draft = [table, fields = std::move(*fields)] {
    return std::make_unique<PluginDraft>(table, fields);
  };
  return kind;
}

}  // namespace

Result<std::vector<ProblemKind>> plugin_kinds(const CambrianPlugin* plugin,
                                              const std::string& origin) {
  if (plugin == nullptr) {
    return Error{origin, "the plugin could not describe itself", "is there enough memory?"};
  }
  if (plugin->abi != CAMBRIAN_ABI_VERSION) {
    return Error{origin,
                 "built for version " + std::to_string(plugin->abi) +
                     " of the plugin interface, and this program has version " +
                     std::to_string(CAMBRIAN_ABI_VERSION),
                 plugin->abi < CAMBRIAN_ABI_VERSION ? kRebuild : "use a newer cambrian"};
  }
  if (plugin->size < sizeof(CambrianPlugin)) {
    return Error{origin, "the plugin's table is cut short", kRebuild};
  }
  std::vector<ProblemKind> kinds;
  std::set<std::string> names;
  for (std::size_t i = 0; i < plugin->space_count; ++i) {
    Result<ProblemKind> kind = kind_of(plugin->spaces[i], origin);
    if (!kind) return Error{origin, kind.error().what, kind.error().hint};
    if (!names.insert(kind->name).second) {
      return Error{origin, "two spaces of the name '" + kind->name + "'", "rename one"};
    }
    kinds.push_back(std::move(*kind));
  }
  if (kinds.empty()) {
    return Error{origin, "the plugin has no spaces", "CAMBRIAN_EXPORT_SPACE(YourSpace)"};
  }
  return kinds;
}

}  // namespace cambrian
