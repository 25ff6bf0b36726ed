// DuplicateFilter: refuses genomes that were asked for before.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <utility>

#include "engine/config/fields.hpp"
#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"
#include "engine/core/result.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// The memory of an algorithm that asks for no genome twice. On rugged landscapes a population
/// without it may come to consist of copies, whose mutants are known as well. Genomes are told
/// apart by their hashes; 8 bytes and the set's overhead are kept for each.
class DuplicateFilter {
 public:
  struct Params {
    bool refuse = false;        ///< without it, every genome passes and none is remembered
    std::uint32_t tries = 100;  ///< until a known genome is let through after all; >= 1
  };
  explicit DuplicateFilter(Params params) : params_(params) {}

  struct Choice {
    Genome genome;
    bool known = false;  ///< asked for before, and so were all others that were tried
  };
  /// The first of make(), make(), ... that was not chosen before and that is not unwanted(), or the
  /// last one that may be tried.
  template <class Make, class Unwanted>
  Choice choose(Make&& make, Unwanted&& unwanted) {
    Genome genome = make();
    for (std::uint32_t i = 1; i < params_.tries && (known(genome) || unwanted(genome)); ++i)
      genome = make();
    const bool is_known = known(genome);
    if (params_.refuse) chosen_.insert(genome.hash);
    return {std::move(genome), is_known};
  }
  template <class Make>
  Choice choose(Make&& make) {
    return choose(make, [](const Genome&) { return false; });
  }

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  bool known(const Genome& genome) const {
    return params_.refuse && chosen_.count(genome.hash) > 0;
  }

  Params params_;
  std::unordered_set<std::uint64_t> chosen_;  // hashes
};

/// The settings of algorithms whose Params have `refuse_duplicates` and `breeding_tries`.
template <class Visitor, class Params>
void duplicate_fields(Visitor& v, Params& p) {
  v("refuse_duplicates", p.refuse_duplicates, "Breed again while a genome is known");
  v("breeding_tries", p.breeding_tries, Range{1, 1e6}, "Tries until a known genome is let through");
}

/// The setting of those that breed from a population, whose Params have `min_distance`, too.
template <class Visitor, class Params>
void distance_field(Visitor& v, Params& p) {
  v("min_distance", p.min_distance, Range{0, 1e300},
    "Breed again while a member is nearer than this, 0: no matter; for spaces with a distance");
}

/// An error for a least distance in a space that has none.
Result<void> check_distance(const SearchSpace& space, double min_distance);

}  // namespace cambrian
