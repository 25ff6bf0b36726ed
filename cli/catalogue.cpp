#include "cli/catalogue.hpp"

#include "engine/core/suggest.hpp"
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
  return find(problems, name, "problem", "spaces");
}

Result<const AlgorithmKind*> Catalogue::algorithm(const std::string& name) const {
  return find(algorithms, name, "algorithm", "algorithms");
}

Catalogue load_catalogue() { return {built_in_problems(), built_in_algorithms()}; }

}  // namespace cambrian::cli
