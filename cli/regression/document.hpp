// RunDocument: the results of one search as people and programs read them: hall_of_fame.json of the
// run folder, and what --json prints.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/pick.hpp"
#include "engine/core/result.hpp"
#include "problems/symbolic_regression/report.hpp"

namespace cambrian::cli {

/// One formula of the Pareto front.
struct FormulaRecord {
  std::uint32_t complexity = 0;
  double loss = 0;   ///< over the training rows, in the user's units
  double score = 0;  ///< as in regression::FrontMember
  regression::FitQuality training;
  std::optional<regression::FitQuality> validation;
  std::string standing;  ///< "fit", "noise floor", "overfit", "law"
  std::string equation;  ///< as people write it
  std::string exact;     ///< reads back to the same formula, bit by bit
  std::string latex;
  std::string python;
  std::string sympy;
  std::string cpp;
};

/// The results of the search for one target. `best` is an index into `front`; of no meaning when
/// that is empty.
struct RunDocument {
  std::string target;
  std::vector<std::string> features;
  std::vector<std::string> definitions;
  std::string loss;
  std::string selection;
  std::uint64_t seed = 0;
  std::string stopped = "running";  ///< why the search ended
  std::uint64_t evaluations = 0;
  double seconds = 0;                ///< of the search, earlier sessions included
  std::vector<FormulaRecord> front;  ///< by rising complexity
  std::size_t best = 0;

  /// Index into `front`. Errors: those of Pick::from; `path` is the run's.
  Result<std::size_t> picked(const Pick& pick, const std::string& path) const;
};

/// One JSON object for one run; for more, an object with a list of them.
std::string to_json(const std::vector<RunDocument>& runs);
/// Reads the JSON of one run; `where` names its file in errors.
Result<RunDocument> read_regression(std::string_view text, const std::string& where);

/// The results in a run folder, also of one that is still going on.
Result<std::vector<RunDocument>> read_runs(const std::string& path);
/// The results for one target; it may be left empty when there is only one.
Result<RunDocument> read_run(const std::string& path, const std::string& target);

}  // namespace cambrian::cli
