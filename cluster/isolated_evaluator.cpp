#include "cluster/isolated_evaluator.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "cluster/candidate_wire.hpp"
#include "cluster/evaluation_child.hpp"
#include "engine/core/archive.hpp"

namespace cambrian {

class IsolatedEvaluator::Pool {
 public:
  Pool(const Evaluator& evaluator, Options options)
      : options_(options), factory_(evaluator, options.memory) {}

  // Without its helper this process cannot evaluate any more. So it ends, as if it had been hit
  // itself: the run's other processes know how to go on, and a resumed run does.
  Evaluation evaluate(const Candidate& candidate) {
    try {
      return evaluate_in_child(candidate);
    } catch (const HelperLost& error) {
      std::fprintf(stderr,
                   "cambrian: %s, so process %d ends, too; `cambrian resume` goes on with a run "
                   "that ends by it\n",
                   error.what(), static_cast<int>(::getpid()));
      ::kill(::getpid(), SIGKILL);
      throw;
    }
  }

  void interrupt() {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    for (pid_t pid : busy_) ::kill(pid, SIGKILL);
  }

 private:
  Evaluation evaluate_in_child(const Candidate& candidate) {
    if (deaths_of(candidate) >= options_.poison) {
      return failure(
          candidate, Status::failed,
          "not tried again: it has ended " + std::to_string(options_.poison) + " processes");
    }
    EvaluationChild child = take();
    Encoder out;
    encode(out, candidate);
    Bytes answer;
    switch (child.ask(out.take(), options_.seconds, answer)) {
      case EvaluationChild::Answer::given: {
        put_back(std::move(child));
        Decoder in(answer);
        return decode_evaluation(in);
      }
      case EvaluationChild::Answer::overdue:
        bury(child, candidate);
        return failure(candidate, Status::timed_out,
                       "took longer than " + std::to_string(options_.seconds) + " s");
      case EvaluationChild::Answer::died:
        break;
    }
    return failure(candidate, Status::failed, "its process died: " + bury(child, candidate));
  }

  static Evaluation failure(const Candidate& candidate, Status status, std::string note) {
    Evaluation evaluation;
    evaluation.id = candidate.id;
    evaluation.status = status;
    evaluation.note = std::move(note);
    return evaluation;
  }

  std::uint32_t deaths_of(const Candidate& candidate) {
    const std::lock_guard lock(mutex_);
    const auto found = deaths_.find(candidate.genome.hash);
    return found == deaths_.end() ? 0 : found->second;
  }

  EvaluationChild take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) idle_.push_back(factory_.make());
    EvaluationChild child = std::move(idle_.back());
    idle_.pop_back();
    busy_.insert(child.pid());
    if (interrupted_) ::kill(child.pid(), SIGKILL);
    return child;
  }

  void put_back(EvaluationChild child) {
    const std::lock_guard lock(mutex_);
    busy_.erase(child.pid());
    idle_.push_back(std::move(child));
  }

  // Only the helper waits for a child, so its number stays its own until here.
  std::string bury(const EvaluationChild& child, const Candidate& candidate) {
    const std::lock_guard lock(mutex_);
    busy_.erase(child.pid());
    if (!interrupted_) ++deaths_[candidate.genome.hash];
    return factory_.bury(child);
  }

  const Options options_;
  std::mutex mutex_;  // guards all below
  ChildFactory factory_;
  std::vector<EvaluationChild> idle_;
  std::set<pid_t> busy_;
  std::map<std::uint64_t, std::uint32_t> deaths_;  // by genome
  bool interrupted_ = false;
};

IsolatedEvaluator::IsolatedEvaluator(const Evaluator& inner, Options options)
    : inner_(inner), pool_(std::make_unique<Pool>(inner, options)) {}

IsolatedEvaluator::~IsolatedEvaluator() = default;

void IsolatedEvaluator::evaluate(std::span<const Candidate> candidates,
                                 std::span<Evaluation> evaluations) const {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    evaluations[i] = pool_->evaluate(candidates[i]);
  }
}

void IsolatedEvaluator::interrupt() const { pool_->interrupt(); }

}  // namespace cambrian
