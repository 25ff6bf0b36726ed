// Evaluation: the answer for one candidate; and the small types that it is made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cambrian {

/// Birth order within a run; also the address of the candidate's random streams.
enum class CandidateId : std::uint64_t {};

/// Deterministic units of work (rows, steps, epochs), never seconds; 0 means the problem's default.
struct Budget {
  std::uint64_t work = 0;
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
  std::vector<std::byte> state = {};    ///< training state to continue from; may be empty
  std::string note = {};                ///< why it failed
};

}  // namespace cambrian
