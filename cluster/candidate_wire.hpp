// Candidates and evaluations as bytes, for messages and the journal.
#pragma once

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"

namespace cambrian {

void encode(Encoder& out, const Candidate& candidate);
Candidate decode_candidate(Decoder& in);

void encode(Encoder& out, const Evaluation& evaluation);
Evaluation decode_evaluation(Decoder& in);

}  // namespace cambrian
