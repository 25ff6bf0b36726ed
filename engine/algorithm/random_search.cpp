#include "engine/algorithm/random_search.hpp"

namespace cambrian {

std::vector<Candidate> RandomSearch::ask(std::size_t room) {
  std::vector<Candidate> candidates(room);
  for (Candidate& candidate : candidates) {
    candidate.id = in_flight_.begin({});
    Random random({.seed = params_.seed,
                   .island = params_.island,
                   .step = static_cast<std::uint64_t>(candidate.id),
                   .purpose = Purpose::init});
    candidate.genome = space_.sample(random);
  }
  return candidates;
}

}  // namespace cambrian
