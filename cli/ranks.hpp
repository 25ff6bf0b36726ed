// Runs a regression in whichever process this is: alone, the first rank of an MPI job, or another.
#pragma once

#include <functional>

#include "cli/regression_run.hpp"
#include "cli/search.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

/// `plan` reads the run; `first` is true where its folder is to be made or locked: alone and in
/// rank 0. Errors are printed there only. `options` are asked for once the run is known. Returns
/// the exit status.
int run_in_ranks(const std::function<Result<RegressionRun>(bool first)>& plan,
                 const std::function<SearchOptions(const RegressionRun&)>& options,
                 Presentation presentation);

}  // namespace cambrian::cli
