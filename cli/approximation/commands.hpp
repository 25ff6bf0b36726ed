// The subcommand of approximations: cli/commands.hpp.
#pragma once

#include "cli/commands.hpp"

namespace cambrian::cli {

int approximate(const Words& words);

}  // namespace cambrian::cli
