// DuplicateFilter: refuses genomes that were asked for before.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <utility>

#include "engine/config/fields.hpp"
#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"

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
  /// The first of make(), make(), ... that was not chosen before, or the last one that may be
  /// tried.
  template <class Make>
  Choice choose(Make&& make) {
    Genome genome = make();
    if (!params_.refuse) return {std::move(genome), false};
    for (std::uint32_t i = 1; i < params_.tries && chosen_.count(genome.hash) > 0; ++i)
      genome = make();
    const bool is_new = chosen_.insert(genome.hash).second;
    return {std::move(genome), !is_new};
  }

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  Params params_;
  std::unordered_set<std::uint64_t> chosen_;  // hashes
};

/// The settings of algorithms whose Params have `refuse_duplicates` and `breeding_tries`.
template <class Visitor, class Params>
void duplicate_fields(Visitor& v, Params& p) {
  v("refuse_duplicates", p.refuse_duplicates, "Breed again while a genome is known");
  v("breeding_tries", p.breeding_tries, Range{1, 1e6}, "Tries until a known genome is let through");
}

}  // namespace cambrian
