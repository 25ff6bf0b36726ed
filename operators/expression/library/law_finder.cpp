#include "operators/expression/library/law_finder.hpp"

#include <algorithm>

namespace cambrian::expression {
namespace {

// All counts are those of a search that has no other parts.
// Look-ups of one track before it is the other's turn.
constexpr std::uint64_t kTurn = 20'000;
// The original columns alone solve most of what is simple, before a reduction is worth its time.
constexpr std::uint64_t kHeadStart = 100'000;
// Correlations begin when a law without noise would mostly have been found.
constexpr std::uint64_t kExactFirst = 8'000'000;
// Pairs between two selections of the best, and those that take as long as a look-up.
constexpr std::uint64_t kNearTurn = 6'000'000;
constexpr std::uint64_t kPairsPerLookUp = 3;

}  // namespace

LawSpace::LawSpace(LawData data, Vocabulary vocabulary, LibraryOptions options)
    : vocabulary_(std::move(vocabulary)),
      options_{.memory = options.memory / 2},
      chains_(law_chains(vocabulary_)) {
  LibraryOptions with_units = options_;
  if (!data.units.empty()) with_units.units.assign(data.units.begin(), data.units.end() - 1);
  auto library =
      std::make_shared<Library>(choose_probe(data.columns, data.target), vocabulary_, with_units);
  original_ = {std::move(data), std::move(library)};
}

const LawSpace::Track* LawSpace::reduced() {
  std::call_once(once_, [this] {
    reduction_ = reduce(original_.data, operators_of(vocabulary_));
    if (reduction_.trivial()) return;
    LawData data{{reduction_.values.begin(), reduction_.values.end()}, reduction_.target};
    auto library =
        std::make_shared<Library>(choose_probe(data.columns, data.target), vocabulary_, options_);
    reduced_ = Track{std::move(data), std::move(library)};
  });
  return reduced_ ? &*reduced_ : nullptr;
}

const LawSpace::Track& LawSpace::fewest() {
  const Track* track = reduced();
  return track != nullptr ? *track : original_;
}

std::shared_ptr<const NearSamples> LawSpace::samples() {
  std::call_once(samples_once_, [this] {
    const Track& track = fewest();
    samples_ = std::make_shared<const NearSamples>(*track.library, track.data);
  });
  return samples_;
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
      fitter_(*space_->original().library, space_->original().data, space_->vocabulary()),
      original_(space_->original().library, space_->original().data, space_->vocabulary(),
                options_) {}

LawFinder::~LawFinder() = default;

LawSearch* LawFinder::reduced() {
  const LawSpace::Track* track = space_->reduced();
  if (track != nullptr && !reduced_) {
    reduced_ =
        std::make_unique<LawSearch>(track->library, track->data, space_->vocabulary(), options_);
    reduced_->resume(position_.reduced);
  }
  return reduced_.get();
}

std::uint64_t LawFinder::advance(std::uint64_t lookups) {
  std::uint64_t done = 0;
  while (done < lookups && !(original_done_ && reduced_done_ && near_done_)) {
    const std::uint64_t turn = std::min(lookups - done, kTurn);
    const bool reduced_behind =
        position_.reduced_lookups + kHeadStart / options_.parts < position_.original_lookups;
    const bool near_behind =
        position_.near_pairs / kPairsPerLookUp + kExactFirst / options_.parts < this->lookups();
    if (!near_done_ && (near_behind || (original_done_ && reduced_done_))) {
      done += advance_near(kNearTurn / options_.parts) / kPairsPerLookUp;
    } else if (!reduced_done_ && (reduced_behind || original_done_)) {
      done += advance_reduced(turn);
    } else {
      done += advance_original(turn);
    }
  }
  return done;
}

std::uint64_t LawFinder::advance_original(std::uint64_t lookups) {
  const std::size_t known = original_.laws().size();
  const std::uint64_t done = original_.advance(lookups);
  laws_.insert(laws_.end(), original_.laws().begin() + static_cast<std::ptrdiff_t>(known),
               original_.laws().end());
  original_done_ = done == 0;
  position_.original_lookups += done;
  return done;
}

std::uint64_t LawFinder::advance_near(std::uint64_t pairs) {
  const LawSpace::Track& track = space_->fewest();
  if (!near_) {
    near_ = std::make_unique<NearSearch>(track.library, track.data, space_->samples(),
                                         space_->vocabulary(), options_);
    near_->resume(position_.near);
    near_fitter_.emplace(*track.library, track.data, space_->vocabulary());
  }
  const std::uint64_t done = near_->advance(pairs);
  near_done_ = done == 0;
  position_.near_pairs += done;
  for (const NearHit& found : near_->take()) {
    auto law = near_fitter_->approximate(found.hit);
    if (!law) continue;
    if (&track != &space_->original()) {
      const auto restored = space_->restored(law->expression);
      if (!restored) continue;
      law = fitter_.checked(*restored, 1);
      if (!law) continue;
    }
    near_laws_.push_back(std::move(*law));
  }
  return done;
}

std::uint64_t LawFinder::advance_reduced(std::uint64_t lookups) {
  LawSearch* search = reduced();
  const std::size_t known = search != nullptr ? search->laws().size() : 0;
  const std::uint64_t now = search != nullptr ? search->advance(lookups) : 0;
  reduced_done_ = now == 0;
  position_.reduced_lookups += now;
  for (std::size_t i = known; search != nullptr && i < search->laws().size(); ++i) {
    if (auto law = space_->restored(search->laws()[i].expression)) {
      if (auto checked = fitter_.checked(std::move(*law), options_.tolerance)) {
        laws_.push_back(std::move(*checked));
      }
    }
  }
  return now;
}

LawFinderPosition LawFinder::position() const {
  LawFinderPosition position = position_;
  position.original = original_.position();
  if (reduced_) position.reduced = reduced_->position();
  if (near_) position.near = near_->position();
  return position;
}

void LawFinder::resume(const LawFinderPosition& position) {
  position_ = position;
  original_.resume(position.original);
  reduced_.reset();
  near_.reset();
  original_done_ = reduced_done_ = near_done_ = false;
}

}  // namespace cambrian::expression
