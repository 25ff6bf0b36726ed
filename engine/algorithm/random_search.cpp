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
    candidate.genome = filter_.choose([&] { return space_.sample(random); }).genome;
  }
  return candidates;
}

void RandomSearch::save(Encoder& out) const {
  in_flight_.save(out);
  filter_.save(out);
}

void RandomSearch::load(Decoder& in) {
  in_flight_.load(in);
  filter_.load(in);
}

}  // namespace cambrian
