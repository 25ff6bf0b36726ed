// RandomSearch: the control that every other algorithm must beat.
#pragma once

#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/in_flight.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// Independent samples of the space; learns nothing, so it never waits for a tell().
class RandomSearch : public Algorithm {
 public:
  struct Params {
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this.
  RandomSearch(const SearchSpace& space, Params params) : space_(space), params_(params) {}

  std::vector<Candidate> ask(std::size_t room) override;
  void tell(const Evaluation& evaluation) override { in_flight_.end(evaluation.id); }
  void save(Encoder& out) const override { in_flight_.save(out); }
  void load(Decoder& in) override { in_flight_.load(in); }

 private:
  struct Note {
    void encode(Encoder&) const {}
    static Note decode(Decoder&) { return {}; }
  };
  const SearchSpace& space_;
  Params params_;
  InFlight<Note> in_flight_;
};

/// Seed and island belong to the run.
template <class Visitor>
void fields(Visitor&, RandomSearch::Params&) {}

}  // namespace cambrian
