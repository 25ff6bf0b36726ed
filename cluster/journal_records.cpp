#include "cluster/journal_records.hpp"

#include <span>

#include "cluster/candidate_wire.hpp"
#include "engine/island/island.hpp"

namespace cambrian {

Bytes EvolvedRecord::encode() const {
  Encoder out;
  out.u64(island);
  for (std::uint64_t value : {epoch, state_hash, report_hash, evaluations}) out.u64(value);
  out.f64(elapsed);
  encode_individuals(out, entered);
  return out.take();
}

EvolvedRecord EvolvedRecord::decode(BytesView payload) {
  Decoder in(payload);
  EvolvedRecord record;
  record.island = static_cast<std::uint32_t>(in.u64_at_most(UINT32_MAX));
  for (auto* value :
       {&record.epoch, &record.state_hash, &record.report_hash, &record.evaluations}) {
    *value = in.u64();
  }
  record.elapsed = in.f64();
  record.entered = decode_individuals(in);
  return record;
}

AskedRecord AskedRecord::of(std::uint64_t room, const std::vector<Candidate>& candidates) {
  std::uint64_t hash = 0;
  for (const Candidate& candidate : candidates) {
    hash = hash_combine(hash, static_cast<std::uint64_t>(candidate.id));
    hash = hash_combine(hash, hash_bytes(std::as_bytes(std::span(candidate.parents))));
    hash = hash_combine(hash, candidate.genome.hash);
    hash = hash_combine(hash, candidate.budget.work);
    hash = hash_combine(hash, hash_bytes(candidate.state));
  }
  return {room, candidates.size(), hash};
}

Bytes AskedRecord::encode() const {
  Encoder out;
  for (std::uint64_t value : {room, count, hash}) out.u64(value);
  return out.take();
}

AskedRecord AskedRecord::decode(BytesView payload) {
  Decoder in(payload);
  AskedRecord record;
  for (auto* value : {&record.room, &record.count, &record.hash}) *value = in.u64();
  return record;
}

Bytes ToldRecord::encode() const {
  Encoder out;
  out.f64(elapsed);
  cambrian::encode(out, evaluation);
  return out.take();
}

ToldRecord ToldRecord::decode(BytesView payload) {
  Decoder in(payload);
  ToldRecord record;
  record.elapsed = in.f64();
  record.evaluation = decode_evaluation(in);
  return record;
}

}  // namespace cambrian
