#include "cli/job.hpp"

#include <string>
#include <utility>

namespace cambrian::cli {
namespace {

constexpr double kMebi = 1 << 20;

Error placed(const Error& error, const JobConfig& config, const std::string& group) {
  const std::string path = error.where.empty() ? group : group + "." + error.where;
  return {config.origin + ": " + path, error.what, error.hint};
}

EvaluateOptions options_of(const JobSettings& settings, const Problem& problem) {
  const auto target = settings.stop.target ? settings.stop.target : problem.optimum();
  EvaluateOptions options;
  options.evaluations = settings.stop.evaluations;
  options.work = settings.stop.work;
  options.stagnation = settings.stop.stagnation;
  options.target = target.value_or(0);
  options.has_target = target.has_value();
  options.batch = settings.evaluation.batch;
  options.lag = settings.lag;
  options.retries = settings.evaluation.retries;
  options.on_failure = settings.evaluation.on_failure;
  options.hopeless = settings.evaluation.hopeless;
  options.full_budget = problem.full_budget();
  return options;
}

}  // namespace

Result<Job> Job::make(const JobConfig& config, const ProblemPlace& place) {
  Job job;
  auto problem = config.problem->make(place);
  if (!problem) return placed(problem.error(), config, "problem");
  job.problem_ = std::move(*problem);
  if (auto wrapped = job.wrap(config); !wrapped) return wrapped.error();
  std::shared_ptr<const Selector> selector;
  if (config.selection) {
    auto made = config.selection->make();
    if (!made) return placed(made.error(), config, "algorithm.selection");
    selector = std::move(*made);
  }
  auto algorithm = config.algorithm->make({.space = job.problem_->space(),
                                           .objectives = job.evaluator().objectives().size(),
                                           .seed = place.seed,
                                           .selector = std::move(selector)});
  if (!algorithm) return placed(algorithm.error(), config, "algorithm");
  job.algorithm_ = std::move(*algorithm);
  job.options_ = options_of(config.settings, *job.problem_);
  job.tally_ = job.problem_->tally();
  job.options_.tally = job.tally_.get();
  return job;
}

Result<void> Job::wrap(const JobConfig& config) {
  const EvaluationSettings& settings = config.settings.evaluation;
  const std::size_t objectives = problem_->evaluator().objectives().size();
  reference_point_ = config.settings.reference_point;
  if (reference_point_.empty()) reference_point_ = problem_->reference_point();
  if (!reference_point_.empty() && reference_point_.size() != objectives) {
    return Error{config.origin + ": reference_point",
                 "has " + std::to_string(reference_point_.size()) + " values, but there are " +
                     std::to_string(objectives) + " objectives",
                 "give one for each, or leave it out"};
  }
  if (settings.cache > 0 && !problem_->repeatable()) {
    return Error{config.origin + ": evaluation.cache",
                 "the problem's evaluations are noisy, so none may stand for another",
                 "set it to 0"};
  }
  if (settings.isolated()) {
    IsolatedEvaluator::Options options;
    if (settings.seconds) options.seconds = *settings.seconds;
    if (settings.memory) options.memory = static_cast<std::uint64_t>(*settings.memory * kMebi);
    isolated_ = std::make_unique<IsolatedEvaluator>(problem_->evaluator(), options);
  }
  if (settings.cache > 0) {
    const Evaluator& inner = isolated_ ? *isolated_ : problem_->evaluator();
    cached_ = std::make_unique<CachedEvaluator>(inner, settings.cache);
  }
  return {};
}

const Evaluator& Job::evaluator() const {
  if (cached_) return *cached_;
  if (isolated_) return *isolated_;
  return problem_->evaluator();
}

std::function<void()> Job::interrupt() const {
  auto own = problem_->interrupt();
  if (!isolated_) return own;
  return [isolated = isolated_.get(), own = std::move(own)] {
    isolated->interrupt();
    if (own) own();
  };
}

Search Job::search() const { return {*algorithm_, problem_->space(), evaluator(), interrupt()}; }

}  // namespace cambrian::cli
