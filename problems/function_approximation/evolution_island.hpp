// EvolutionIsland: programs that evolve in niches of cost and structure, from the empty program on.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/core/random.hpp"
#include "engine/island/island.hpp"
#include "problems/function_approximation/fitter.hpp"
#include "problems/function_approximation/niches.hpp"
#include "problems/function_approximation/problem.hpp"
#include "problems/function_approximation/visits.hpp"

namespace cambrian::approximation {

/// Its unit of work is a program whose constants are fitted. Every child inherits the constants of
/// its parent and is fitted from them and from new ones.
class EvolutionIsland final : public Island {
 public:
  /// `index` addresses the island's random streams.
  EvolutionIsland(std::shared_ptr<const Problem> problem, std::uint32_t index);

  EpochReport advance(const EpochInput& input) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  void begin(Random& random);
  void take(const Individual& individual);
  program::Program child(Random& random) const;
  struct Candidate {
    program::Program program;
    bool old = false;  ///< a member of a niche
  };
  Candidate candidate(Random& random);
  void judge(Candidate candidate, Random& random);
  Niches::Key key_of(const program::Program& program) const;
  std::vector<Individual> best() const;

  std::shared_ptr<const Problem> problem_;
  std::uint32_t index_;
  program::Variation variation_;
  Fitter fitter_;
  Niches niches_;
  Visits visits_;
};

}  // namespace cambrian::approximation
