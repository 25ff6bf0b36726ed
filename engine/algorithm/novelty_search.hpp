// NoveltySearch: parents are those that behave unlike all others; what is good is not looked at.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/algorithm/truncation_algorithm.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"

namespace cambrian {

/// Novelty search of Lehman and Stanley (2011) with the truncation selection of Such et al. (2017).
/// A member's novelty is the mean distance of its descriptor to the nearest ones among its
/// generation and an archive, into which every member comes with a small probability. The problem
/// must give descriptors, of one length; of members without one nobody is a parent. The first
/// objective only decides what counts as found.
class NoveltySearch final : public TruncationAlgorithm {
 public:
  struct Params {
    std::uint32_t population = 250;
    std::uint32_t parents = 20;
    std::uint32_t neighbours = 15;      ///< whose mean distance is novelty, >= 1
    double archive_probability = 0.05;  ///< of each member
    std::uint64_t budget = 0;           ///< of a member; 0: the problem's full one
    bool generational = false;
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  /// `space` must outlive this; the params pass check().
  NoveltySearch(const SearchSpace& space, Params params);
  static Result<void> check(const Params& params);

  /// Descriptors.
  const std::vector<std::vector<double>>& archive() const { return archive_; }

 private:
  void enter(Member member) override;
  std::vector<Member> select() override;
  void save_own(Encoder& out) const override;
  void load_own(Decoder& in, std::vector<Genome> genomes) override;
  double novelty(std::size_t member, std::vector<double>& distances) const;

  const Params params_;
  std::vector<std::vector<double>> archive_;
};

/// Seed and island belong to the run.
template <class Visitor>
void fields(Visitor& v, NoveltySearch::Params& p) {
  v("population", p.population, Range{1, 1e9}, "Members of a generation");
  v("parents", p.parents, Range{1, 1e9}, "Most novel members that have children");
  v("neighbours", p.neighbours, Range{1, 1e6}, "Nearest others whose mean distance is novelty");
  v("archive_probability", p.archive_probability, Range{0, 1},
    "Probability that a member's behaviour is remembered for ever");
  v("budget", p.budget, "Budget of a member, e.g. episodes, 0: the problem's full one");
  v("generational", p.generational, "Wait for all of a generation before the next one");
}

}  // namespace cambrian
