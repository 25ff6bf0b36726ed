#include "engine/algorithm/regularized_evolution.hpp"

#include <algorithm>

#include "engine/core/assert.hpp"
#include "engine/core/genome_archive.hpp"

namespace cambrian {
void RegularizedEvolution::Member::encode(Encoder& out) const {
  out.u64(static_cast<std::uint64_t>(id));
  individual.encode(out);
}

RegularizedEvolution::Member RegularizedEvolution::Member::decode(Decoder& in) {
  const CandidateId id{in.u64()};
  return {id, Individual::decode(in)};
}

void RegularizedEvolution::Note::encode(Encoder& out) const {
  encode_genome(out, genome);
  out.u64(parent.has_value());
  if (parent) parent->encode(out);
  out.u64(static_cast<std::uint64_t>(victim));
}

RegularizedEvolution::Note RegularizedEvolution::Note::decode(Decoder& in) {
  Note note;
  note.genome = decode_genome(in);
  if (in.u64_at_most(1) == 1) note.parent = Member::decode(in);
  note.victim = CandidateId{in.u64()};
  return note;
}

RegularizedEvolution::RegularizedEvolution(const SearchSpace& space, Params params,
                                           std::unique_ptr<Acceptance> acceptance)
    : space_(space),
      params_(params),
      acceptance_(std::move(acceptance)),
      population_(params.population),
      filter_({params.refuse_duplicates, params.breeding_tries}) {
  CAMBRIAN_ASSERT(params.sample >= 1);
}

Result<void> RegularizedEvolution::check(const Params& params) {
  if (!params.selector || params.removal == Removal::oldest) return {};
  return Error{"removal", "where a selector chooses parents, there is no sample with a worst",
               "remove the oldest, or select by tournament"};
}

Random RegularizedEvolution::stream(CandidateId id, Purpose purpose) const {
  return Random({.seed = params_.seed,
                 .island = params_.island,
                 .step = static_cast<std::uint64_t>(id),
                 .purpose = purpose});
}

bool RegularizedEvolution::wants_random_one() const {
  return !filled_ && population_.size() + random_in_flight_ < params_.population;
}

std::vector<Candidate> RegularizedEvolution::ask(std::size_t room) {
  std::vector<Candidate> candidates;
  const std::size_t enough = std::min(params_.sample, params_.population);
  while (candidates.size() < room) {
    if (wants_random_one()) {
      candidates.push_back(random_candidate());
    } else if (population_.size() >= enough) {
      candidates.push_back(bred_candidate());
    } else {
      break;
    }
  }
  return candidates;
}

Candidate RegularizedEvolution::begin(Note note, std::vector<CandidateId> parents) {
  Candidate candidate;
  candidate.genome = note.genome;
  candidate.parents = std::move(parents);
  candidate.id = in_flight_.begin(std::move(note));
  return candidate;
}

Candidate RegularizedEvolution::random_candidate() {
  Random random = stream(in_flight_.next_id(), Purpose::init);
  Note note;
  note.genome = filter_.choose([&] { return space_.sample(random); }).genome;
  ++random_in_flight_;
  return begin(std::move(note), {});
}

// By the selector.
std::size_t RegularizedEvolution::chosen(Random& random) {
  if (!table_) {
    table_.emplace();
    population_.for_each(
        [&](const Member& member) { add_to(*table_, member.id, member.individual); });
  }
  return params_.selector->select(*table_, random);
}

// A member is too near.
bool RegularizedEvolution::crowded(const Genome& genome) const {
  bool found = false;
  if (params_.min_distance == 0) return found;
  population_.for_each([&](const Member& member) {
    found = found || space_.distance(genome, member.individual.genome) < params_.min_distance;
  });
  return found;
}

Candidate RegularizedEvolution::bred_candidate() {
  Random select = stream(in_flight_.next_id(), Purpose::select);
  Random vary = stream(in_flight_.next_id(), Purpose::vary);
  std::size_t worst = 0;
  const auto choose = [&] {
    if (params_.selector) return chosen(select);
    std::size_t best = worst = population_.draw(select);
    const auto loss = [&](std::size_t rank) { return population_[rank].individual.loss(); };
    for (std::uint32_t i = 1; i < params_.sample; ++i) {
      const std::size_t rival = population_.draw(select);
      if (loss(rival) < loss(best)) best = rival;
      if (loss(rival) > loss(worst)) worst = rival;
    }
    return best;
  };
  std::vector<Genome> parents;
  std::vector<CandidateId> ids;
  Note note;
  DuplicateFilter::Choice choice = filter_.choose(
      [&] {
        const Member& first = population_[choose()];
        note.victim = population_[worst].id;
        note.parent = first;
        parents = {first.individual.genome};
        ids = {first.id};
        if (params_.crossover > 0 && vary.chance(params_.crossover)) {
          const Member& second = population_[choose()];
          parents.push_back(second.individual.genome);
          ids.push_back(second.id);
        }
        return space_.vary(parents, vary);
      },
      [&](const Genome& genome) { return crowded(genome); });
  note.genome = std::move(choice.genome);
  return begin(std::move(note), std::move(ids));
}

void RegularizedEvolution::tell(const Evaluation& evaluation) {
  Note note = in_flight_.end(evaluation.id);
  if (!note.parent) --random_in_flight_;
  settle(evaluation, std::move(note));
  if (params_.restart > 0 && ++told_ % params_.restart == 0) restart();
}

void RegularizedEvolution::settle(const Evaluation& evaluation, Note note) {
  if (!usable(evaluation)) return;
  Member child{evaluation.id,
               {.genome = std::move(note.genome), .objectives = evaluation.objectives}};
  child.individual.complexity = space_.complexity(child.individual.genome);
  if (acceptance_ && note.parent) {
    Random random = stream(evaluation.id, Purpose::accept);
    if (!acceptance_->accept(note.parent->individual, child.individual, random)) return;
  }
  if (acceptance_) acceptance_->entered(child.individual);
  add(std::move(child), note);
}

void RegularizedEvolution::restart() {
  if (!best_) return;
  table_.reset();
  population_.clear();
  while (!population_.full()) population_.push(*best_);
  filled_ = true;
}

void RegularizedEvolution::add(Member member, const Note& note) {
  table_.reset();
  const bool best = !best_ || member.individual.loss() < best_->individual.loss();
  if (params_.restart > 0 && best) best_ = member;
  const bool oldest_dies = params_.removal == Removal::oldest;
  if (!population_.full() || oldest_dies) {
    population_.push(std::move(member));
  } else {
    // The chosen victim may have died meanwhile; then the worst of all that are left does.
    std::size_t worst = 0;
    for (std::size_t rank = 0; rank < population_.size(); ++rank) {
      if (population_[rank].id == note.victim) {
        worst = rank;
        break;
      }
      if (population_[rank].individual.loss() > population_[worst].individual.loss()) worst = rank;
    }
    population_.renew(worst, std::move(member));
  }
  filled_ = filled_ || population_.full();
}

void RegularizedEvolution::save(Encoder& out) const {
  in_flight_.save(out);
  out.u64(random_in_flight_);
  out.u64(filled_);
  out.u64(population_.size());
  population_.for_each([&](const Member& member) { member.encode(out); });
  filter_.save(out);
  if (params_.restart > 0) {
    out.u64(told_);
    out.u64(best_.has_value());
    if (best_) best_->encode(out);
  }
  if (acceptance_) acceptance_->save(out);
}

void RegularizedEvolution::load(Decoder& in) {
  in_flight_.load(in);
  random_in_flight_ = in.u64_at_most(in_flight_.size());
  filled_ = in.u64_at_most(1) == 1;
  population_.clear();
  for (std::uint64_t left = in.u64_at_most(params_.population); left > 0; --left)
    population_.push(Member::decode(in));
  filter_.load(in);
  if (params_.restart > 0) {
    told_ = in.u64();
    best_.reset();
    if (in.u64_at_most(1) == 1) best_ = Member::decode(in);
  }
  table_.reset();
  if (acceptance_) acceptance_->load(in);
}

}  // namespace cambrian
