#include "engine/algorithm/population_algorithm.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/assert.hpp"
#include "engine/core/genome_archive.hpp"

namespace cambrian {
namespace {

constexpr std::size_t kEnoughToBreed = 10;

void encode_members(Encoder& out, const std::vector<PopulationAlgorithm::Member>& members) {
  out.u64(members.size());
  for (const auto& member : members) member.encode(out);
}

std::vector<PopulationAlgorithm::Member> decode_members(Decoder& in) {
  std::vector<PopulationAlgorithm::Member> members;
  for (std::uint64_t left = in.u64(); left > 0; --left)
    members.push_back(PopulationAlgorithm::Member::decode(in));
  return members;
}

}  // namespace

void PopulationAlgorithm::Member::encode(Encoder& out) const {
  out.u64(static_cast<std::uint64_t>(id));
  individual.encode(out);
}

PopulationAlgorithm::Member PopulationAlgorithm::Member::decode(Decoder& in) {
  const CandidateId id{in.u64()};
  return {id, Individual::decode(in)};
}

void PopulationAlgorithm::Note::encode(Encoder& out) const {
  encode_genome(out, genome);
  out.u64(random);
}

PopulationAlgorithm::Note PopulationAlgorithm::Note::decode(Decoder& in) {
  Note note;
  note.genome = decode_genome(in);
  note.random = in.u64_at_most(1) == 1;
  return note;
}

PopulationAlgorithm::PopulationAlgorithm(const SearchSpace& space, Breeding breeding)
    : space_(space), breeding_(breeding), filter_(breeding.duplicates) {
  CAMBRIAN_ASSERT(breeding.population >= 1);
}

bool PopulationAlgorithm::wants_random_one() const {
  return population_.size() + random_in_flight_ < breeding_.population;
}

std::vector<Candidate> PopulationAlgorithm::ask(std::size_t room) {
  const std::size_t enough = std::min<std::size_t>(kEnoughToBreed, breeding_.population);
  std::vector<Candidate> candidates;
  while (candidates.size() < room) {
    if (wants_random_one()) {
      candidates.push_back(random_candidate());
    } else if (population_.size() >= enough) {
      candidates.push_back(child());
    } else {
      break;
    }
  }
  return candidates;
}

Random PopulationAlgorithm::stream(Purpose purpose) const {
  return Random({.seed = breeding_.seed,
                 .island = breeding_.island,
                 .step = static_cast<std::uint64_t>(in_flight_.next_id()),
                 .purpose = purpose});
}

Candidate PopulationAlgorithm::begin(Genome genome, bool random) {
  Candidate candidate;
  candidate.genome = genome;
  candidate.id = in_flight_.begin({std::move(genome), random});
  random_in_flight_ += random ? 1 : 0;
  return candidate;
}

Candidate PopulationAlgorithm::random_candidate() {
  Random random = stream(Purpose::init);
  return begin(filter_.choose([&] { return space_.sample(random); }).genome, true);
}

std::size_t PopulationAlgorithm::parent(Random& random) {
  if (!breeding_.selector) return choose_parent(random);
  if (!table_) {
    table_.emplace();
    for (const Member& member : population_) add_to(*table_, member.id, member.individual);
  }
  return breeding_.selector->select(*table_, random);
}

// A member is too near.
bool PopulationAlgorithm::crowded(const Genome& genome) const {
  if (breeding_.min_distance == 0) return false;
  return std::any_of(population_.begin(), population_.end(), [&](const Member& member) {
    return space_.distance(genome, member.individual.genome) < breeding_.min_distance;
  });
}

Candidate PopulationAlgorithm::child() {
  constexpr int kTriesForAnother = 10;
  Random select = stream(Purpose::select);
  Random vary = stream(Purpose::vary);
  std::vector<std::size_t> parents;
  auto choice = filter_.choose(
      [&] {
        parents = {parent(select)};
        if (breeding_.crossover > 0 && vary.chance(breeding_.crossover)) {
          parents.push_back(parent(select));
          for (int i = 0; i < kTriesForAnother && parents[1] == parents[0]; ++i)
            parents[1] = parent(select);
        }
        std::vector<Genome> genomes;
        for (std::size_t parent : parents) genomes.push_back(population_[parent].individual.genome);
        return space_.vary(genomes, vary);
      },
      [&](const Genome& genome) { return crowded(genome); });
  Candidate candidate = begin(std::move(choice.genome), false);
  for (std::size_t parent : parents) candidate.parents.push_back(population_[parent].id);
  return candidate;
}

void PopulationAlgorithm::tell(const Evaluation& evaluation) {
  Note note = in_flight_.end(evaluation.id);
  random_in_flight_ -= note.random ? 1 : 0;
  const auto& objectives = evaluation.objectives;
  const auto is_nan = [](double value) { return std::isnan(value); };
  if (!usable(evaluation) || std::any_of(objectives.begin(), objectives.end(), is_nan)) return;
  CAMBRIAN_ASSERT(population_.empty() ||
                  population_.front().individual.objectives.size() == objectives.size());
  Member member{evaluation.id, {.genome = std::move(note.genome), .objectives = objectives}};
  member.individual.complexity = space_.complexity(member.individual.genome);
  table_.reset();
  if (population_.size() < breeding_.population) {
    population_.push_back(std::move(member));
    renewed();
  } else {
    enter(std::move(member));
  }
}

void PopulationAlgorithm::save(Encoder& out) const {
  in_flight_.save(out);
  out.u64(random_in_flight_);
  encode_members(out, population_);
  encode_members(out, waiting_);
  filter_.save(out);
}

void PopulationAlgorithm::load(Decoder& in) {
  in_flight_.load(in);
  random_in_flight_ = in.u64_at_most(in_flight_.size());
  population_ = decode_members(in);
  if (population_.size() > breeding_.population) throw DecodeError("a population of another size");
  waiting_ = decode_members(in);
  filter_.load(in);
  table_.reset();
  if (!population_.empty()) renewed();
}

}  // namespace cambrian
