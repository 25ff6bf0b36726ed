// CachedEvaluator: remembers evaluations, so that equal candidates are evaluated once.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <unordered_map>

#include "engine/space/evaluator.hpp"

namespace cambrian {

/// For evaluators whose answer follows from genome and budget alone: a noisy one would repeat its
/// first draw. Answers are the same with and without the cache, `work` included. Remembers `ok` and
/// `invalid` answers, not failures, which another try may mend; candidates that continue from a
/// state are not looked up. Forgets the oldest beyond `capacity` candidates.
class CachedEvaluator : public Evaluator {
 public:
  /// `inner` must outlive this. capacity >= 1.
  CachedEvaluator(const Evaluator& inner, std::size_t capacity);

  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override;
  std::vector<std::string> objectives() const override { return inner_.objectives(); }

  /// Candidates answered without the inner evaluator so far.
  std::uint64_t hits() const;

 private:
  struct Entry {
    Bytes genome;  ///< hashes may collide
    std::uint64_t budget = 0;
    Evaluation answer;
  };
  static std::uint64_t key_of(const Candidate& candidate);
  const Evaluation* find(const Candidate& candidate) const;
  void remember(const Candidate& candidate, const Evaluation& answer) const;

  const Evaluator& inner_;
  std::size_t capacity_;
  mutable std::mutex mutex_;  // guards all below
  mutable std::unordered_map<std::uint64_t, Entry> entries_;
  mutable std::deque<std::uint64_t> order_;  // keys, oldest first
  mutable std::uint64_t hits_ = 0;
};

}  // namespace cambrian
