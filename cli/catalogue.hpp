// Catalogue: what configurations can name.
#pragma once

#include <string>
#include <vector>

#include "engine/catalogue/algorithm_kind.hpp"
#include "engine/catalogue/problem.hpp"
#include "engine/catalogue/selector_kind.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

struct Catalogue {
  std::vector<ProblemKind> problems;
  std::vector<AlgorithmKind> algorithms;
  std::vector<SelectorKind> selectors;

  /// Errors suggest the nearest names.
  Result<const ProblemKind*> problem(const std::string& name) const;
  Result<const AlgorithmKind*> algorithm(const std::string& name) const;
  Result<const SelectorKind*> selector(const std::string& name) const;
};

/// What is built in, then what is in plugins: those of the environment's CAMBRIAN_PLUGIN_PATH, then
/// these, each a library or a folder of libraries.
Result<Catalogue> load_catalogue(const std::vector<std::string>& plugins = {});

}  // namespace cambrian::cli
