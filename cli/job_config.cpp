#include "cli/job_config.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "engine/config/config.hpp"
#include "engine/plugin/loader.hpp"

namespace cambrian::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kDefaultSeconds = 60;

struct AlgorithmNames {
  std::string name;
  JobConfig::Name selection;
};

template <class Visitor>
void fields(Visitor& v, AlgorithmNames& n) {
  v("name", n.name, "Its name");
  v("selection", n.selection, "How it chooses parents");
}

/// What must be known before the settings of problem and algorithm can be.
struct Names {
  JobConfig::Name problem;
  AlgorithmNames algorithm;
  std::vector<std::string> plugins;
  std::string folder;
};

template <class Visitor>
void fields(Visitor& v, Names& n) {
  v("problem", n.problem, "What is searched");
  v("algorithm", n.algorithm, "What searches it");
  v("plugins", n.plugins, "Libraries with search spaces and algorithms");
  v("folder", n.folder, "Where relative paths start");
}

// Adds settings that are described already, to the group of this name.
void include(FieldList& all, const FieldList& settings, const std::string& group) {
  const std::string prefix = group.empty() ? "" : group + ".";
  for (const FieldGroup& inner : settings.groups()) {
    all.add(FieldGroup{prefix + inner.path, inner.help});
  }
  for (Field field : settings.all()) {
    field.path = prefix + field.path;
    all.add(std::move(field));
  }
}

class Reading {
 public:
  Reading(std::string_view text, std::string origin, const std::vector<std::string>& plugins)
      : text_(text) {
    config_.origin = std::move(origin);
    for (const std::string& path : plugins) added_.push_back(fs::absolute(path).string());
  }

  Result<JobConfig> run(const std::vector<Assignment>& assignments) {
    find_names(assignments);
    choose_kinds();
    const FieldList all = config_.fields();
    for (Error& error : read_json(all, text_, config_.origin, ignored_)) {
      errors_.push_back(std::move(error));
    }
    for (const Assignment& assignment : assignments) assign(all, assignment);
    std::vector<std::string>& listed = config_.settings.plugins;
    listed.insert(listed.end(), added_.begin(), added_.end());
    compare_hashes();
    if (!errors_.empty()) return join(errors_);
    return std::move(config_);
  }

 private:
  void find_names(const std::vector<Assignment>& assignments) {
    Names names{{}, {config_.algorithm_name.name, config_.selection_name}, {}, {}};
    const FieldList list = describe(names);
    // What is wrong here is met again when everything is read.
    readable_ = read_json(list, text_, config_.origin, {""}).empty();
    for (const Assignment& assignment : assignments) {
      if (assignment.text.starts_with("plugins=")) (void)set_assignment(list, assignment.text);
    }
    const fs::path base = fs::path(config_.origin).parent_path();
    for (const std::string& plugin : names.plugins) {
      plugins_.push_back((base / names.folder / plugin).string());
    }
    plugins_.insert(plugins_.end(), added_.begin(), added_.end());
    config_.problem_name = names.problem;
    config_.algorithm_name.name = names.algorithm.name;
    config_.selection_name = names.algorithm.selection;
    take_name(assignments, "problem.name=", config_.problem_name.name);
    take_name(assignments, "algorithm.name=", config_.algorithm_name.name);
    take_name(assignments, "algorithm.selection.name=", config_.selection_name.name);
  }

  void take_name(const std::vector<Assignment>& assignments, const std::string& begin,
                 std::string& name) {
    for (const Assignment& assignment : assignments) {
      if (!assignment.text.starts_with(begin)) continue;
      const std::string given = assignment.text.substr(begin.size());
      if (given != name) ignored_.push_back(begin.substr(0, begin.rfind('.') + 1));
      name = given;
    }
  }

  void choose_kinds() {
    const auto loaded = load_catalogue(plugins_);
    if (!loaded) {
      ignored_ = {"problem.", "algorithm."};
      errors_.push_back(loaded.error());
      return;
    }
    const Catalogue& catalogue = *loaded;
    if (!config_.problem_name.name.empty()) {
      if (const auto kind = catalogue.problem(config_.problem_name.name)) {
        config_.problem = (*kind)->draft();
        take_library("problem", (*kind)->origin);
      } else {
        unknown("problem", kind.error());
      }
    } else if (readable_) {
      fail("problem.name", {"", "is missing", "see `cambrian spaces`"});
    }
    if (const auto kind = catalogue.algorithm(config_.algorithm_name.name)) {
      config_.algorithm = (*kind)->draft();
      take_library("algorithm", (*kind)->origin);
      if ((*kind)->selects) choose_selector(catalogue);
    } else {
      unknown("algorithm", kind.error());
    }
  }

