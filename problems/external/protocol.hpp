// The lines of JSON between the engine and a command that evaluates: docs/external.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/candidate.hpp"
#include "engine/core/result.hpp"

namespace cambrian::external {

/// One line without its end: {"id", "genome", "budget", "seed", "state"}. `genome` is JSON.
std::string request(const Candidate& candidate, const std::string& genome, std::uint64_t seed);

/// The evaluation that an answer holds, but for its id: an object, or instead of one its
/// objectives alone, or the only objective alone. NaN, also as Python writes it, or null as an
/// objective makes it `invalid`. An answer that is none is an error, which quotes it.
Result<Evaluation> read_answer(std::string_view text, CandidateId id,
                               const std::vector<std::string>& objectives);

/// At most `size` bytes of a text for a note, between quotes, without what is not printable.
std::string excerpt(std::string_view text, std::size_t size = 200);

}  // namespace cambrian::external
