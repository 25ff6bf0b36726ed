// Job: a problem with all that evaluates it, and a new algorithm for it; made from a configuration.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "cli/job_config.hpp"
#include "cluster/isolated_evaluator.hpp"
#include "cluster/run.hpp"
#include "engine/core/result.hpp"
#include "engine/space/cached.hpp"

namespace cambrian::cli {

class Job {
 public:
  /// May start a process (for isolation), so before threads and MPI. Errors name the place in the
  /// configuration.
  static Result<Job> make(const JobConfig& config, const ProblemPlace& place);

  const Problem& problem() const { return *problem_; }
  const Evaluator& evaluator() const;
  /// Ends evaluations that are under way; empty: they end by themselves.
  std::function<void()> interrupt() const;
  Search search() const;
  const EvaluateOptions& options() const { return options_; }
  /// So far.
  std::vector<Share> shares() const { return tally_ ? tally_->shares() : std::vector<Share>(); }
  /// Empty: there is no hypervolume.
  const std::vector<double>& reference_point() const { return reference_point_; }

 private:
  Result<void> wrap(const JobConfig& config);

  std::unique_ptr<Problem> problem_;
  std::unique_ptr<IsolatedEvaluator> isolated_;
  std::unique_ptr<CachedEvaluator> cached_;
  std::unique_ptr<Algorithm> algorithm_;
  std::unique_ptr<Tally> tally_;
  EvaluateOptions options_;
  std::vector<double> reference_point_;
};

}  // namespace cambrian::cli
