#include "engine/algorithm/truncation_algorithm.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "engine/algorithm/genome_tree.hpp"
#include "engine/core/assert.hpp"

namespace cambrian {

using Member = TruncationAlgorithm::Member;

TruncationAlgorithm::TruncationAlgorithm(const SearchSpace& space, Breeding breeding)
    : space_(space), breeding_(breeding) {
  CAMBRIAN_ASSERT(breeding.population >= 1 && breeding.parents >= 1);
}

std::vector<Candidate> TruncationAlgorithm::ask(std::size_t room) {
  std::vector<Candidate> candidates;
  while (candidates.size() < room) {
    if (auto more = extra()) {
      candidates.push_back(begin({std::move(more->genome), false, more->tag}, more->budget));
      continue;
    }
    const std::uint64_t all = breeding_.population * (generation_ + 1);
    if (breeding_.generational && (busy() || bred_ >= all)) break;
    candidates.push_back(child());
  }
  return candidates;
}

Candidate TruncationAlgorithm::begin(Flying flying, std::uint64_t budget) {
  Candidate candidate;
  candidate.id = CandidateId{next_};
  candidate.genome = flying.genome;
  candidate.budget.work = budget;
  flying_.emplace(next_++, std::move(flying));
  return candidate;
}

Candidate TruncationAlgorithm::child() {
  ++bred_;
  const auto stream = [&](Purpose purpose) {
    return Random(
        {.seed = breeding_.seed, .island = breeding_.island, .step = next_, .purpose = purpose});
  };
  if (parents_.empty()) {
    Random random = stream(Purpose::init);
    return begin({space_.sample(random)}, breeding_.budget);
  }
  Random select = stream(Purpose::select);
  Random vary = stream(Purpose::vary);
  const Member& parent = select.pick(parents_);
  Candidate candidate = begin({space_.vary({&parent.genome, 1}, vary)}, breeding_.budget);
  candidate.parents = {parent.id};
  return candidate;
}

void TruncationAlgorithm::tell(const Evaluation& evaluation) {
  const auto place = flying_.find(static_cast<std::uint64_t>(evaluation.id));
  if (place == flying_.end()) throw std::logic_error("told of a candidate that is not in flight");
  Flying flying = std::move(place->second);
  flying_.erase(place);
  if (!flying.member) {
    tell_extra(flying.tag, evaluation);
    return;
  }
  ++told_;
  if (usable(evaluation)) {
    enter({evaluation.id, std::move(flying.genome), evaluation.objectives.front(),
           evaluation.descriptor});
  }
  if (told_ < breeding_.population) return;
  told_ = 0;
  ++generation_;
  if (auto chosen = select(); !chosen.empty()) parents_ = std::move(chosen);
  members_.clear();
}

void TruncationAlgorithm::save(Encoder& out) const {
  std::vector<const Genome*> genomes;
  std::vector<std::uint64_t> facts = {next_, bred_, told_, generation_};
  for (const auto& [id, flying] : flying_) {
    genomes.push_back(&flying.genome);
    facts.insert(facts.end(), {id, flying.member ? 1u : 0u, flying.tag});
  }
  for (const auto* list : {&members_, &parents_})
    for (const Member& member : *list) genomes.push_back(&member.genome);
  for (const Genome* genome : own_genomes()) genomes.push_back(genome);
  encode_genomes(out, genomes);
  out.block(facts);
  encode_facts(out, members_);
  encode_facts(out, parents_);
  save_own(out);
}

void TruncationAlgorithm::load(Decoder& in) {
  std::vector<Genome> genomes = decode_genomes(in);
  const auto facts = in.block<std::uint64_t>();
  if (facts.size() < 4 || facts.size() % 3 != 1) throw DecodeError("facts of another number");
  next_ = facts[0];
  bred_ = facts[1];
  told_ = facts[2];
  generation_ = facts[3];
  members_ = decode_facts(in);
  parents_ = decode_facts(in);
  flying_.clear();
  auto genome = genomes.begin();
  const auto take = [&]() -> Genome {
    if (genome == genomes.end()) throw DecodeError("fewer genomes than candidates");
    return std::move(*genome++);
  };
  for (std::size_t i = 4; i < facts.size(); i += 3) {
    if (facts[i] >= next_) throw DecodeError("a candidate that was never asked for");
    flying_.emplace(facts[i], Flying{take(), facts[i + 1] == 1, facts[i + 2]});
  }
  for (auto* list : {&members_, &parents_})
    for (Member& member : *list) member.genome = take();
  load_own(in, {std::make_move_iterator(genome), std::make_move_iterator(genomes.end())});
}

void keep_best(std::vector<Member>& members, std::size_t count) {
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return a.loss != b.loss ? a.loss < b.loss : a.id < b.id;
  });
  if (members.size() > count) members.resize(count);
}

void encode_facts(Encoder& out, const std::vector<Member>& members) {
  out.u64(members.size());
  for (const Member& member : members) {
    out.u64(static_cast<std::uint64_t>(member.id));
    out.f64(member.loss);
    out.block(member.descriptor);
  }
}

std::vector<Member> decode_facts(Decoder& in) {
  std::vector<Member> members;
  for (std::uint64_t left = in.u64(); left > 0; --left) {
    Member member;
    member.id = CandidateId{in.u64()};
    member.loss = in.f64();
    member.descriptor = in.block<double>();
    members.push_back(std::move(member));
  }
  return members;
}

}  // namespace cambrian
