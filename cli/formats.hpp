// The formats in which what a run has found can be written: `cambrian show RUN --format NAME`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/core/result.hpp"

namespace cambrian::cli {

/// Names and texts, which end with a new line.
using Formats = std::vector<std::pair<std::string, std::string>>;

std::string with_new_line(std::string text);

/// The text of one format. An error names `flag`, which asked for it, and what there is.
Result<std::string> in_format(const Formats& formats, const std::string& name,
                              const std::string& flag);

}  // namespace cambrian::cli
