// EvolutionStrategy: what searches share whose state is a distribution of real vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/random.hpp"
#include "engine/core/result.hpp"
#include "engine/space/rank_one.hpp"
#include "engine/space/real_vectors.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// A generation of members is drawn around a centre; once all are told, the distribution moves. So
/// a generation's members are evaluated at the same time, and no more than these. Members that are
/// not usable, or infinitely bad or good, count as the worst of their generation; a generation
/// without any that is usable moves nothing.
///
/// Genomes hold whole vectors: a member as the seed of its noise would be shorter, but would need
/// all updates of the centre so far, which soon are more numbers than a vector has.
class EvolutionStrategy : public Algorithm {
 public:
  enum class Start { sample, middle };
  struct Sampling {
    std::uint64_t population = 0;  ///< of the first generation; even where it is mirrored
    bool mirrored = false;         ///< members come in pairs, on both sides of the centre
    bool rank_one = false;         ///< deviations are the factors of RankOne
    std::uint64_t budget = 0;      ///< of a member's evaluation
    std::uint32_t test_every = 0;
    Start start = Start::sample;
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };

  std::vector<Candidate> ask(std::size_t room) final;
  void tell(const Evaluation& evaluation) final;
  void save(Encoder& out) const final;
  void load(Decoder& in) final;

  const std::vector<double>& centre() const { return centre_; }
  /// Generations that are over.
  std::uint64_t generation() const { return generation_; }

 protected:
  using Vector = std::vector<double>;
  /// A generation that is over.
  struct Generation {
    /// Of each member, all finite.
    std::span<const double> losses;
    /// Of each member from the centre; mirrored: of the first of each pair. See noise().
    const std::vector<Vector>& deviations;
  };

  /// `space` must outlive this and is a RealVectors too.
  EvolutionStrategy(const SearchSpace& space, Sampling sampling);
  static Result<void> check(const SearchSpace& space);

  /// Makes a member's deviation from the centre of standard normal numbers, which are the factors
  /// of noise().
  virtual void spread(std::span<double> numbers) const = 0;
  /// Moves centre_, and whatever else the next generation is drawn by.
  virtual void update(const Generation& generation) = 0;
  virtual void save_own(Encoder& out) const = 0;
  virtual void load_own(Decoder& in) = 0;

  std::size_t dimension() const { return centre_.size(); }
  /// What deviations stand for; unless they are of rank one, for themselves.
  const RankOne& noise() const { return noise_; }
  std::uint64_t population() const { return population_; }
  /// From the next generation on. In update() only.
  void set_population(std::uint64_t population) { population_ = population; }
  /// Where the search, or another try, begins.
  Vector first_centre() const;

  Vector centre_;

 private:
  static constexpr std::uint64_t kTest = UINT64_MAX;
  Candidate begin(Genome genome, std::uint64_t member);
  Candidate member();
  Vector deviation(std::uint64_t direction) const;
  void end_generation();
  std::uint64_t directions() const { return sampling_.mirrored ? population_ / 2 : population_; }

  const SearchSpace& space_;
  const RealVectors& vectors_;
  const Sampling sampling_;
  const RankOne noise_;
  std::uint64_t population_;
  std::map<std::uint64_t, std::uint64_t> flying_;  // candidate -> member of this generation, kTest
  std::uint64_t next_ = 0;                         // candidate
  std::uint64_t generation_ = 0;
  std::uint64_t drawn_ = 0;  // directions of all generations before this one
  std::uint64_t asked_ = 0;  // members of this generation
  std::uint64_t told_ = 0;   // likewise
  bool test_is_due_ = false;
  Vector losses_;                   // of members told; NaN: not usable, or not told
  std::vector<Vector> deviations_;  // of directions asked for
  Vector context_;                  // of this generation's genomes
  Vector learnt_;                   // the next generation's context
};

/// The settings that all strategies have; seed and island belong to the run.
template <class Params>
EvolutionStrategy::Sampling sampling_of(const Params& p, std::uint64_t population, bool mirrored) {
  return {.population = population,
          .mirrored = mirrored,
          .budget = p.budget,
          .test_every = p.test_every,
          .start = p.start,
          .seed = p.seed,
          .island = p.island};
}

template <class Visitor, class Params>
void strategy_fields(Visitor& v, Params& p) {
  using Start = EvolutionStrategy::Start;
  v("budget", p.budget, "Budget of a member, e.g. episodes, 0: the problem's full one");
  v("test_every", p.test_every,
    "Generations between two full evaluations of the distribution's centre, 0: none");
  v("start", p.start, Named<Start>{{Start::sample, "sample"}, {Start::middle, "middle"}},
    "The first centre: a sample of the space, or its middle, which for weights is zero");
}

}  // namespace cambrian
