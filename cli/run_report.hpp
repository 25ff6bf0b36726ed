// RunReport: all that there is to tell of one run, for reading at a glance.
#pragma once

#include <string>
#include <vector>

#include "cli/run_trace.hpp"

namespace cambrian::cli {

/// Of one search.
std::string report_text(const RunTrace& trace);
/// One JSON object for one search; for more, an object with a list of them.
std::string report_json(const std::vector<RunTrace>& traces);
/// A page with a part for each search.
std::string report_html(const std::vector<RunTrace>& traces);

}  // namespace cambrian::cli
