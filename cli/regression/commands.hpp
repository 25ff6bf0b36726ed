// The subcommands of regressions: cli/commands.hpp.
#pragma once

#include "cli/commands.hpp"

namespace cambrian::cli {

int regress(const Words& words);
int predict(const Words& words);

}  // namespace cambrian::cli
