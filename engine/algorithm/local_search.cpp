#include "engine/algorithm/local_search.hpp"

#include "engine/core/genome_archive.hpp"

namespace cambrian {

void LocalSearch::Note::encode(Encoder& out) const {
  encode_genome(out, genome);
  out.u64(start);
}

LocalSearch::Note LocalSearch::Note::decode(Decoder& in) {
  Note note;
  note.genome = decode_genome(in);
  note.start = in.u64();
  return note;
}

std::vector<Candidate> LocalSearch::ask(std::size_t room) {
  std::vector<Candidate> candidates;
  while (candidates.size() < room) {
    if (member_) {
      auto child = mutant();
      if (child) {
        candidates.push_back(std::move(*child));
        continue;
      }
      if (flying_ > 0) break;
      start_again();
    }
    if (starting_) break;
    candidates.push_back(random_candidate());
  }
  return candidates;
}

Random LocalSearch::stream(Purpose purpose) const {
  return Random({.seed = params_.seed,
                 .island = params_.island,
                 .step = static_cast<std::uint64_t>(in_flight_.next_id()),
                 .purpose = purpose});
}

Candidate LocalSearch::begin(Genome genome) {
  Candidate candidate;
  candidate.genome = genome;
  candidate.id = in_flight_.begin({std::move(genome), start_});
  ++flying_;
  return candidate;
}

Candidate LocalSearch::random_candidate() {
  Random random = stream(Purpose::init);
  starting_ = true;
  return begin(filter_.choose([&] { return space_.sample(random); }).genome);
}

// Empty at a local optimum.
std::optional<Candidate> LocalSearch::mutant() {
  Random random = stream(Purpose::vary);
  auto choice = filter_.choose([&] { return space_.vary({&member_->genome, 1}, random); });
  if (choice.known) return std::nullopt;
  Candidate candidate = begin(std::move(choice.genome));
  candidate.parents = {member_id_};
  return candidate;
}

void LocalSearch::start_again() {
  member_.reset();
  not_better_ = 0;
  flying_ = 0;
  ++start_;
}

void LocalSearch::tell(const Evaluation& evaluation) {
  Note note = in_flight_.end(evaluation.id);
  if (note.start != start_) return;
  --flying_;
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
  if (params_.patience > 0 && not_better_ >= params_.patience) start_again();
}

void LocalSearch::save(Encoder& out) const {
  in_flight_.save(out);
  out.u64(member_.has_value());
  if (member_) member_->encode(out);
  out.u64(static_cast<std::uint64_t>(member_id_));
  out.u64(starting_);
  out.u64(start_);
  out.u64(flying_);
  out.u64(not_better_);
  filter_.save(out);
}

void LocalSearch::load(Decoder& in) {
  in_flight_.load(in);
  member_.reset();
  if (in.u64_at_most(1) == 1) member_ = Individual::decode(in);
  member_id_ = CandidateId{in.u64()};
  starting_ = in.u64_at_most(1) == 1;
  start_ = in.u64();
  flying_ = in.u64_at_most(in_flight_.size());
  not_better_ = in.u64();
  filter_.load(in);
}

}  // namespace cambrian