  void choose_selector(const Catalogue& catalogue) {
    if (const auto kind = catalogue.selector(config_.selection_name.name)) {
      config_.selection = (*kind)->draft();
      take_library("selection", (*kind)->origin);
    } else {
      selection_unknown_ = true;
      unknown("algorithm.selection", kind.error());
    }
  }

  void take_library(const std::string& role, const std::string& origin) {
    if (origin == kBuiltIn) return;
    auto hash = content_hash(origin);
    if (!hash) return errors_.push_back(hash.error());
    config_.libraries.push_back({role, fs::absolute(origin).lexically_normal(), std::move(*hash)});
  }

  void compare_hashes() {
    for (const auto& [role, hash] : config_.settings.plugin_hashes) {
      const std::string path = "plugin_hashes." + role;
      const auto is_it = [&, &wanted = role](const auto& one) { return one.role == wanted; };
      const auto& libraries = config_.libraries;
      const auto found = std::find_if(libraries.begin(), libraries.end(), is_it);
      if (found == libraries.end()) {
        // Where there is an error already, that may be why.
        if (errors_.empty()) fail(path, {"", "the " + role + " comes from no plugin", "remove it"});
      } else if (found->hash != hash) {
        fail(path, {"", found->path + " has another content: " + found->hash + ", not " + hash,
                    "bring back the library that the run was made with, since another may search "
                    "differently; or start a new run"});
      }
    }
  }

  void unknown(const std::string& group, Error error) {
    ignored_.push_back(group + ".");
    fail(group + ".name", std::move(error));
  }

  void assign(const FieldList& all, const Assignment& assignment) {
    const std::string path = assignment.text.substr(0, assignment.text.find('='));
    if (all.find(path) == nullptr && passed_over(path)) return;
    const auto done = set_assignment(all, assignment.text);
    if (done) return;
    Error error = done.error();
    error.where = error.where.empty() || assignment.flag != "--set"
                      ? assignment.flag
                      : assignment.flag + " " + error.where;
    errors_.push_back(std::move(error));
  }

  // Settings of a problem or algorithm whose name is wrong: that error is enough.
  bool passed_over(const std::string& path) const {
    return (!config_.problem && path.starts_with("problem.")) ||
           (!config_.algorithm && path.starts_with("algorithm.")) ||
           (selection_unknown_ && path.starts_with("algorithm.selection."));
  }

  void fail(const std::string& path, Error error) {
    error.where = config_.origin + ": " + path;
    errors_.push_back(std::move(error));
  }

  const std::string_view text_;
  JobConfig config_;
  bool readable_ = false;
  bool selection_unknown_ = false;
  std::vector<std::string> added_;    // by flags
  std::vector<std::string> plugins_;  // all
  std::vector<std::string> ignored_;
  std::vector<Error> errors_;
};

}  // namespace

std::optional<double> JobSettings::seconds() const {
  if (stop.time) return *stop.time > 0 ? stop.time : std::nullopt;
  if (stop.evaluations > 0 || stop.work > 0 || stop.stagnation > 0) return std::nullopt;
  return kDefaultSeconds;
}

Result<JobConfig> JobConfig::read(std::string_view text, const std::string& origin,
                                  const std::vector<Assignment>& assignments,
                                  const std::vector<std::string>& plugins) {
  return Reading(text, origin, plugins).run(assignments);
}

void JobConfig::pin_libraries() {
  const fs::path base = settings.folder;
  for (const Library& library : libraries) {
    settings.plugin_hashes[library.role] = library.hash;
    const auto leads_to_it = [&](const std::string& listed) {
      const fs::path place = (base / listed).lexically_normal();
      return place == library.path || place == fs::path(library.path).parent_path();
    };
    std::vector<std::string>& plugins = settings.plugins;
    if (std::none_of(plugins.begin(), plugins.end(), leads_to_it)) plugins.push_back(library.path);
  }
}

std::string JobConfig::equipment() const {
  std::string text;
  for (const Library& library : libraries) {
    text += (text.empty() ? "with " : ", ") + library.path + " (content " + library.hash + ")";
  }
  return text;
}

FieldList JobConfig::fields() {
  FieldList all;
  all.add(FieldGroup{"problem", "What is searched"});
  include(all, describe(problem_name), "problem");
  if (problem) include(all, problem->fields(), "problem");
  all.add(FieldGroup{"algorithm", "What searches it"});
  include(all, describe(algorithm_name), "algorithm");
  if (algorithm) include(all, algorithm->fields(), "algorithm");
  if (selection) {
    all.add(FieldGroup{"algorithm.selection", "How it chooses parents"});
    include(all, describe(selection_name), "algorithm.selection");
    include(all, selection->fields(), "algorithm.selection");
  }
  include(all, describe(settings), "");
  return all;
}

}  // namespace cambrian::cli
