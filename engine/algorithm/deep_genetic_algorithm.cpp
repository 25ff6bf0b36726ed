#include "engine/algorithm/deep_genetic_algorithm.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/core/assert.hpp"

namespace cambrian {

DeepGeneticAlgorithm::DeepGeneticAlgorithm(const SearchSpace& space, Params params)
    : TruncationAlgorithm(space, {.population = params.population,
                                  .parents = params.parents,
                                  .budget = params.budget,
                                  .generational = params.generational,
                                  .seed = params.seed,
                                  .island = params.island}),
      params_(params) {
  CAMBRIAN_ASSERT(check(params).ok());
}

Result<void> DeepGeneticAlgorithm::check(const Params& params) {
  if (params.parents > params.population) {
    return Error{"parents", "there are more parents than members", "fewer parents"};
  }
  if (params.racers > params.population) {
    return Error{"racers", "more members race than there are", "fewer racers"};
  }
  return {};
}

std::size_t DeepGeneticAlgorithm::kept() const {
  return std::max<std::size_t>(params_.parents, params_.racers);
}

void DeepGeneticAlgorithm::enter(Member member) {
  member.descriptor.clear();
  members_.push_back(std::move(member));
  if (members_.size() >= 2 * kept() + 64) keep_best(members_, kept());
}

std::vector<TruncationAlgorithm::Member> DeepGeneticAlgorithm::select() {
  keep_best(members_, kept());
  if (params_.racers == 0 && !members_.empty() &&
      (!elite_ || members_.front().loss < elite_->loss)) {
    elite_ = members_.front();
  }
  if (params_.racers > 0 && racers_.empty()) begin_race();
  std::vector<Member> parents;
  if (elite_) parents.push_back(*elite_);
  for (const Member& member : members_) {
    const bool known = elite_ && member.id == elite_->id;
    if (parents.size() < params_.parents && !known) parents.push_back(member);
  }
  return parents;
}

void DeepGeneticAlgorithm::begin_race() {
  if (elite_) racers_.push_back({*elite_});
  for (const Member& member : members_)
    if (racers_.size() < params_.racers) racers_.push_back({member});
  race_budget_ = params_.race_budget;
}

std::optional<TruncationAlgorithm::Extra> DeepGeneticAlgorithm::extra() {
  for (std::size_t i = 0; i < racers_.size(); ++i) {
    if (racers_[i].asked) continue;
    racers_[i].asked = true;
    return Extra{racers_[i].member.genome, race_budget_, i};
  }
  return {};
}

void DeepGeneticAlgorithm::tell_extra(std::uint64_t tag, const Evaluation& evaluation) {
  Racer& racer = racers_.at(tag);
  racer.told = true;
  const double loss =
      usable(evaluation) ? evaluation.objectives.front() : std::numeric_limits<double>::infinity();
  if (race_budget_ == 0) {
    racer.member.loss = loss;
    elite_ = std::move(racer.member);
    racers_.clear();
    return;
  }
  racer.sum += loss * static_cast<double>(race_budget_);
  const auto told = [](const Racer& r) { return r.told; };
  if (std::all_of(racers_.begin(), racers_.end(), told)) end_round();
}

void DeepGeneticAlgorithm::end_round() {
  std::stable_sort(racers_.begin(), racers_.end(),
                   [](const Racer& a, const Racer& b) { return a.sum < b.sum; });
  racers_.resize(params_.halving ? (racers_.size() + 1) / 2 : 1);
  for (Racer& racer : racers_) racer.asked = racer.told = false;
  race_budget_ *= 2;
  if (racers_.size() > 1) return;
  if (elite_ && racers_.front().member.id == elite_->id) {
    racers_.clear();
    return;
  }
  race_budget_ = 0;
}

std::vector<const Genome*> DeepGeneticAlgorithm::own_genomes() const {
  std::vector<const Genome*> genomes;
  if (elite_) genomes.push_back(&elite_->genome);
  for (const Racer& racer : racers_) genomes.push_back(&racer.member.genome);
  return genomes;
}

void DeepGeneticAlgorithm::save_own(Encoder& out) const {
  std::vector<Member> members;
  if (elite_) members.push_back(*elite_);
  out.u64(elite_ ? 1 : 0);
  std::vector<double> sums;
  std::vector<std::uint64_t> facts = {race_budget_};
  for (const Racer& racer : racers_) {
    members.push_back(racer.member);
    sums.push_back(racer.sum);
    facts.push_back((racer.asked ? 1u : 0u) + (racer.told ? 2u : 0u));
  }
  encode_facts(out, members);
  out.block(sums);
  out.block(facts);
}

void DeepGeneticAlgorithm::load_own(Decoder& in, std::vector<Genome> genomes) {
  const bool has_elite = in.u64_at_most(1) == 1;
  std::vector<Member> members = decode_facts(in);
  const auto sums = in.block<double>();
  const auto facts = in.block<std::uint64_t>();
  const std::size_t others = has_elite ? 1 : 0;
  if (members.size() != genomes.size() || members.size() != sums.size() + others ||
      facts.size() != sums.size() + 1) {
    throw DecodeError("a race of another size");
  }
  for (std::size_t i = 0; i < members.size(); ++i) members[i].genome = std::move(genomes[i]);
  elite_.reset();
  if (has_elite) elite_ = std::move(members.front());
  race_budget_ = facts[0];
  racers_.clear();
  for (std::size_t i = 0; i < sums.size(); ++i) {
    racers_.push_back({std::move(members[i + others]), sums[i], (facts[i + 1] & 1) != 0,
                       (facts[i + 1] & 2) != 0});
  }
}

}  // namespace cambrian
