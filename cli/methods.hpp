// Which runs belong together: those whose configurations differ in the seed at most.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/run_trace.hpp"

namespace cambrian::cli {

/// Runs by method, in the order in which methods come first, each under a name of its own: the
/// settings in which it differs from the other methods, or the name of its (first) folder where
/// that says nothing.
std::vector<std::pair<std::string, std::vector<RunTrace>>> by_method(std::vector<RunTrace> runs);

}  // namespace cambrian::cli
