#include "engine/algorithm/local_search.hpp"

namespace cambrian {

void LocalSearch::Note::encode(Encoder& out) const {
  out.bytes(genome.bytes);
  out.u64(genome.hash);
  out.u64(start);
}

LocalSearch::Note LocalSearch::Note::decode(Decoder& in) {
  Note note;
  note.genome.bytes = in.bytes();
  note.genome.hash = in.u64();
  note.start = in.u64();
  return note;
}

std::vector<Candidate> LocalSearch::ask(std::size_t room) {
  std::vector<Candidate> candidates;
  while (candidates.size() < room && (member_ || !starting_))
    candidates.push_back(member_ ? mutant() : random_candidate());
  return candidates;
}

Candidate LocalSearch::random_candidate() {
  Random random({.seed = params_.seed,
                 .island = params_.island,
                 .step = static_cast<std::uint64_t>(in_flight_.next_id()),
                 .purpose = Purpose::init});
  Candidate candidate;
  candidate.genome = space_.sample(random);
  candidate.id = in_flight_.begin({candidate.genome, start_});
  starting_ = true;
  return candidate;
}

Candidate LocalSearch::mutant() {
  Random random({.seed = params_.seed,
                 .island = params_.island,
                 .step = static_cast<std::uint64_t>(in_flight_.next_id()),
                 .purpose = Purpose::vary});
  Candidate candidate;
  candidate.genome = space_.vary({&member_->genome, 1}, random);
  candidate.parents = {member_id_};
  candidate.id = in_flight_.begin({candidate.genome, start_});
  return candidate;
}

void LocalSearch::tell(const Evaluation& evaluation) {
  Note note = in_flight_.end(evaluation.id);
  if (note.start != start_) return;
  const bool is_start = !member_;
  if (is_start) starting_ = false;
  const bool fits = usable(evaluation);
  const bool better = fits && (is_start || evaluation.objectives[0] < member_->loss());
  const bool enters = better || (fits && evaluation.objectives[0] == member_->loss());
  not_better_ = better ? 0 : not_better_ + 1;
  if (enters) {
    member_ = Individual{.genome = std::move(note.genome), .objectives = evaluation.objectives};
    member_id_ = evaluation.id;
  }
  if (params_.patience > 0 && not_better_ >= params_.patience) {
    member_.reset();
    not_better_ = 0;
    ++start_;
  }
}

void LocalSearch::save(Encoder& out) const {
  in_flight_.save(out);
  out.u64(member_.has_value());
  if (member_) member_->encode(out);
  out.u64(static_cast<std::uint64_t>(member_id_));
  out.u64(starting_);
  out.u64(start_);
  out.u64(not_better_);
}

void LocalSearch::load(Decoder& in) {
  in_flight_.load(in);
  member_.reset();
  if (in.u64_at_most(1) == 1) member_ = Individual::decode(in);
  member_id_ = CandidateId{in.u64()};
  starting_ = in.u64_at_most(1) == 1;
  start_ = in.u64();
  not_better_ = in.u64();
}

}  // namespace cambrian
