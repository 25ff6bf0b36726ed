// LawSearch: looks for the exact law behind a target, by meeting its peeled values in the library.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "operators/expression/library/context.hpp"
#include "operators/expression/library/law.hpp"
#include "operators/expression/library/library.hpp"
#include "operators/expression/library/span.hpp"

namespace cambrian::expression {

class LookUp;
struct SearchRound;

/// Chains of inverses around a law, which searches of one vocabulary can share.
using SharedChains = std::shared_ptr<const std::vector<Chain>>;
SharedChains law_chains(const Vocabulary& vocabulary);

struct LawSearchOptions {
  std::uint32_t part = 0,
                parts = 1;   ///< this search takes each unit whose number is part mod parts
  double tolerance = 1e-12;  ///< largest 1 - R² of a law
  SharedChains chains = {};  ///< law_chains(vocabulary); null: made anew
  bool brief = false;        ///< only kBriefRounds, for one of many targets
  SharedSpans spans = {};    ///< looked up in them, not in the library, unless null
};

/// Rounds of a brief search.
inline constexpr std::uint64_t kBriefRounds = 2;

/// Where a search stands. Rounds widen everything at once: the library, the contexts, the pairs;
/// each costs a few times the one before and repeats it, so what is cheap comes first.
struct LawSearchPosition {
  std::uint64_t round = 0;
  std::uint64_t unit = 0;      ///< of the round; done by all parts together, in any order
  std::uint64_t shortest = 0;  ///< nodes of the shortest law so far; 0: none
  std::uint64_t checks = 0;    ///< hits fitted since the first law
  std::uint64_t vain = 0;      ///< hits in spans that needed too many terms
};

/// Deterministic: what is found up to a position depends on the data, the vocabulary, the options
/// and the position alone. One thread at a time; several searches may share a library.
class LawSearch {
 public:
  LawSearch(std::shared_ptr<Library> library, const LawData& data, const Vocabulary& vocabulary,
            LawSearchOptions options = {});
  ~LawSearch();

  /// Goes on for about this many look-ups (whole units) and returns those done; 0 at the end.
  std::uint64_t advance(std::uint64_t lookups);

  /// Laws found by this object, each shorter than those before.
  const std::vector<Law>& laws() const { return laws_; }

  LawSearchPosition position() const { return position_; }
  /// Continues from a position of a search with equal arguments; its laws are not part of it.
  void resume(LawSearchPosition position);

 private:
  void begin_round();
  void end_round();
  void check(Hit hit);

  std::shared_ptr<Library> library_;
  LawFitter fitter_;
  LawSearchOptions options_;
  std::vector<double> target_;       ///< on the probe rows
  std::optional<Dimensions> units_;  ///< of the target
  SharedChains chains_;
  LawSearchPosition position_;
  std::unique_ptr<SearchRound> round_;  ///< null between rounds
  std::unique_ptr<LookUp> look_up_;     ///< of the round
  std::vector<Law> laws_;
};

}  // namespace cambrian::expression
