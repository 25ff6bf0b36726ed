// LawFinder: searches for the law behind a target on its columns and on a reduced form of them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "operators/expression/library/law_search.hpp"
#include "operators/expression/library/near_search.hpp"
#include "operators/expression/library/reduction.hpp"
#include "operators/expression/library/tuned_search.hpp"

namespace cambrian::expression {

/// The searches for an exact law that take turns: in the columns and in the reduced columns, each
/// in the library and in spans.
enum class Track : std::uint8_t { original, reduced, original_spans, reduced_spans };
inline constexpr std::size_t kTracks = 4;
/// The searches for near-misses: in the reduced columns and the columns, by functions with a
/// constant inside and by correlation.
enum class NearTrack : std::uint8_t { reduced_tuned, original_tuned, reduced, original };
inline constexpr std::size_t kNearTracks = 4;

/// What all searches of a process for one law share. Everything in it follows from the data, the
/// vocabulary and the options; what is costly is made when first asked for. Thread-safe.
class LawSpace {
 public:
  /// The data's rows must outlive the space.
  LawSpace(LawData data, Vocabulary vocabulary, LibraryOptions options = {});

  /// Rows and library of a search.
  struct Ground {
    LawData data;
    std::shared_ptr<Library> library;
    SharedSpans spans;  ///< null: the library itself
  };
  const Ground& original() const { return original_; }
  /// Null when there is none: nothing can be reduced, or the rows are too few for spans.
  const Ground* ground(Track track);
  /// Null when nothing can be reduced.
  const Reduction* reduction();
  /// Samples of the ground of a track, which there must be, for correlation.
  std::shared_ptr<const NearSamples> samples(Track track);
  const Vocabulary& vocabulary() const { return vocabulary_; }
  const SharedChains& chains() const { return chains_; }
  /// A law of the reduced track as an expression of the original columns.
  std::optional<Expression> restored(const Expression& law) const;

 private:
  const Ground* reduced();
  std::optional<Ground> with_spans(const Ground& ground) const;

  Vocabulary vocabulary_;
  LibraryOptions options_;
  SharedChains chains_;
  Ground original_;
  std::once_flag once_, original_spans_once_, reduced_spans_once_;
  Reduction reduction_;
  std::optional<Ground> reduced_, original_spans_, reduced_spans_;
  std::array<std::once_flag, kTracks> samples_once_;
  std::array<std::shared_ptr<const NearSamples>, kTracks> samples_;
};

struct LawFinderPosition {
  struct Progress {
    LawSearchPosition search;
    std::uint64_t lookups = 0;
  };
  std::array<Progress, kTracks> tracks;
  struct NearProgress {
    std::uint64_t search = 0;  ///< NearMissSearch's
    std::uint64_t pairs = 0;
  };
  std::array<NearProgress, kNearTracks> near;
};

/// Alternates between the tracks, in equal shares, and exact look-ups and correlations.
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
  std::uint64_t lookups() const;
  LawFinderPosition position() const;
  /// Continues from a position of a finder with equal arguments.
  void resume(const LawFinderPosition& position);

 private:
  std::optional<Track> next_track() const;
  std::optional<NearTrack> next_near() const;
  std::uint64_t advance(Track track, std::uint64_t lookups);
  std::uint64_t advance_near(NearTrack track, std::uint64_t pairs);
  /// Look-ups after which it is a search's turn.
  std::uint64_t due(NearTrack track) const;
  LawSearch* search(Track track);
  NearMissSearch* near_search(NearTrack track);

  std::shared_ptr<LawSpace> space_;
  LawSearchOptions options_;
  LawFitter fitter_;
  LawFinderPosition position_;
  std::array<std::unique_ptr<LawSearch>, kTracks> searches_;
  std::array<bool, kTracks> done_ = {};
  std::array<std::unique_ptr<NearMissSearch>, kNearTracks> near_;
  std::array<bool, kNearTracks> near_done_ = {};
  std::vector<Law> laws_, near_laws_;
};

}  // namespace cambrian::expression
