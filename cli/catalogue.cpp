#include "cli/catalogue.hpp"

#include <cstdlib>
#include <utility>

#include "engine/core/suggest.hpp"
#include "engine/plugin/loader.hpp"
#include "problems/catalogue.hpp"

namespace cambrian::cli {
namespace {

template <class Kind>
Result<const Kind*> find(const std::vector<Kind>& kinds, const std::string& name,
                         const std::string& what, const std::string& command) {
  std::vector<std::string> names;
  for (const Kind& kind : kinds) {
    if (kind.name == name) return &kind;
    names.push_back(kind.name);
  }
  return Error{"", "there is no " + what + " \"" + name + "\"",
               did_you_mean(name, names, "see `cambrian " + command + "`")};
}

}  // namespace

Result<const ProblemKind*> Catalogue::problem(const std::string& name) const {
  auto found = find(problems, name, "problem", "spaces");
  if (found || name != "torch_model") return found;
  return Error{"", "\"torch_model\" is a plugin that is not loaded",
               "install libtorch-dev, build with -DCAMBRIAN_TORCH=ON, and name the library in "
               "\"plugins\" (docs/torch.md); all other problems work without"};
}

Result<const AlgorithmKind*> Catalogue::algorithm(const std::string& name) const {
  return find(algorithms, name, "algorithm", "algorithms");
}

Result<const SelectorKind*> Catalogue::selector(const std::string& name) const {
  return find(selectors, name, "selector", "selectors");
}

Result<Catalogue> load_catalogue(const std::vector<std::string>& plugins) {
  std::vector<std::string> search_paths = plugins;
  if (const char* path = std::getenv("CAMBRIAN_PLUGIN_PATH")) {
    search_paths.insert(search_paths.begin(), path);
  }
  std::vector<std::string> files;
  for (const std::string& path : search_paths) {
    const auto found = plugin_files(path);
    if (!found) return found.error();
    files.insert(files.end(), found->begin(), found->end());
  }
  auto all = load_plugins(
      files,
      {built_in_problems(), built_in_algorithms(), {tournament_kind(), pareto_tournament_kind()}});
  if (!all) return all.error();
  return Catalogue{std::move(all->problems), std::move(all->algorithms), std::move(all->selectors)};
}

}  // namespace cambrian::cli
