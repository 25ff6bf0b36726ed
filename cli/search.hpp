// search(): runs one regression to its end, shows how it goes and keeps its results in its folder.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cli/live_view.hpp"
#include "cli/run_document.hpp"
#include "cluster/process_group.hpp"
#include "engine/core/result.hpp"
#include "engine/island/archipelago.hpp"
#include "engine/state/run_folder.hpp"
#include "problems/symbolic_regression/model.hpp"

namespace cambrian::cli {

struct SearchOptions {
  std::optional<double> seconds{};  ///< of this session
  std::uint64_t evaluations = 0;    ///< of the whole run; 0: none
  std::uint32_t threads = 0;        ///< 0: all cores; one for each rank besides the first
  ProcessGroup* group = nullptr;    ///< whose other ranks assist(); null: threads of this process
  std::uint64_t identity = 0;       ///< of program and settings; equal in all ranks
};

struct SearchResult {
  RunDocument document;
  StopReason reason = StopReason::none;
  bool well = true;  ///< of the other ranks, see Outcome
};

/// hall_of_fame.csv and .json are rewritten while it goes on, at most every two seconds, and at the
/// end. Errors: those of run(), and files that cannot be written; what was found before is kept.
Result<SearchResult> search(const regression::RegressionModel& model, RunFolder& folder,
                            const SearchOptions& settings, LiveView& view,
                            const std::atomic<bool>& stop);

/// What the other ranks of settings.group do while rank 0 searches. Returns the exit status.
int assist(const regression::RegressionModel& model, const SearchOptions& settings);

}  // namespace cambrian::cli
