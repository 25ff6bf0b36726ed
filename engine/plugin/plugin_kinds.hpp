// plugin_kinds(): the problems that a plugin's tables offer.
#pragma once

#include <string>
#include <vector>

#include "engine/catalogue/problem.hpp"
#include "engine/core/result.hpp"
#include "engine/plugin/abi.h"

namespace cambrian {

/// `plugin` is what a library's cambrian_plugin() gave and stays as long as the program; `origin`
/// is the library's path. An error names the origin, and what is wrong with the version or the
/// tables.
Result<std::vector<ProblemKind>> plugin_kinds(const CambrianPlugin* plugin,
                                              const std::string& origin);

}  // namespace cambrian
