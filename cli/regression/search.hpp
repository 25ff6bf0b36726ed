// search(): runs one regression to its end, shows how it goes and keeps its results in its folder.
#pragma once

#include <atomic>

#include "cli/regression/document.hpp"
#include "cli/session.hpp"
#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"
#include "problems/symbolic_regression/model.hpp"

namespace cambrian::cli {

struct SearchResult {
  RunDocument document;
  Outcome outcome;
};

/// Errors: those of run(), and files that cannot be written; what was found before is kept.
Result<SearchResult> search(const regression::RegressionModel& model, RunFolder& folder,
                            const SearchOptions& options, LiveView& view,
                            const std::atomic<bool>& stop);

}  // namespace cambrian::cli
