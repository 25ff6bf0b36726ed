// The runs of `cambrian run`, which every program has.
#pragma once

#include "cli/run_kind.hpp"

namespace cambrian::cli {

RunKind job_kind();

}  // namespace cambrian::cli
