// Genome and Candidate: what the search proposes. What comes back is an Evaluation.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/core/bytes.hpp"
#include "engine/core/evaluation.hpp"

namespace cambrian {

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

/// A proposal that an algorithm wants evaluated.
struct Candidate {
  CandidateId id{};
  std::vector<CandidateId> parents;
  Genome genome;
  Budget budget;
  Bytes state;  ///< training state to continue from; empty: start afresh
};

}  // namespace cambrian
