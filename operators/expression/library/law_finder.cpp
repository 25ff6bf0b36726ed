#include "operators/expression/library/law_finder.hpp"

#include <algorithm>
#include <cmath>

namespace cambrian::expression {
namespace {

// All counts are those of a search that has no other parts.
// Look-ups of one track before it is the other's turn.
constexpr std::uint64_t kTurn = 20'000;
// The original columns alone solve most of what is simple, before a reduction is worth its time,
// and what spans find is seldom simple: look-ups of a track before which it does not begin.
constexpr std::array<std::uint64_t, kTracks> kBegins = {0, 100'000, 200'000, 300'000};
constexpr std::size_t kWideMemory = std::size_t{32} << 20;
// The same for near-misses: correlations begin when a law without noise would mostly have been
// found.
constexpr std::array<std::uint64_t, kNearTracks> kNearBegins = {1'000'000, 1'000'000, 8'000'000,
                                                                8'000'000};
// Pairs between two selections of the best, and look-ups that take as long as a pair.
constexpr std::uint64_t kNearTurn = 1'500'000;
constexpr std::uint64_t kLookupsPerPair = 2;
// Look-ups for each that takes as long as what a search for near-misses has done.
constexpr std::array<std::uint64_t, kNearTracks> kExactShare = {10, 10, 3, 3};

std::size_t index(Track track) { return static_cast<std::size_t>(track); }
std::size_t index(NearTrack track) { return static_cast<std::size_t>(track); }

Track ground_of(NearTrack track) {
  const bool reduced = track == NearTrack::reduced_tuned || track == NearTrack::reduced;
  return reduced ? Track::reduced : Track::original;
}

}  // namespace

LawSpace::LawSpace(LawData data, Vocabulary vocabulary, LibraryOptions options)
    : vocabulary_(std::move(vocabulary)),
      options_{.memory = options.memory / 2},
      chains_(law_chains(vocabulary_)) {
  LibraryOptions with_units = options_;
  if (!data.units.empty()) with_units.units.assign(data.units.begin(), data.units.end() - 1);
  auto library =
      std::make_shared<Library>(choose_probe(data.columns, data.target), vocabulary_, with_units);
  original_ = {std::move(data), std::move(library), nullptr};
}

const LawSpace::Ground* LawSpace::reduced() {
  std::call_once(once_, [this] {
    reduction_ = reduce(original_.data, operators_of(vocabulary_));
    if (reduction_.trivial()) return;
    LawData data{{reduction_.values.begin(), reduction_.values.end()}, reduction_.target};
    for (std::size_t r = 0; r < data.target.size(); ++r) {
      // A residual counts as one of the original target.
      const double factor = original_.data.target[r] / data.target[r];
      const double own = original_.data.weights.empty() ? 1 : original_.data.weights[r];
      data.weights.push_back(std::isfinite(factor) ? own * factor * factor : 0);
    }
    auto library =
        std::make_shared<Library>(choose_probe(data.columns, data.target), vocabulary_, options_);
    reduced_ = Ground{std::move(data), std::move(library), nullptr};
  });
  return reduced_ ? &*reduced_ : nullptr;
}

// The same rows with a library of few entries and many probe rows.
std::optional<LawSpace::Ground> LawSpace::with_spans(const Ground& ground) const {
  const LawData& data = ground.data;
  const std::size_t rows = span_rows(data.columns.size(), data.target.size());
  if (rows == 0) return std::nullopt;
  auto library = std::make_shared<Library>(choose_probe(data.columns, data.target, rows),
                                           vocabulary_, LibraryOptions{.memory = kWideMemory});
  auto spans = std::make_shared<const std::vector<Span>>(spans_of(*library));
  return Ground{data, std::move(library), std::move(spans)};
}

const LawSpace::Ground* LawSpace::ground(Track track) {
  switch (track) {
    case Track::original:
      return &original_;
    case Track::reduced:
      return reduced();
    case Track::original_spans:
      std::call_once(original_spans_once_, [this] { original_spans_ = with_spans(original_); });
      return original_spans_ ? &*original_spans_ : nullptr;
    case Track::reduced_spans:
      std::call_once(reduced_spans_once_, [this] {
        if (const Ground* fewer = reduced()) reduced_spans_ = with_spans(*fewer);
      });
      return reduced_spans_ ? &*reduced_spans_ : nullptr;
  }
  return nullptr;
}

const Reduction* LawSpace::reduction() { return reduced() != nullptr ? &reduction_ : nullptr; }

std::shared_ptr<const NearSamples> LawSpace::samples(Track track) {
  auto& samples = samples_[index(track)];
  std::call_once(samples_once_[index(track)], [&] {
    const Ground& at = *ground(track);
    samples = std::make_shared<const NearSamples>(*at.library, at.data);
  });
  return samples;
}

std::optional<Expression> LawSpace::restored(const Expression& law) const {
  return restore(reduction_, law, operators_of(vocabulary_));
}

namespace {

LawSearchOptions with_chains(LawSearchOptions options, const LawSpace& space) {
  options.chains = space.chains();
  return options;
}

}  // namespace

LawFinder::LawFinder(std::shared_ptr<LawSpace> space, LawSearchOptions options)
    : space_(std::move(space)),
      options_(with_chains(std::move(options), *space_)),
      fitter_(*space_->original().library, space_->original().data, space_->vocabulary()) {}

LawFinder::~LawFinder() = default;

LawSearch* LawFinder::search(Track track) {
  auto& search = searches_[index(track)];
  const LawSpace::Ground* ground = space_->ground(track);
  if (ground == nullptr || search) return search.get();
  LawSearchOptions options = options_;
  options.spans = ground->spans;
  search = std::make_unique<LawSearch>(ground->library, ground->data, space_->vocabulary(),
                                       std::move(options));
  search->resume(position_.tracks[index(track)].search);
  return search.get();
}

std::uint64_t LawFinder::lookups() const {
  std::uint64_t sum = 0;
  for (const auto& progress : position_.tracks) sum += progress.lookups;
  return sum;
}

// The one that is furthest behind.
std::optional<Track> LawFinder::next_track() const {
  std::optional<Track> next;
  std::uint64_t least = 0;
  for (std::size_t i = 0; i < kTracks; ++i) {
    const std::uint64_t turn = position_.tracks[i].lookups + kBegins[i] / options_.parts;
    if (done_[i] || (next && turn >= least)) continue;
    next = static_cast<Track>(i);
    least = turn;
  }
  return next;
}

std::uint64_t LawFinder::due(NearTrack track) const {
  const std::size_t i = index(track);
  return kExactShare[i] * position_.near[i].pairs * kLookupsPerPair +
         kNearBegins[i] / options_.parts;
}

std::optional<NearTrack> LawFinder::next_near() const {
  std::optional<NearTrack> next;
  for (std::size_t i = 0; i < kNearTracks; ++i) {
    const auto track = static_cast<NearTrack>(i);
    if (!near_done_[i] && (!next || due(track) < due(*next))) next = track;
  }
  return next;
}

std::uint64_t LawFinder::advance(std::uint64_t lookups) {
  std::uint64_t done = 0;
  while (done < lookups) {
    const std::optional<Track> next = next_track();
    const std::optional<NearTrack> near = next_near();
    if (near && (!next || due(*near) < this->lookups())) {
      done += advance_near(*near, kNearTurn / options_.parts) * kLookupsPerPair;
    } else if (next) {
      done += advance(*next, std::min(lookups - done, kTurn));
    } else {
      break;
    }
  }
  return done;
}

std::uint64_t LawFinder::advance(Track track, std::uint64_t lookups) {
  LawSearch* search = this->search(track);
  const std::size_t known = search != nullptr ? search->laws().size() : 0;
  const std::uint64_t now = search != nullptr ? search->advance(lookups) : 0;
  done_[index(track)] = now == 0;
  position_.tracks[index(track)].lookups += now;
  const bool is_reduced = track == Track::reduced || track == Track::reduced_spans;
  for (std::size_t i = known; search != nullptr && i < search->laws().size(); ++i) {
    const Law& law = search->laws()[i];
    if (!is_reduced) {
      laws_.push_back(law);
    } else if (const auto restored = space_->restored(law.expression)) {
      if (auto checked = fitter_.checked(*restored, options_.tolerance)) {
        laws_.push_back(std::move(*checked));
      }
    }
  }
  return now;
}

NearMissSearch* LawFinder::near_search(NearTrack track) {
  auto& search = near_[index(track)];
  const Track on = ground_of(track);
  const LawSpace::Ground* ground = space_->ground(on);
  if (ground == nullptr || search) return search.get();
  if (track == NearTrack::reduced_tuned || track == NearTrack::original_tuned) {
    search = std::make_unique<TunedSearch>(ground->library, ground->data, space_->vocabulary(),
                                           options_);
  } else {
    search = std::make_unique<NearSearch>(ground->library, ground->data, space_->samples(on),
                                          space_->vocabulary(), options_);
  }
  search->resume(position_.near[index(track)].search);
  return search.get();
}

std::uint64_t LawFinder::advance_near(NearTrack track, std::uint64_t pairs) {
  NearMissSearch* search = near_search(track);
  const std::uint64_t done = search != nullptr ? search->advance(pairs) : 0;
  near_done_[index(track)] = done == 0;
  position_.near[index(track)].pairs += done;
  if (done == 0) return 0;
  for (Law& law : search->take()) {
    if (ground_of(track) == Track::original) {
      near_laws_.push_back(std::move(law));
    } else if (const auto restored = space_->restored(law.expression)) {
      if (auto checked = fitter_.checked(*restored, 1)) near_laws_.push_back(std::move(*checked));
    }
  }
  return done;
}

LawFinderPosition LawFinder::position() const {
  LawFinderPosition position = position_;
  for (std::size_t i = 0; i < kTracks; ++i) {
    if (searches_[i]) position.tracks[i].search = searches_[i]->position();
  }
  for (std::size_t i = 0; i < kNearTracks; ++i) {
    if (near_[i]) position.near[i].search = near_[i]->position();
  }
  return position;
}

void LawFinder::resume(const LawFinderPosition& position) {
  position_ = position;
  for (auto& search : searches_) search.reset();
  for (auto& search : near_) search.reset();
  done_ = {};
  near_done_ = {};
}

}  // namespace cambrian::expression
