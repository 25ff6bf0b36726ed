#include "operators/expression/library/law_search.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "operators/expression/library/look_up.hpp"
#include "operators/expression/library/search_round.hpp"

namespace cambrian::expression {
namespace {

constexpr int kMaxChainCost = 3;

// Chosen so that a round takes some five times as long as the last, in about equal shares of peels,
// pairs and two peels. The first is for products of powers, and takes no time.
constexpr std::array kRounds = {
    Widths{64, 1, 1, 8, 0, 0, 0, 4, 16},
    Widths{2'000, 1, 1, 16, 0, 0, 4, 12, 200},
    Widths{60'000, 1, 1, 400, 8, 60, 40, 150, 4'000},
    Widths{300'000, 1, 2, 4'000, 12, 120, 150, 500, 20'000},
    Widths{1'000'000, 2, 2, 16'000, 30, 300, 500, 1'500, 60'000},
    Widths{4'000'000, 2, 3, 60'000, 80, 800, 1'500, 4'000, 150'000},
};

// Look-ups in spans are as many, among fewer entries.
constexpr std::array kSpanRounds = {
    Widths{500, 1, 1, 32, 0, 0, 4, 8, 100, 8},
    Widths{5'000, 1, 1, 400, 8, 60, 40, 150, 4'000, 100},
    Widths{20'000, 1, 2, 4'000, 30, 200, 150, 500, 20'000, 500},
    Widths{20'000, 2, 3, 20'000, 80, 1'000, 500, 1'500, 60'000, 2'000},
};

// The first of these takes some 20 ms, the second ten times as long.
constexpr std::array kBriefLibraryRounds = {
    Widths{60'000, 1, 1, 32, 0, 0, 4, 8, 100},
    Widths{200'000, 1, 2, 32, 0, 0, 0, 0, 0},
};
constexpr std::array kBriefSpanRounds = {
    Widths{5'000, 1, 1, 16, 0, 0, 4, 8, 100, 4},
    Widths{20'000, 1, 2, 16, 0, 0, 0, 0, 0},
};

static_assert(kBriefLibraryRounds.size() == kBriefRounds &&
              kBriefSpanRounds.size() == kBriefRounds);

std::span<const Widths> rounds_of(const LawSearchOptions& options) {
  if (options.spans) return options.brief ? std::span<const Widths>(kBriefSpanRounds) : kSpanRounds;
  return options.brief ? std::span<const Widths>(kBriefLibraryRounds) : kRounds;
}

}  // namespace

SharedChains law_chains(const Vocabulary& vocabulary) {
  return std::make_shared<const std::vector<Chain>>(chains(inverses_of(vocabulary), kMaxChainCost));
}

LawSearch::LawSearch(std::shared_ptr<Library> library, const LawData& data,
                     const Vocabulary& vocabulary, LawSearchOptions options)
    : library_(std::move(library)),
      fitter_(*library_, data, vocabulary),
      options_(std::move(options)),
      chains_(options_.chains ? options_.chains : law_chains(vocabulary)) {
  for (const std::uint32_t row : library_->probe().rows) target_.push_back(data.target[row]);
  if (!data.units.empty()) units_ = data.units.back();
}

LawSearch::~LawSearch() = default;

void LawSearch::begin_round() {
  round_ = std::make_unique<SearchRound>(*library_, target_, units_, *chains_, options_.spans,
                                         rounds_of(options_)[position_.round]);
  look_up_ = std::make_unique<LookUp>(
      *library_, *round_, target_, *chains_, [this](Hit hit) { check(std::move(hit)); },
      options_.spans);
}

void LawSearch::end_round() {
  look_up_.reset();
  round_.reset();
}

std::uint64_t LawSearch::advance(std::uint64_t lookups) {
  std::uint64_t done = 0;
  while (done < lookups && position_.round < rounds_of(options_).size()) {
    if (!round_) begin_round();
    if (position_.unit >= round_->units.size()) {
      end_round();
      ++position_.round;
      position_.unit = 0;
      continue;
    }
    const std::uint64_t unit = position_.unit++;
    if (unit % options_.parts == options_.part) done += look_up_->run(round_->units[unit]);
  }
  return done;
}

void LawSearch::check(Hit hit) {
  // A law is met again in every context that it can be peeled in; one of them may be shorter.
  constexpr std::uint64_t kChecksAfterLaw = 50;
  if (position_.shortest != 0 && ++position_.checks > kChecksAfterLaw) return;
  std::optional<Law> law;
  if (options_.spans) {
    // The terms come close to everything that is as smooth as the target.
    constexpr std::uint64_t kMostVain = 500;
    if (position_.vain >= kMostVain) return;
    if (hit.ratio) {
      law = fitter_.fit_ratio(hit, options_.tolerance);
    } else if (auto needed = fitter_.sparse(std::move(hit))) {
      hit = std::move(*needed);
      law = fitter_.fit(hit, tolerance_for(hit.terms.size(), options_.tolerance));
    }
    position_.vain += !law;
  } else if (fitter_.plausible(hit)) {
    law = fitter_.fit(hit, options_.tolerance);
  }
  if (!law) return;
  if (position_.shortest != 0 && law->expression.size() >= position_.shortest) return;
  position_.shortest = law->expression.size();
  laws_.push_back(std::move(*law));
  // Nothing is shorter than a product of powers of the columns.
  if (hit.steps.empty() && hit.terms.empty()) position_.checks = kChecksAfterLaw;
}

void LawSearch::resume(LawSearchPosition position) {
  position_ = position;
  end_round();
}

}  // namespace cambrian::expression
