// Genome, Candidate and Evaluation: what the search proposes and what comes back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/bytes.hpp"

namespace cambrian {

/// Birth order within a run; also the address of the candidate's random streams.
enum class CandidateId : std::uint64_t {};

/// A genome as it crosses boundaries. `hash` identifies it (duplicates, replay checks).
struct Genome {
  Bytes bytes;
  std::uint64_t hash = 0;

  static Genome of(Bytes content) {
    const std::uint64_t h = hash_bytes(content);
    return {std::move(content), h};
  }
  bool operator==(const Genome&) const = default;
};

/// Deterministic units of work (rows, steps, epochs), never seconds; 0 means the problem's default.
struct Budget {
  std::uint64_t work = 0;
};

/// A proposal that an algorithm wants evaluated.
struct Candidate {
  CandidateId id{};
  std::vector<CandidateId> parents;
  Genome genome;
  Budget budget;
  Bytes state;  ///< training state to continue from; empty: start afresh
};

enum class Status : std::uint8_t {
  ok = 0,
  invalid = 1,    ///< NaN or illegal: normal in a search
  failed = 2,     ///< threw, crashed or ran out of memory; `note` says why
  timed_out = 3,  ///< exceeded its limit
};

/// The answer for one candidate. Objectives are minimised; their names come from the evaluator.
struct Evaluation {
  CandidateId id{};
  Status status = Status::ok;
  std::vector<double> objectives = {};
  std::vector<double> descriptor = {};  ///< behaviour or phenotype; may be empty
  std::uint64_t work = 0;               ///< budget used
  Bytes state = {};                     ///< training state to continue from; may be empty
  std::string note = {};                ///< why it failed
};

}  // namespace cambrian
