#include "engine/space/cached.hpp"

#include "engine/core/assert.hpp"

namespace cambrian {

CachedEvaluator::CachedEvaluator(const Evaluator& inner, std::size_t capacity)
    : inner_(inner), capacity_(capacity) {
  CAMBRIAN_ASSERT(capacity >= 1);
}

std::uint64_t CachedEvaluator::hits() const {
  const std::lock_guard lock(mutex_);
  return hits_;
}

std::uint64_t CachedEvaluator::key_of(const Candidate& candidate) {
  return hash_combine(candidate.genome.hash, candidate.budget.work);
}

const Evaluation* CachedEvaluator::find(const Candidate& candidate) const {
  const auto place = entries_.find(key_of(candidate));
  if (place == entries_.end() || !candidate.state.empty()) return nullptr;
  const Entry& entry = place->second;
  const bool same = entry.genome == candidate.genome.bytes && entry.budget == candidate.budget.work;
  return same ? &entry.answer : nullptr;
}

void CachedEvaluator::remember(const Candidate& candidate, const Evaluation& answer) const {
  const bool final = answer.status == Status::ok || answer.status == Status::invalid;
  if (!final || !candidate.state.empty()) return;
  const std::uint64_t key = key_of(candidate);
  const Entry entry{candidate.genome.bytes, candidate.budget.work, answer};
  if (!entries_.try_emplace(key, entry).second) return;
  order_.push_back(key);
  if (order_.size() > capacity_) {
    entries_.erase(order_.front());
    order_.pop_front();
  }
}

void CachedEvaluator::evaluate(std::span<const Candidate> candidates,
                               std::span<Evaluation> evaluations) const {
  std::vector<Candidate> unknown;
  std::vector<std::size_t> places;   // of `unknown` in the batch
  std::vector<std::size_t> repeats;  // candidates that equal an earlier unknown one
  std::unordered_map<std::uint64_t, std::size_t> seen;  // key to index in `unknown`
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (const Evaluation* answer = find(candidates[i])) {
        evaluations[i] = *answer;
        evaluations[i].id = candidates[i].id;
        ++hits_;
        continue;
      }
      const auto [place, is_new] = seen.try_emplace(key_of(candidates[i]), unknown.size());
      const bool repeat = !is_new && candidates[i].state.empty() &&
                          unknown[place->second].genome == candidates[i].genome &&
                          unknown[place->second].state.empty();
      if (repeat) {
        repeats.push_back(i);
      } else {
        unknown.push_back(candidates[i]);
        places.push_back(i);
      }
    }
  }
  std::vector<Evaluation> answers(unknown.size());
  if (!unknown.empty()) inner_.evaluate(unknown, answers);
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    remember(unknown[i], answers[i]);
    evaluations[places[i]] = std::move(answers[i]);
  }
  for (std::size_t i : repeats) {
    evaluations[i] = evaluations[places[seen.at(key_of(candidates[i]))]];
    evaluations[i].id = candidates[i].id;
    ++hits_;
  }
}

}  // namespace cambrian
