#include "engine/state/hall_of_fame.hpp"

#include <cmath>
#include <limits>

#include "engine/core/assert.hpp"
#include "engine/core/genome_archive.hpp"

namespace cambrian {

void Individual::encode(Encoder& out) const {
  encode_genome(out, genome);
  out.block(objectives);
  out.u64(complexity);
}

Individual Individual::decode(Decoder& in) {
  Individual result;
  result.genome = decode_genome(in);
  result.objectives = in.block<double>();
  if (result.objectives.empty()) throw DecodeError("an individual without objectives");
  result.complexity =
      static_cast<std::uint32_t>(in.u64_at_most(std::numeric_limits<std::uint32_t>::max()));
  return result;
}

bool HallOfFame::offer(const Individual& individual) {
  CAMBRIAN_ASSERT(!individual.objectives.empty());
  if (!std::isfinite(individual.loss())) return false;
  const auto [place, is_new] = members_.try_emplace(individual.complexity, individual);
  if (is_new) return true;
  const Individual& holder = place->second;
  const bool better =
      individual.loss() < holder.loss() ||
      (individual.loss() == holder.loss() && individual.genome.hash < holder.genome.hash);
  if (better) place->second = individual;
  return better;
}

void HallOfFame::merge(const HallOfFame& other) {
  for (const auto& [complexity, individual] : other.members_) offer(individual);
}

std::vector<Individual> HallOfFame::front() const {
  std::vector<Individual> result;
  for (const auto& [complexity, individual] : members_) {
    if (result.empty() || individual.loss() < result.back().loss()) result.push_back(individual);
  }
  return result;
}

const Individual& HallOfFame::best() const {
  CAMBRIAN_ASSERT(!empty());
  const Individual* best = &members_.begin()->second;
  for (const auto& [complexity, individual] : members_) {
    if (individual.loss() < best->loss()) best = &individual;
  }
  return *best;
}

void HallOfFame::encode(Encoder& out) const {
  out.u64(members_.size());
  for (const auto& [complexity, individual] : members_) individual.encode(out);
}

HallOfFame HallOfFame::decode(Decoder& in) {
  HallOfFame result;
  const std::uint64_t count = in.u64();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!result.offer(Individual::decode(in))) throw DecodeError("a hall of fame out of order");
  }
  return result;
}

}  // namespace cambrian
