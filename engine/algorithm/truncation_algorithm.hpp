// TruncationAlgorithm: what searches share whose parents are the best few of a generation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/config/fields.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// Samples are asked for until there are parents, then mutants of parents drawn uniformly. When as
/// many members were told as a generation has, select() chooses the next parents. Nobody waits for
/// that: a mutant of older parents counts for the generation in which it is told. Told in the order
/// asked, one at a time, or `generational`, this is the textbook's algorithm.
class TruncationAlgorithm : public Algorithm {
 public:
  struct Breeding {
    std::uint32_t population = 1000;  ///< members of a generation, >= 1
    std::uint32_t parents = 20;       ///< >= 1
    std::uint64_t budget = 0;         ///< of a member's evaluation
    bool generational = false;        ///< wait for a whole generation before the next one
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  struct Member {
    CandidateId id{};
    Genome genome;
    double loss = 0;                 ///< the first objective
    std::vector<double> descriptor;  ///< may be empty
  };

  std::vector<Candidate> ask(std::size_t room) final;
  void tell(const Evaluation& evaluation) final;
  void save(Encoder& out) const final;
  void load(Decoder& in) final;

  const std::vector<Member>& parents() const { return parents_; }
  /// Generations that are over.
  std::uint64_t generation() const { return generation_; }

 protected:
  /// `space` must outlive this.
  TruncationAlgorithm(const SearchSpace& space, Breeding breeding);

  /// A candidate that is evaluated besides the members, such as one that runs in a race.
  struct Extra {
    Genome genome;
    std::uint64_t budget = 0;
    std::uint64_t tag = 0;  ///< comes back with the answer
  };
  /// The next one to ask for now, if there is one.
  virtual std::optional<Extra> extra() { return {}; }
  virtual void tell_extra(std::uint64_t /*tag*/, const Evaluation& /*evaluation*/) {}
  /// A generational search breeds nothing while this holds.
  virtual bool busy() const { return false; }
  /// A usable member; to be kept in members_, at least while it may be chosen.
  virtual void enter(Member member) = 0;
  /// The next parents, at most breeding().parents; empty: those that were. members_ is emptied
  /// afterwards.
  virtual std::vector<Member> select() = 0;
  /// What derived classes keep besides: genomes in a fixed order, and the rest.
  virtual std::vector<const Genome*> own_genomes() const { return {}; }
  virtual void save_own(Encoder& /*out*/) const {}
  virtual void load_own(Decoder& /*in*/, std::vector<Genome> /*genomes*/) {}

  const Breeding& breeding() const { return breeding_; }
  std::vector<Member> members_;  // of this generation

 private:
  struct Flying {
    Genome genome;
    bool member = true;
    std::uint64_t tag = 0;
  };
  Candidate begin(Flying flying, std::uint64_t budget);
  Candidate child();

  const SearchSpace& space_;
  const Breeding breeding_;
  std::map<std::uint64_t, Flying> flying_;
  std::uint64_t next_ = 0;
  std::uint64_t bred_ = 0;  // members asked for
  std::uint64_t told_ = 0;  // members told, of this generation
  std::uint64_t generation_ = 0;
  std::vector<Member> parents_;
};

/// Sorts by loss, of equals the one born first comes first, and keeps `count`.
void keep_best(std::vector<TruncationAlgorithm::Member>& members, std::size_t count);

/// Losses, ids and descriptors; genomes are saved together.
void encode_facts(Encoder& out, const std::vector<TruncationAlgorithm::Member>& members);
std::vector<TruncationAlgorithm::Member> decode_facts(Decoder& in);

}  // namespace cambrian
