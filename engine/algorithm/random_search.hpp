// RandomSearch: the control that every other algorithm must beat.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/duplicate_filter.hpp"
#include "engine/algorithm/in_flight.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// Independent samples of the space, or different ones where duplicates are refused; learns
/// nothing, so it never waits for a tell().
class RandomSearch : public Algorithm {
 public:
  struct Params {
    bool refuse_duplicates = false;
    std::uint32_t breeding_tries = 100;  ///< until a duplicate is let through after all
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this.
  RandomSearch(const SearchSpace& space, Params params)
      : space_(space),
        params_(params),
        filter_({params.refuse_duplicates, params.breeding_tries}) {}

  std::vector<Candidate> ask(std::size_t room) override;
  std::size_t foresight() const override { return SIZE_MAX; }
  void tell(const Evaluation& evaluation) override { in_flight_.end(evaluation.id); }
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  struct Note {
    void encode(Encoder&) const {}
    static Note decode(Decoder&) { return {}; }
  };
  const SearchSpace& space_;
  Params params_;
  InFlight<Note> in_flight_;
  DuplicateFilter filter_;
};

/// Seed and island belong to the run.
template <class Visitor>
void fields(Visitor& v, RandomSearch::Params& p) {
  duplicate_fields(v, p);
}

}  // namespace cambrian
