#include "operators/expression/library/backsolve.hpp"

namespace cambrian::expression {
namespace {

// Look-ups between two glances at what has been found.
constexpr std::uint64_t kStride = 50'000;

}  // namespace

Backsolve::Backsolve(std::shared_ptr<LawSpace> space, LawSearchOptions options)
    : space_(std::move(space)),
      options_(std::move(options)),
      fitter_(*space_->original().library, space_->original().data, space_->vocabulary()) {
  options_.chains = space_->chains();
  target_key_ = key_of(space_->original().data.target);
}

// Of the class of what is wanted: a part differs from one with another slope and offset in nothing.
std::uint64_t Backsolve::key_of(std::span<const double> wanted) const {
  const Library& library = *space_->original().library;
  std::vector<double> probed;
  for (const std::uint32_t row : library.probe().rows) probed.push_back(wanted[row]);
  return library.affine_contrasts().key_of(probed);
}

void Backsolve::take(std::vector<Expression> formulas) {
  formulas_ = std::move(formulas);
  round_ = 0;
  next_ = 0;
  tasks_.clear();
}

// The holes of the next formula that has any for this round; false when all rounds are done.
bool Backsolve::open_next() {
  const LawData& data = space_->original().data;
  const UserFunctions& functions = space_->original().library->functions();
  const auto mark = [this](const Expression& formula) {
    return kBriefRounds * structural_hash(formula.nodes) + round_;
  };
  while (tasks_.empty() && round_ < kBriefRounds) {
    if (next_ > 0) closed_.insert(mark(formulas_[next_ - 1]));
    if (next_ == formulas_.size()) {
      ++round_;
      next_ = 0;
      continue;
    }
    const Expression& formula = formulas_[next_++];
    if (closed_.contains(mark(formula))) continue;
    for (Hole& hole : holes_of(formula, data.columns, data.target, functions)) {
      const std::uint64_t key = key_of(hole.wanted);
      if (key == kNoKey || key == kZeroKey || key == target_key_) continue;
      if (key % options_.parts != options_.part) continue;
      tasks_.push_back({&formula, std::move(hole), key});
    }
  }
  return !tasks_.empty();
}

std::uint64_t Backsolve::advance(std::uint64_t lookups) {
  std::uint64_t done = 0;
  while (done < lookups && open_next()) {
    const Task task = std::move(tasks_.front());
    tasks_.pop_front();
    std::uint64_t& rounds = seen_[task.key];
    if (rounds > round_) continue;
    done += solve(task);
    rounds = round_ + 1;
  }
  lookups_ += done;
  return done;
}

std::uint64_t Backsolve::solve(const Task& task) {
  std::uint64_t done = 0;
  for (const Track track : {Track::original, Track::original_spans}) {
    const LawSpace::Ground* ground = space_->ground(track);
    if (ground == nullptr) continue;
    LawSearchOptions options = options_;
    options.part = 0;
    options.parts = 1;
    options.spans = ground->spans;
    options.brief = true;
    LawSearch search(ground->library, {ground->data.columns, task.hole.wanted},
                     space_->vocabulary(), options);
    search.resume({.round = round_});
    while (search.position().round == round_ && search.laws().empty()) {
      done += search.advance(kStride);
    }
    for (const Law& part : search.laws()) {
      Expression whole = *task.formula;
      whole.replace(task.hole.node, part.expression.nodes);
      if (auto law = fitter_.checked(whole, options_.tolerance)) laws_.push_back(std::move(*law));
    }
  }
  return done;
}

void Backsolve::resume(std::uint64_t lookups, std::map<std::uint64_t, std::uint64_t> seen) {
  lookups_ = lookups;
  seen_ = std::move(seen);
  closed_.clear();
  take({});
}

}  // namespace cambrian::expression
