// RegularizedEvolution: tournaments choose parents, and the oldest member dies for each child.
#pragma once

#include <memory>
#include <optional>

#include "engine/algorithm/acceptance.hpp"
#include "engine/algorithm/aging_population.hpp"
#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/duplicate_filter.hpp"
#include "engine/algorithm/in_flight.hpp"
#include "engine/algorithm/selector.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "engine/space/search_space.hpp"
#include "engine/state/hall_of_fame.hpp"

namespace cambrian {

/// Aging evolution (Real et al. 2019, arXiv 1802.01548): `population` random candidates; then, for
/// ever: draw `sample` members with replacement, the best of them is the parent, its mutant is
/// evaluated and becomes the youngest member, the oldest is removed. Minimises the first objective;
/// of equals the first drawn wins.
///
/// Told in the order asked, one at a time, this is the serial algorithm exactly. With more
/// candidates in flight, age is the order of completion, as in the paper's distributed runs; a
/// child is bred once min(sample, population) members are there, so nobody waits for the last of
/// the initial ones. A restart fills the population with copies of the best member of all so far
/// (Chen et al. 2023); what is in flight then enters as usual. Unusable evaluations (failed, NaN)
/// never enter: an initial one is replaced by another random candidate.
class RegularizedEvolution : public Algorithm {
 public:
  enum class Removal {
    oldest,           ///< regularized: nothing lives on by a lucky evaluation
    worst_of_sample,  ///< not regularized: the worst of the tournament that chose the parent
  };
  struct Params {
    std::uint32_t population = 100;  ///< >= 1
    std::uint32_t sample = 25;       ///< >= 1; 1 is random search among mutants
    Removal removal = Removal::oldest;
    double crossover = 0;                ///< probability of two parents, each of its own tournament
    bool refuse_duplicates = false;      ///< breed again while the genome was asked for before
    std::uint32_t breeding_tries = 100;  ///< until a duplicate is let through after all
    double min_distance = 0;             ///< of a child from every member
    std::uint64_t restart = 0;           ///< so many evaluations after each other; 0: never
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
    std::shared_ptr<const Selector> selector = {};  ///< instead of tournaments
  };

  /// `space` must outlive this. Without an acceptance rule every usable child enters.
  RegularizedEvolution(const SearchSpace& space, Params params,
                       std::unique_ptr<Acceptance> acceptance = nullptr);
  static Result<void> check(const Params& params);
  static Result<void> check(const Params& params, const SearchSpace& space) {
    return check_distance(space, params.min_distance);
  }

  std::vector<Candidate> ask(std::size_t room) override;
  /// A lag of a 32nd of the population costs some percent of the evaluations.
  std::size_t foresight() const override { return params_.population / 32; }
  void tell(const Evaluation& evaluation) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

  struct Member {
    CandidateId id{};
    Individual individual;

    void encode(Encoder& out) const;
    static Member decode(Decoder& in);
  };
  const AgingPopulation<Member>& population() const { return population_; }

 private:
  struct Note {
    Genome genome;
    std::optional<Member> parent;  ///< the first; empty for a random candidate
    CandidateId victim{};          ///< for Removal::worst_of_sample

    void encode(Encoder& out) const;
    static Note decode(Decoder& in);
  };

  Random stream(CandidateId id, Purpose purpose) const;
  bool wants_random_one() const;
  std::size_t chosen(Random& random);
  bool crowded(const Genome& genome) const;
  Candidate random_candidate();
  Candidate bred_candidate();
  Candidate begin(Note note, std::vector<CandidateId> parents);
  void add(Member member, const Note& note);
  void settle(const Evaluation& evaluation, Note note);
  void restart();

  const SearchSpace& space_;
  Params params_;
  std::unique_ptr<Acceptance> acceptance_;
  AgingPopulation<Member> population_;
  InFlight<Note> in_flight_;
  std::uint64_t random_in_flight_ = 0;
  bool filled_ = false;  // the population has been full once
  std::uint64_t told_ = 0;
  std::optional<Member> best_;  // of all so far, where there are restarts
  DuplicateFilter filter_;
  std::optional<SelectionTable> table_;  // of the population as it is, for the selector
};

/// Seed, island and selector belong to the run.
template <class Visitor>
void fields(Visitor& v, RegularizedEvolution::Params& p) {
  using Removal = RegularizedEvolution::Removal;
  v("population", p.population, Range{1, 1e9}, "Members of the population");
  v("sample", p.sample, Range{1, 1e9}, "Members drawn for a tournament");
  v("removal", p.removal,
    Named<Removal>{{Removal::oldest, "oldest"}, {Removal::worst_of_sample, "worst_of_sample"}},
    "Who dies for a child");
  v("crossover", p.crossover, Range{0, 1}, "Probability of two parents");
  v("restart", p.restart,
    "Evaluations after which the population begins again from the best so far; 0: never");
  duplicate_fields(v, p);
  distance_field(v, p);
}

}  // namespace cambrian
