// Catalogue: the problems and algorithms that configurations can name.
#pragma once

#include <string>
#include <vector>

#include "engine/catalogue/algorithm_kind.hpp"
#include "engine/catalogue/problem.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

struct Catalogue {
  std::vector<ProblemKind> problems;
  std::vector<AlgorithmKind> algorithms;

  /// Errors suggest the nearest names.
  Result<const ProblemKind*> problem(const std::string& name) const;
  Result<const AlgorithmKind*> algorithm(const std::string& name) const;
};

/// What is built in.
Catalogue load_catalogue();

}  // namespace cambrian::cli
