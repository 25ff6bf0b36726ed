// LocalSearch: one member, replaced by any mutant that is no worse.
#pragma once

#include <optional>

#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/duplicate_filter.hpp"
#include "engine/algorithm/in_flight.hpp"
#include "engine/config/fields.hpp"
#include "engine/space/search_space.hpp"
#include "engine/state/hall_of_fame.hpp"

namespace cambrian {

/// With a mutation that flips each bit with probability 1/n this is the (1+1) evolutionary
/// algorithm, with one that flips exactly one bit it is randomised local search (RLS). With more
/// than one candidate in flight, mutants of a member that has been replaced still compete with its
/// successor. Where duplicates are refused, a member whose mutants all seem to be known is a local
/// optimum, and the search starts again from a random candidate once none of them is in flight.
class LocalSearch : public Algorithm {
 public:
  struct Params {
    /// Start again from a random candidate after so many mutants in a row that were not better;
    /// 0: never.
    std::uint64_t patience = 0;
    bool refuse_duplicates = false;
    std::uint32_t breeding_tries = 100;  ///< known mutants in a row that make a local optimum
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this.
  LocalSearch(const SearchSpace& space, Params params)
      : space_(space),
        params_(params),
        filter_({params.refuse_duplicates, params.breeding_tries}) {}

  /// Until a start is told, one random candidate; later mutants, while there are unknown ones.
  std::vector<Candidate> ask(std::size_t room) override;
  void tell(const Evaluation& evaluation) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  struct Note {
    Genome genome;
    std::uint64_t start = 0;  ///< which start it belongs to

    void encode(Encoder& out) const;
    static Note decode(Decoder& in);
  };
  Random stream(Purpose purpose) const;
  Candidate random_candidate();
  std::optional<Candidate> mutant();
  Candidate begin(Genome genome);
  void start_again();

  const SearchSpace& space_;
  Params params_;
  InFlight<Note> in_flight_;
  std::optional<Individual> member_;  // empty until the present start is told
  CandidateId member_id_{};
  bool starting_ = false;         // the present start is in flight
  std::uint64_t start_ = 0;       // counts from 0
  std::uint64_t flying_ = 0;      // candidates of the present start in flight
  std::uint64_t not_better_ = 0;  // mutants in a row
  DuplicateFilter filter_;
};

/// Seed and island belong to the run.
template <class Visitor>
void fields(Visitor& v, LocalSearch::Params& p) {
  v("patience", p.patience, "Mutants in a row without progress before a new start, 0: no limit");
  duplicate_fields(v, p);
}

}  // namespace cambrian
