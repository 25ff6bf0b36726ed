// Lineage: which candidates of a run were bred from which, and how well that went.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/run_trace.hpp"
#include "engine/core/candidate.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

struct Lineage {
  /// One step on the way to the best.
  struct Step {
    CandidateId id{};
    std::vector<CandidateId> parents = {};
    std::uint64_t evaluations = 0;  ///< told before and with it
    std::vector<double> objectives = {};
    std::optional<double> gain = {};  ///< of the first objective, over the best parent
    std::string candidate = {};       ///< as its space describes it
  };
  /// One way in which candidates come about.
  struct Way {
    std::size_t parents = 0;    ///< 0: sampled, 1: mutated, more: crossed
    std::uint64_t tried = 0;    ///< candidates told
    std::uint64_t usable = 0;   ///< with a first objective that is a number
    std::uint64_t better = 0;   ///< than all their parents; with several objectives: they dominate
                                ///< one of them
    std::uint64_t records = 0;  ///< when they were told, nothing was known that was as good or
                                ///< better
  };
  /// How a candidate comes about.
  struct Birth {
    std::vector<CandidateId> parents;
    Genome genome;
  };

  /// From a sampled candidate to that of the lowest first objective, through the better one of
  /// several parents. Empty: no candidate has a finite first objective.
  std::vector<Step> steps;
  std::vector<Way> ways;  ///< by rising number of parents

  /// `births` are by id: all candidates that were told, and their parents.
  static Lineage of(const std::vector<RunTrace::Told>& told, const std::vector<Birth>& births,
                    const std::function<std::string(const Genome&)>& describe);
};

/// How candidates are put into words: for people, or in the space's first format, with all digits,
/// where it has one.
enum class Wording { brief, exact };

/// "sample", "mutation", "crossover of 2".
std::string way_name(std::size_t parents);

/// Breeds all candidates of a run of `cambrian run` again, evaluating none. An error when that does
/// not give the candidates that the journal knows, e.g. because a plugin is gone.
Result<Lineage> read_lineage(const RunTrace& trace, Wording wording = Wording::brief);

}  // namespace cambrian::cli
