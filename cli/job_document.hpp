// JobDocument: the results of one search of `cambrian run` as people and programs read them:
// hall_of_fame.json of the run folder, and what --json prints.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/live_view.hpp"
#include "engine/core/candidate.hpp"
#include "engine/core/result.hpp"
#include "engine/space/search_space.hpp"
#include "engine/space/tally.hpp"

namespace cambrian::cli {

/// One candidate that nothing better is known than.
struct CandidateRecord {
  std::vector<double> objectives;
  std::uint32_t complexity = 0;
  std::string candidate;   ///< as its space describes it
  std::string value = {};  ///< in the space's format "json", with all digits; empty: it has none
  std::string genome;      ///< its bytes in hexadecimal digits
};

struct JobDocument {
  std::string problem;
  std::string algorithm;
  std::vector<std::string> objectives;
  std::uint64_t seed = 0;
  std::string stopped = "running";  ///< why the search ended
  std::uint64_t evaluations = 0;
  std::uint64_t failures = 0;
  double seconds = 0;  ///< of the search, earlier sessions included
  std::optional<double> hypervolume;
  std::vector<double> reference_point = {};  ///< where it ends; empty: there is none
  std::vector<Share> shares = {};            ///< what became of candidates; empty: not counted

  double evaluations_per_second() const {
    return seconds > 0 ? static_cast<double>(evaluations) / seconds : 0;
  }
  /// With one objective the best of each complexity (usually there is one), the very best last;
  /// with several the Pareto front, by rising first objective.
  std::vector<CandidateRecord> front;

  /// The candidate of the lowest first objective. Requires a front.
  const CandidateRecord& best() const;
};

/// One JSON object for one search; for more, an object with a list of them.
std::string to_json(const std::vector<JobDocument>& searches);
/// Reads the JSON of one search; `where` names its file in errors.
Result<JobDocument> read_job_document(std::string_view text, const std::string& where);

/// The results in a run folder, also of one that is still going on.
Result<std::vector<JobDocument>> read_job_runs(const std::string& path);

/// The genome of a candidate that the run in this folder has found, in the run's space. An error
/// where it is none of that space, or another one than the candidate says.
Result<Genome> genome_of(const CandidateRecord& candidate, const SearchSpace& space,
                         const std::string& folder);

/// Objectives, complexity (where there is any) and candidate.
Front front_of(const JobDocument& search);
/// The same as CSV: one column for each objective, complexity, candidate (in the format "json"
/// where the space has it).
std::string front_csv(const JobDocument& search);
/// The front, clipped to `width` columns (0: not at all); of many rows some, evenly. Then the
/// hypervolume.
std::string result_text(const JobDocument& search, std::size_t width);
/// One line for each search: seed, evaluations, why it ended, best value or hypervolume; then the
/// median over the searches.
std::string sweep_text(const std::vector<JobDocument>& searches);

}  // namespace cambrian::cli
