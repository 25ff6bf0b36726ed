// Evaluator: how good candidates are.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/core/candidate.hpp"

namespace cambrian {

/// Separate from the space, so that caching, sandboxing and predicting are decorators of it.
/// Immutable as seen from outside and thread-safe.
class Evaluator {
 public:
  virtual ~Evaluator() = default;
  /// Answers candidate i in evaluations[i] (of equal number), with its id and as many objectives as
  /// objectives() has names when its status is `ok`. A candidate that cannot be evaluated is
  /// `failed` with a note; an exception means that none of the batch could be.
  virtual void evaluate(std::span<const Candidate> candidates,
                        std::span<Evaluation> evaluations) const = 0;
  /// Names of the objectives, all minimised; at least one.
  virtual std::vector<std::string> objectives() const = 0;
};

}  // namespace cambrian
