// DeepGeneticAlgorithm: truncation selection without crossover, and an elite that was tested.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/algorithm/truncation_algorithm.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"

namespace cambrian {

/// The algorithm of Such et al. (2017) for noisy evaluations: members are evaluated with a small
/// budget; the parents of the next generation are the elite, unchanged, and the best members. The
/// elite is found by a race: the last elite and the best members are evaluated again, the better
/// half with twice the budget, and so on (successive halving; the source gives each 30 episodes and
/// takes the best: not `halving`). The winner, if it is not the last elite, is evaluated with the
/// full budget, and is the elite from then on. A race runs while children are bred, unless the
/// search is generational.
class DeepGeneticAlgorithm final : public TruncationAlgorithm {
 public:
  struct Params {
    std::uint32_t population = 1000;
    std::uint32_t parents = 20;
    std::uint64_t budget = 1;       ///< of a member; 0: the problem's full one
    std::uint32_t racers = 10;      ///< 0: no race, the best member of all is the elite
    std::uint64_t race_budget = 2;  ///< of the first round, >= 1
    bool halving = true;            ///< false: the first round's best has won
    bool generational = false;
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this; the params pass check().
  DeepGeneticAlgorithm(const SearchSpace& space, Params params);
  static Result<void> check(const Params& params);

  /// With the loss of its last evaluation. None before the first race is over.
  const std::optional<Member>& elite() const { return elite_; }

 private:
  struct Racer {
    Member member;
    double sum = 0;  // of losses, times their budgets
    bool asked = false;
    bool told = false;
  };
  std::optional<Extra> extra() override;
  void tell_extra(std::uint64_t tag, const Evaluation& evaluation) override;
  bool busy() const override { return !racers_.empty(); }
  void enter(Member member) override;
  std::vector<Member> select() override;
  std::vector<const Genome*> own_genomes() const override;
  void save_own(Encoder& out) const override;
  void load_own(Decoder& in, std::vector<Genome> genomes) override;

  std::size_t kept() const;
  void begin_race();
  void end_round();

  const Params params_;
  std::optional<Member> elite_;
  std::vector<Racer> racers_;      // of the race that goes on
  std::uint64_t race_budget_ = 0;  // of each racer's next evaluation; 0: the full one
};

/// Seed and island belong to the run.
template <class Visitor>
void fields(Visitor& v, DeepGeneticAlgorithm::Params& p) {
  v("population", p.population, Range{1, 1e9}, "Members of a generation");
  v("parents", p.parents, Range{1, 1e9}, "Best members that have children, the elite among them");
  v("budget", p.budget, "Budget of a member, e.g. episodes, 0: the problem's full one");
  v("racers", p.racers, Range{0, 1e6},
    "Members, the elite among them, that are evaluated again to find the elite, 0: none");
  v("race_budget", p.race_budget, Range{1, 1e9}, "Budget of each in the first round of that");
  v("halving", p.halving, "The better half goes on with twice that, else the best has won");
  v("generational", p.generational, "Wait for all of a generation before the next one");
}

}  // namespace cambrian
