// Where runs go that are not told where to.
#pragma once

#include <string>

#include "engine/core/result.hpp"

namespace cambrian::cli {

inline constexpr const char* kRuns = "runs";

/// The name of a file without folders and extensions; "rows" for standard input.
std::string stem_of(const std::string& path);

/// Makes an empty folder runs/STEM-YYYYMMDD-HHMMSS that nobody else has.
Result<std::string> new_folder(const std::string& stem);

}  // namespace cambrian::cli
