// LawFinder: searches for the law behind a target on its columns and on a reduced form of them.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "operators/expression/library/law_search.hpp"
#include "operators/expression/library/near_search.hpp"
#include "operators/expression/library/reduction.hpp"

namespace cambrian::expression {

/// What all searches of a process for one law share. Everything in it follows from the data, the
/// vocabulary and the options; what is costly is made when first asked for. Thread-safe.
class LawSpace {
 public:
  /// The data's rows must outlive the space.
  LawSpace(LawData data, Vocabulary vocabulary, LibraryOptions options = {});

  /// Rows and library of a search.
  struct Track {
    LawData data;
    std::shared_ptr<Library> library;
  };
  const Track& original() const { return original_; }
  /// Null when nothing can be reduced.
  const Track* reduced();
  /// Null when nothing can be reduced.
  const Reduction* reduction() { return reduced() != nullptr ? &reduction_ : nullptr; }
  /// The track with fewer columns, and its samples for correlation.
  const Track& fewest();
  std::shared_ptr<const NearSamples> samples();
  const Vocabulary& vocabulary() const { return vocabulary_; }
  const SharedChains& chains() const { return chains_; }
  /// A law of the reduced track as an expression of the original columns.
  std::optional<Expression> restored(const Expression& law) const;

 private:
  Vocabulary vocabulary_;
  LibraryOptions options_;
  SharedChains chains_;
  Track original_;
  std::once_flag once_, samples_once_;
  Reduction reduction_;
  std::optional<Track> reduced_;
  std::shared_ptr<const NearSamples> samples_;
};

struct LawFinderPosition {
  LawSearchPosition original, reduced;
  std::uint64_t original_lookups = 0, reduced_lookups = 0, near_pairs = 0;
  std::uint64_t near = 0;  ///< NearSearch's
};

/// Alternates between the tracks, and exact look-ups and correlations, in equal shares.
/// Deterministic as LawSearch is; one thread at a time, several finders may share a space and take
/// interleaved parts.
class LawFinder {
 public:
  LawFinder(std::shared_ptr<LawSpace> space, LawSearchOptions options = {});
  ~LawFinder();

  /// Goes on for about this many look-ups and returns those done; 0 when all is done.
  std::uint64_t advance(std::uint64_t lookups);
  /// Laws found by this object, each shorter than those before on its track.
  const std::vector<Law>& laws() const { return laws_; }
  /// Near-misses since the last call: short expressions that explain much of the target, each the
  /// best of its cost. Their constants are first guesses. To be taken after every `advance`.
  std::vector<Law> take_near() { return std::exchange(near_laws_, {}); }

  /// Look-ups since the beginning of the search.
  std::uint64_t lookups() const { return position_.original_lookups + position_.reduced_lookups; }
  LawFinderPosition position() const;
  /// Continues from a position of a finder with equal arguments.
  void resume(const LawFinderPosition& position);

 private:
  std::uint64_t advance_original(std::uint64_t lookups);
  std::uint64_t advance_reduced(std::uint64_t lookups);
  std::uint64_t advance_near(std::uint64_t pairs);
  LawSearch* reduced();

  std::shared_ptr<LawSpace> space_;
  LawSearchOptions options_;
  LawFitter fitter_;
  LawSearch original_;
  std::unique_ptr<LawSearch> reduced_;
  LawFinderPosition position_;
  std::unique_ptr<NearSearch> near_;
  std::optional<LawFitter> near_fitter_;
  bool original_done_ = false, reduced_done_ = false, near_done_ = false;
  std::vector<Law> laws_, near_laws_;
};

}  // namespace cambrian::expression
