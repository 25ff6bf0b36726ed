// plugin_kinds(): what a plugin's tables offer to configurations.
#pragma once

#include <string>
#include <vector>

#include "engine/catalogue/algorithm_kind.hpp"
#include "engine/catalogue/problem.hpp"
#include "engine/catalogue/selector_kind.hpp"
#include "engine/core/result.hpp"
#include "engine/plugin/abi.h"

namespace cambrian {

struct PluginKinds {
  std::vector<ProblemKind> problems;
  std::vector<AlgorithmKind> algorithms;
  std::vector<SelectorKind> selectors;
};

/// `plugin` is what a library's cambrian_plugin() gave and stays as long as the program; `origin`
/// is the library's path. An error names the origin, and what is wrong with the version or the
/// tables.
Result<PluginKinds> plugin_kinds(const CambrianPlugin* plugin, const std::string& origin);

}  // namespace cambrian
