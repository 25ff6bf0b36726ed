// The formats in which what a run has found can be written: `cambrian show RUN --format NAME`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/approximation_document.hpp"
#include "cli/job_document.hpp"
#include "cli/run_document.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

/// Names and texts, which end with a new line.
using Formats = std::vector<std::pair<std::string, std::string>>;

/// latex, python, cpp, sympy, exact.
Formats formats_of(const FormulaRecord& formula, const std::string& target);
/// c, cpp, python, json, test.
Formats formats_of(const ProgramRecord& program);
/// Those of the space that the run in this folder searches; makes its problem.
Result<Formats> formats_of(const CandidateRecord& candidate, const std::string& folder);

/// The text of one format. An error names `flag`, which asked for it, and what there is.
Result<std::string> in_format(const Formats& formats, const std::string& name,
                              const std::string& flag);

}  // namespace cambrian::cli
