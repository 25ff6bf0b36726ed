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
#include "engine/plugin/plugin_search.hpp"
#include "engine/plugin/plugin_table.hpp"

namespace cambrian {
namespace {

constexpr const char* kRebuild = "build the plugin again with this version's headers";

/// Draft: ProblemDraft, AlgorithmDraft or SelectorDraft.
template <class Draft, class Table>
class PluginDraft : public Draft {
 public:
  PluginDraft(std::shared_ptr<const PluginTable<Table>> table, PluginFields fields)
      : table_(std::move(table)), fields_(std::move(fields)) {}
  FieldList fields() override { return fields_.fields(); }

 protected:
  const std::shared_ptr<const PluginTable<Table>> table_;
  PluginFields fields_;
};

struct SpaceDraft final : PluginDraft<ProblemDraft, CambrianSpace> {
  using PluginDraft::PluginDraft;
  Result<std::unique_ptr<Problem>> make(const ProblemPlace& place) const override {
    return PluginProblem::make(table_, fields_, place);
  }
};
struct SearchDraft final : PluginDraft<AlgorithmDraft, CambrianAlgorithm> {
  using PluginDraft::PluginDraft;
  Result<std::unique_ptr<Algorithm>> make(const AlgorithmPlace& place) const override {
    return PluginAlgorithm::make(table_, fields_, place);
  }
};
struct SelectionDraft final : PluginDraft<SelectorDraft, CambrianSelector> {
  using PluginDraft::PluginDraft;
  Result<std::shared_ptr<const Selector>> make() const override {
    return PluginSelector::make(table_, fields_);
  }
};

bool is_name(const char* name) {
  if (name == nullptr || *name == '\0') return false;
  return std::all_of(name, name + std::strlen(name), [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
  });
}

/// What this program must know of each kind of table.
struct SpaceRules {
  static constexpr const char* kWhat = "space";
  static constexpr std::size_t kLeast = offsetof(CambrianSpace, complexity);
  static constexpr const char* kNeeds =
      "create, destroy, objective, sample, vary, describe, evaluate";
  static bool complete(const CambrianSpace& t) {
    return t.objective != nullptr && t.sample != nullptr && t.vary != nullptr &&
           t.describe != nullptr && t.evaluate != nullptr;
  }
};
struct AlgorithmRules {
  static constexpr const char* kWhat = "algorithm";
  static constexpr std::size_t kLeast = sizeof(CambrianAlgorithm);
  static constexpr const char* kNeeds = "create, destroy, ask, tell";
  static bool complete(const CambrianAlgorithm& t) { return t.ask != nullptr && t.tell != nullptr; }
};
struct SelectorRules {
  static constexpr const char* kWhat = "selector";
  static constexpr std::size_t kLeast = sizeof(CambrianSelector);
  static constexpr const char* kNeeds = "create, destroy, select";
  static bool complete(const CambrianSelector& t) { return t.select != nullptr; }
};

/// The table, with null for the functions that are not there; an error when a required one is not.
template <class Rules, class Table>
Result<Table> read_table(const Table* given) {
  const std::string what = Rules::kWhat;
  if (given == nullptr) return Error{"", "a table of no " + what, ""};
  if (given->size < Rules::kLeast) {
    return Error{
        "", "the table of its " + what + " is cut short: " + std::to_string(given->size) + " bytes",
        kRebuild};
  }
  Table table{};
  std::memcpy(&table, given, std::min<std::size_t>(given->size, sizeof table));
  if (!is_name(table.name)) {
    return Error{"", "its " + what + " has no name of lower_case letters, digits and _", ""};
  }
  if (table.create == nullptr || table.destroy == nullptr || !Rules::complete(table)) {
    return Error{"", "'" + std::string(table.name) + "' lacks a function that it needs",
                 Rules::kNeeds};
  }
  return table;
}

/// Adds the kinds of these tables.
template <class Rules, class Draft, class Kind, class Table>
Result<void> add_kinds(std::vector<Kind>& kinds, const Table* const* tables, std::size_t count,
                       const std::string& origin) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    const Result<Table> given = read_table<Rules>(tables[i]);
    if (!given) return given.error();
    auto table =
        std::make_shared<const PluginTable<Table>>(PluginTable<Table>{*given, given->name, origin});
    Result<PluginFields> fields = PluginFields::make(given->fields, given->field_count);
    if (!fields) {
      const Error& error = fields.error();
      const std::string where = error.where.empty() ? "" : ": '" + error.where + "'";
      return Error{"", "'" + table->name + "'" + where + ": " + error.what, error.hint};
    }
    if (!names.insert(table->name).second) {
      return Error{"", std::string("two ") + Rules::kWhat + "s of the name '" + table->name + "'",
                   "rename one"};
    }
    Kind kind;
    kind.name = table->name;
    kind.summary = given->summary == nullptr ? "" : given->summary;
    kind.origin = origin;
    kind.draft = [table, fields = std::move(*fields)] {
      return std::make_unique<Draft>(table, fields);
    };
    kinds.push_back(std::move(kind));
  }
  return {};
}

Result<PluginKinds> kinds_of(const CambrianPlugin& plugin, const std::string& origin) {
  PluginKinds kinds;
  if (auto added = add_kinds<SpaceRules, SpaceDraft>(kinds.problems, plugin.spaces,
                                                     plugin.space_count, origin);
      !added) {
    return added.error();
  }
  if (auto added = add_kinds<AlgorithmRules, SearchDraft>(kinds.algorithms, plugin.algorithms,
                                                          plugin.algorithm_count, origin);
      !added) {
    return added.error();
  }
  if (auto added = add_kinds<SelectorRules, SelectionDraft>(kinds.selectors, plugin.selectors,
                                                            plugin.selector_count, origin);
      !added) {
    return added.error();
  }
  return kinds;
}

}  // namespace

Result<PluginKinds> plugin_kinds(const CambrianPlugin* plugin, const std::string& origin) {
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
  if (plugin->size < offsetof(CambrianPlugin, algorithms)) {
    return Error{origin, "the plugin's table is cut short", kRebuild};
  }
  CambrianPlugin known{};
  std::memcpy(&known, plugin, std::min<std::size_t>(plugin->size, sizeof known));
  if (known.space_count + known.algorithm_count + known.selector_count == 0) {
    return Error{origin, "there is nothing in the plugin", "CAMBRIAN_PLUGIN(YourSpace)"};
  }
  auto kinds = kinds_of(known, origin);
  if (!kinds) return Error{origin, kinds.error().what, kinds.error().hint};
  return kinds;
}

}  // namespace cambrian
