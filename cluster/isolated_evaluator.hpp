// IsolatedEvaluator: evaluations in processes of their own, so that one that crashes, hangs or eats
// all memory is a failed evaluation and nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cluster/clock.hpp"
#include "engine/space/evaluator.hpp"

namespace cambrian {

/// One child process for each thread that evaluates at the same time; it lives until it dies or
/// must be killed (some microseconds per candidate). A crash is `failed` and an overrun
/// `timed_out`, both with a note; a genome that has ended `poison` children is `failed` without
/// another try.
///
/// The children come from a helper process that the constructor forks: construct it before the
/// process has threads, files and locks that matter, and before MPI. The helper closes all files
/// but the standard ones, so the inner evaluator must not keep files open. Where the helper is
/// lost, this process ends itself (SIGKILL) with a message.
class IsolatedEvaluator final : public Evaluator {
 public:
  struct Options {
    double seconds = kForever;  ///< for one candidate; then its process is killed
    std::uint64_t memory = 0;   ///< bytes that an evaluation may allocate; 0: no limit
    std::uint32_t poison = 3;
  };

  /// `inner` must outlive this. Throws std::system_error when no process can be made.
  IsolatedEvaluator(const Evaluator& inner, Options options);
  ~IsolatedEvaluator() override;

  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override;
  std::vector<std::string> objectives() const override { return inner_.objectives(); }

  /// Kills all children; evaluations under way and later ones fail at once. For the end of a run.
  void interrupt() const;

 private:
  class Pool;
  const Evaluator& inner_;
  const std::unique_ptr<Pool> pool_;
};

}  // namespace cambrian
