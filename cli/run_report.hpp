// RunReport: all that there is to tell of one run, for reading at a glance.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/lineage.hpp"
#include "cli/run_trace.hpp"
#include "cli/schedule.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

struct RunReport {
  RunTrace trace;
  std::optional<Lineage> lineage;    ///< of runs of `cambrian run`
  std::optional<Schedule> schedule;  ///< of trainings
  std::string untold;                ///< why such a run has none: it could not be bred again
};

/// Of all searches under a path. Errors: those of read_traces().
Result<std::vector<RunReport>> read_reports(const std::string& path);

/// Of one search, in lines of at most `width` columns (0: of any length).
std::string report_text(const RunReport& report, std::size_t width);
/// One JSON object for one search; for more, an object with a list of them.
std::string report_json(const std::vector<RunReport>& reports);
/// A page with a part for each search.
std::string report_html(const std::vector<RunReport>& reports);

}  // namespace cambrian::cli
