// The runs of `cambrian regress`.
#pragma once

#include "cli/run_kind.hpp"

namespace cambrian::cli {

RunKind regression_kind();

}  // namespace cambrian::cli
