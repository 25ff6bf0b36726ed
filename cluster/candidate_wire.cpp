#include "cluster/candidate_wire.hpp"

#include "engine/core/genome_archive.hpp"

namespace cambrian {

void encode(Encoder& out, const Candidate& candidate) {
  out.u64(static_cast<std::uint64_t>(candidate.id));
  out.block(candidate.parents);
  encode_genome(out, candidate.genome);
  out.u64(candidate.budget.work);
  out.bytes(candidate.state);
}

Candidate decode_candidate(Decoder& in) {
  Candidate candidate;
  candidate.id = CandidateId{in.u64()};
  candidate.parents = in.block<CandidateId>();
  candidate.genome = decode_genome(in);
  candidate.budget.work = in.u64();
  candidate.state = in.bytes();
  return candidate;
}

void encode(Encoder& out, const Evaluation& evaluation) {
  out.u64(static_cast<std::uint64_t>(evaluation.id));
  out.u64(static_cast<std::uint64_t>(evaluation.status));
  out.block(evaluation.objectives);
  out.block(evaluation.descriptor);
  out.u64(evaluation.work);
  out.bytes(evaluation.state);
  out.text(evaluation.note);
}

Evaluation decode_evaluation(Decoder& in) {
  Evaluation evaluation;
  evaluation.id = CandidateId{in.u64()};
  evaluation.status =
      static_cast<Status>(in.u64_at_most(static_cast<std::uint64_t>(Status::timed_out)));
  evaluation.objectives = in.block<double>();
  evaluation.descriptor = in.block<double>();
  evaluation.work = in.u64();
  evaluation.state = in.bytes();
  evaluation.note = in.text();
  return evaluation;
}

}  // namespace cambrian
