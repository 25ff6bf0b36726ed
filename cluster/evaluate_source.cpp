#include "cluster/evaluate_source.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "cluster/candidate_wire.hpp"
#include "cluster/message.hpp"

namespace cambrian {
namespace {

bool failed(const Evaluation& evaluation) {
  return evaluation.status == Status::failed || evaluation.status == Status::timed_out;
}

std::string name_of(CandidateId id) {
  return "candidate " + std::to_string(static_cast<std::uint64_t>(id));
}

}  // namespace

EvaluateSource::EvaluateSource(Algorithm& algorithm, const SearchSpace& space,
                               EvaluateOptions options)
    : algorithm_(algorithm), space_(space), options_(options) {
  if (options_.lag > 0) ask_as_lagged();
}

Result<void> EvaluateSource::attach(RunFolder& folder) {
  auto reader = folder.journal().read();
  if (!reader) return reader.error();
  if (auto replayed = replay(std::move(*reader)); !replayed) return replayed;
  folder_ = &folder;
  if (auto there = states_.attach(folder.file("states"), folder.files()); !there) return there;
  return commit();
}

Result<void> EvaluateSource::replay(JournalReader reader) {
  const auto differs = [](std::uint64_t offset) {
    return Error{"journal, byte " + std::to_string(offset),
                 "the candidates bred again differ from those recorded",
                 "use the program, the configuration and the data of the first session"};
  };
  while (true) {
    const auto next = reader.next();
    if (!next) return next.error();
    if (!*next) return {};
    const JournalRecord& record = **next;
    if (record.kind == AskedRecord::kKind) {
      const AskedRecord asked = AskedRecord::decode(record.payload);
      if (options_.lag == 0) ask(asked.room);
      if (asks_.empty() || asks_.front() != asked) return differs(record.offset);
      asks_.pop_front();
    } else if (record.kind == ToldRecord::kKind) {
      ToldRecord told = ToldRecord::decode(record.payload);
      if (pending_.count(told.evaluation.id) == 0) return differs(record.offset);
      earlier_ = std::max(earlier_, told.elapsed);
      std::erase(waiting_, told.evaluation.id);
      states_.hold(told.evaluation.state);
      if (auto settled = settle(std::move(told.evaluation), told.elapsed); !settled) return settled;
    }
  }
}

void EvaluateSource::ask(std::uint64_t room) {
  const std::vector<Candidate> candidates = algorithm_.ask(room);
  dry_ = candidates.empty();
  if (dry_) return;
  asks_.push_back(AskedRecord::of(room, candidates));
  asked_ += candidates.size();
  for (const Candidate& candidate : candidates) {
    pending_[candidate.id] = {candidate, 0};
    waiting_.push_back(candidate.id);
    states_.hold(candidate.state);
  }
  renew_holds();
}

// The algorithm's own references, as they are now.
void EvaluateSource::renew_holds() {
  if (!algorithm_.continues()) return;
  std::vector<Bytes> states = algorithm_.states();
  for (const Bytes& state : states) states_.hold(state);
  for (const Bytes& state : held_) states_.release(state);
  held_ = std::move(states);
}

// As a worker needs it.
Candidate EvaluateSource::with_state(const Candidate& candidate) {
  auto state = states_.get(candidate.state);
  if (!state) throw std::runtime_error(state.error().message());
  Candidate whole = candidate;
  whole.state = std::move(*state);
  return whole;
}

// Asks only at moments, and for as many, as the order of told results fixes: another limit, when
// the run is resumed, changes nothing of what was asked before.
void EvaluateSource::ask_as_lagged() {
  const std::uint64_t until = told_ + options_.lag;
  if (asked_ < until) ask(until - asked_);
}

// Whether there is a candidate that waits and may be evaluated.
bool EvaluateSource::has_waiting() const {
  if (waiting_.empty()) return false;
  return options_.evaluations == 0 || waiting_.front() < CandidateId{options_.evaluations};
}

std::optional<std::uint64_t> EvaluateSource::next(Encoder& out) {
  if (reason_ != StopReason::none) return std::nullopt;
  std::uint64_t id = 0;
  if (!returned_.empty()) {
    id = returned_.front();
    returned_.pop_front();
  } else {
    const bool limited = options_.evaluations > 0 && asked_ >= options_.evaluations;
    if (waiting_.empty() && options_.lag == 0 && !limited) {
      ask(options_.evaluations > 0 ? std::min(options_.batch, options_.evaluations - asked_)
                                   : options_.batch);
    }
    if (!has_waiting()) {
      if (dry_ && pending_.empty() && early_.empty()) reason_ = StopReason::exhausted;
      return std::nullopt;
    }
    id = next_lease_++;
    std::vector<CandidateId>& lease = leases_[id];
    while (lease.size() < options_.batch && has_waiting()) {
      lease.push_back(waiting_.front());
      waiting_.pop_front();
    }
  }
  const std::vector<CandidateId>& lease = leases_.at(id);
  out.u64(id);
  out.u64(static_cast<std::uint64_t>(LeaseKind::evaluate));
  out.u64(lease.size());
  for (CandidateId candidate : lease) {
    const Candidate& asked = pending_.at(candidate).candidate;
    encode(out, asked.state.empty() ? asked : with_state(asked));
  }
  return id;
}

std::size_t EvaluateSource::spare() const {
  // In the lagged order one that waits long would keep all others waiting.
  return (options_.lag > 0 ? options_.lag / 8 : algorithm_.foresight()) / options_.batch;
}

Result<bool> EvaluateSource::tell(std::uint64_t id, Decoder& in, double elapsed) {
  const auto lease = leases_.find(id);
  if (lease == leases_.end() || reason_ != StopReason::none) return false;
  const std::vector<CandidateId> candidates = std::move(lease->second);
  leases_.erase(lease);
  std::erase(returned_, id);
  if (in.u64() != candidates.size()) throw DecodeError("another number of evaluations");
  for (CandidateId candidate : candidates) {
    Evaluation evaluation = decode_evaluation(in);
    if (evaluation.id != candidate) throw DecodeError("the evaluation of another candidate");
    if (auto taken = take(std::move(evaluation), elapsed); !taken) return taken.error();
  }
  return true;
}

void EvaluateSource::give_back(std::uint64_t id) {
  if (leases_.count(id) > 0) returned_.push_back(id);
}

Result<void> EvaluateSource::fail(std::uint64_t id, const std::string& why, double elapsed) {
  const auto lease = leases_.find(id);
  if (lease == leases_.end()) return {};
  const std::vector<CandidateId> candidates = std::move(lease->second);
  leases_.erase(lease);
  std::erase(returned_, id);
  if (candidates.size() > 1) {
    // Only one of them may be to blame: each gets a lease of its own.
    for (CandidateId candidate : candidates) {
      leases_[next_lease_] = {candidate};
      returned_.push_back(next_lease_++);
    }
    return {};
  }
  Evaluation evaluation;
  evaluation.id = candidates.front();
  evaluation.status = Status::failed;
  evaluation.note = why;
  return take(std::move(evaluation), elapsed);
}

// A result that has just arrived: retries, records.
Result<void> EvaluateSource::take(Evaluation evaluation, double elapsed) {
  if (algorithm_.continues() && evaluation.status == Status::ok && evaluation.state.empty()) {
    evaluation.status = Status::failed;
    evaluation.note = "it gave no state to continue from";
  }
  if (failed(evaluation)) {
    Pending& pending = pending_.at(evaluation.id);
    if (pending.attempts++ < options_.retries) {
      leases_[next_lease_] = {evaluation.id};
      returned_.push_back(next_lease_++);
      return {};
    }
    if (options_.on_failure == FailurePolicy::abort) {
      return Error{name_of(evaluation.id), "its evaluation failed: " + evaluation.note,
                   "mend the evaluation, or choose another failure policy"};
    }
    if (options_.hopeless > 0 && failed_in_a_row_ + 1 >= options_.hopeless) {
      return Error{name_of(evaluation.id),
                   std::to_string(options_.hopeless) +
                       " evaluations in a row failed; the last: " + evaluation.note,
                   ""};
    }
  }
  if (auto done = commit_asks(); !done) return done;
  const bool keeps = algorithm_.continues() && evaluation.status == Status::ok;
  evaluation.state = keeps ? states_.put(std::move(evaluation.state)) : Bytes{};
  ToldRecord told{elapsed, std::move(evaluation)};
  if (auto done = record(ToldRecord::kKind, told.encode()); !done) return done;
  return settle(std::move(told.evaluation), elapsed);
}

// A result that is on record: counts it, and tells the algorithm when its turn has come.
Result<void> EvaluateSource::settle(Evaluation evaluation, double elapsed) {
  failures_ += failed(evaluation) ? 1 : 0;
  failed_in_a_row_ = failed(evaluation) ? failed_in_a_row_ + 1 : 0;
  const CandidateId id = evaluation.id;
  if (failed(evaluation) && options_.on_failure == FailurePolicy::worst) {
    evaluation.status = Status::ok;
    evaluation.objectives.assign(options_.objectives, std::numeric_limits<double>::infinity());
  }
  if (options_.lag == 0) {
    deliver(evaluation, elapsed);
    return {};
  }
  early_[id] = {std::move(evaluation), elapsed};
  while (!early_.empty() && early_.begin()->first == CandidateId{told_} &&
         reason_ == StopReason::none) {
    const auto [turn, when] = std::move(early_.begin()->second);
    early_.erase(early_.begin());
    deliver(turn, when);
    ask_as_lagged();
  }
  return {};
}

void EvaluateSource::enter(Individual individual, double elapsed) {
  const bool several = options_.objectives > 1;
  const bool better = board_.hall.empty() || individual.loss() < board_.hall.best().loss();
  const bool in_hall = board_.hall.offer(individual);
  const bool in_front = several && board_.front.offer(individual);
  if (several ? in_front : in_hall && better) improved_at_ = told_;
  if (several ? in_front : in_hall) found_.push_back({std::move(individual), elapsed});
}

// By order of importance, since several rules may hold at once.
StopReason EvaluateSource::over(const Evaluation& told, bool counted) const {
  if (counted && options_.has_target && usable(told) &&
      told.objectives.front() <= options_.target) {
    return StopReason::solved;
  }
  if (options_.evaluations > 0 && told_ >= options_.evaluations) return StopReason::evaluations;
  if (options_.work > 0 && work_ >= options_.work) return StopReason::work;
  if (options_.stagnation > 0 && told_ - improved_at_ >= options_.stagnation) {
    return StopReason::stagnation;
  }
  return StopReason::none;
}

void EvaluateSource::deliver(const Evaluation& evaluation, double elapsed) {
  algorithm_.tell(evaluation);
  renew_holds();
  states_.release(evaluation.state);
  ++told_;
  work_ += evaluation.work;
  const auto pending = pending_.find(evaluation.id);
  if (options_.tally != nullptr) options_.tally->add(pending->second.candidate.genome, evaluation);
  const bool counted = counts(pending->second.candidate);
  if (counted && !confirmed_ && usable(evaluation)) {
    confirmed_ = true;
    board_ = {};
  }
  if (counted == confirmed_ && usable(evaluation)) {
    const Genome& genome = pending->second.candidate.genome;
    enter({genome, evaluation.objectives, space_.complexity(genome)}, elapsed);
  }
  states_.release(pending->second.candidate.state);
  pending_.erase(pending);
  if (reason_ == StopReason::none) reason_ = over(evaluation, counted);
}

bool EvaluateSource::counts(const Candidate& candidate) const {
  return candidate.budget.work == 0 || candidate.budget.work >= options_.full_budget;
}

Result<void> EvaluateSource::commit_asks() {
  while (!asks_.empty()) {
    if (auto done = record(AskedRecord::kKind, asks_.front().encode()); !done) return done;
    asks_.pop_front();
  }
  return {};
}

Result<void> EvaluateSource::record(RecordKind kind, Bytes payload) {
  if (folder_ == nullptr) return {};
  if (states_.unsaved() || !records_.empty()) {
    records_.emplace_back(kind, std::move(payload));
    return {};
  }
  const auto appended = folder_->journal().append(kind, payload);
  return appended ? Result<void>() : appended.error();
}

Result<void> EvaluateSource::commit() {
  if (auto done = commit_asks(); !done) return done;
  if (folder_ != nullptr) {
    if (auto done = states_.save(); !done) return done;
    for (auto& [kind, payload] : std::exchange(records_, {})) {
      if (auto done = record(kind, std::move(payload)); !done) return done;
    }
    if (auto done = folder_->journal().sync(); !done) return done;
  }
  return states_.sweep();
}

}  // namespace cambrian
