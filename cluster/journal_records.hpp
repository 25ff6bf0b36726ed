// The journal's records of leases: what a run was told.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"
#include "engine/state/hall_of_fame.hpp"
#include "engine/state/journal.hpp"

namespace cambrian {

/// One epoch of one island. The island's state is not in it: it can be computed again, and must
/// then have the same hash.
struct EvolvedRecord {
  static constexpr RecordKind kKind{1};

  std::uint32_t island = 0;
  std::uint64_t epoch = 0;
  std::uint64_t state_hash = 0;
  std::uint64_t report_hash = 0;
  std::uint64_t evaluations = 0;
  double elapsed = 0;               ///< seconds of the run when it was told
  std::vector<Individual> entered;  ///< offers that entered the hall of fame of all that was told

  Bytes encode() const;
  static EvolvedRecord decode(BytesView payload);
};

/// One call of Algorithm::ask. With the evaluations told before it, it can be made again, and must
/// then give the same candidates.
struct AskedRecord {
  static constexpr RecordKind kKind{2};

  std::uint64_t room = 0;
  std::uint64_t count = 0;
  std::uint64_t hash = 0;  ///< of all the candidates

  /// The record of a call that gave these candidates.
  static AskedRecord of(std::uint64_t room, const std::vector<Candidate>& candidates);
  Bytes encode() const;
  static AskedRecord decode(BytesView payload);
  bool operator==(const AskedRecord&) const = default;
};

/// One evaluation, in the order of arrival.
struct ToldRecord {
  static constexpr RecordKind kKind{3};

  double elapsed = 0;  ///< seconds of the run when it was told
  Evaluation evaluation;

  Bytes encode() const;
  static ToldRecord decode(BytesView payload);
};

}  // namespace cambrian
