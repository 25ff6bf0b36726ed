// The runs of `cambrian approximate`.
#pragma once

#include "cli/run_kind.hpp"

namespace cambrian::cli {

RunKind approximation_kind();

}  // namespace cambrian::cli
