// PopulationAlgorithm: what searches share that breed from a population, however they choose
// parents and replace members.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/duplicate_filter.hpp"
#include "engine/algorithm/in_flight.hpp"
#include "engine/algorithm/selector.hpp"
#include "engine/space/search_space.hpp"
#include "engine/state/hall_of_fame.hpp"

namespace cambrian {

/// Asks for random candidates until the population is full, then for children of members. The first
/// usable ones that are told make the population; every later one is handed to enter(). Told in the
/// order asked, one at a time, this is the textbook's algorithm; with more in flight nobody waits:
/// children are bred from the population as it stands, once ten members (or all) are there. An
/// evaluation with an objective that is NaN, or that failed, never enters.
class PopulationAlgorithm : public Algorithm {
 public:
  struct Breeding {
    std::uint32_t population = 100;  ///< >= 1
    double crossover = 0.9;          ///< probability of two parents, different ones if possible
    DuplicateFilter::Params duplicates;
    double min_distance = 0;  ///< of a child from every member
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
    std::shared_ptr<const Selector> selector = {};  ///< null: choose_parent()
  };
  struct Member {
    CandidateId id{};
    Individual individual;

    void encode(Encoder& out) const;
    static Member decode(Decoder& in);
  };

  std::vector<Candidate> ask(std::size_t room) final;
  void tell(const Evaluation& evaluation) final;
  void save(Encoder& out) const final;
  void load(Decoder& in) final;

  const std::vector<Member>& population() const { return population_; }

 protected:
  /// `space` must outlive this.
  PopulationAlgorithm(const SearchSpace& space, Breeding breeding);

  /// The index of a parent. The population is not empty.
  virtual std::size_t choose_parent(Random& random) const = 0;
  /// A usable child, told when the population was full: to be kept in population_ or waiting_.
  virtual void enter(Member child) = 0;
  /// population_ has other members than before.
  virtual void renewed() {}

  std::vector<Member> population_;  // at most breeding.population
  std::vector<Member> waiting_;     // children for the next generation

 private:
  struct Note {
    Genome genome;
    bool random = false;

    void encode(Encoder& out) const;
    static Note decode(Decoder& in);
  };
  bool wants_random_one() const;
  Random stream(Purpose purpose) const;
  std::size_t parent(Random& random);
  bool crowded(const Genome& genome) const;
  Candidate random_candidate();
  Candidate child();
  Candidate begin(Genome genome, bool random);

  const SearchSpace& space_;
  const Breeding breeding_;
  InFlight<Note> in_flight_;
  std::uint64_t random_in_flight_ = 0;
  DuplicateFilter filter_;
  std::optional<SelectionTable> table_;  // of the population as it is, for the selector
};

}  // namespace cambrian
