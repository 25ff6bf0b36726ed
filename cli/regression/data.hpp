// Reads the rows that a regression's settings name and divides them.
#pragma once

#include <string>

#include "cli/regression/settings.hpp"
#include "engine/core/result.hpp"
#include "problems/symbolic_regression/problem.hpp"

namespace cambrian::cli {

/// The rows, ready to search; `hash` identifies every value of them.
struct RegressData {
  regression::RegressionData rows;
  std::string hash;
};

/// Reads the rows for the first target. Errors: those of reading; rows whose hash is not
/// settings.data_hash.
Result<RegressData> load_regress_data(const RegressSettings& settings);

}  // namespace cambrian::cli
