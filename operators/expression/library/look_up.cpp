#include "operators/expression/library/look_up.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace cambrian::expression {
namespace {

// A look-up in a span takes as long as two others.
constexpr std::uint64_t kLookupsPerSpan = 2;
constexpr std::uint64_t kLookupsPerRatio = 10'000;  // likewise
constexpr double kExactRatio = 1e-10;               // what is left of a column that depends

// Terms above and below: more would come close to any smooth function of so many columns.
std::size_t ratio_terms(std::size_t columns) { return 4 * columns; }

// Values as the class of a span has them.
std::vector<double> as_in(const Span& span, std::vector<double> values) {
  return span.logarithmic ? logarithms(std::move(values)) : values;
}

}  // namespace

LookUp::LookUp(const Library& library, const SearchRound& round, const std::vector<double>& target,
               const std::vector<Chain>& chains, std::function<void(Hit)> found, SharedSpans spans)
    : library_(library),
      round_(round),
      target_(target),
      chains_(chains),
      found_(std::move(found)),
      spans_(std::move(spans)),
      rows_(library.rows()),
      base_(rows_),
      work_(rows_),
      logs_(rows_),
      coordinates_(kKeyCoordinates + 1),
      keys_(kBlockLanes),
      entries_(kBlockLanes),
      passed_(kBlockLanes) {
  std::size_t most_steps = 0;
  next_.resize(chains_.size());
  for (std::uint32_t i = 0; i < chains_.size(); ++i) {
    if (i > 0) next_[chains_[i].prefix].push_back(i);
    wants_number_.push_back(wants_number(chains_[i].steps));
    most_steps = std::max(most_steps, chains_[i].steps.size());
  }
  after_.assign(most_steps, LaneBuffer(rows_));
}

std::uint64_t LookUp::run(const Unit& unit) {
  switch (unit.stage) {
    case Stage::chains:
      return all_chains();
    case Stage::peel:
      return peel(unit);
    case Stage::sums:
    case Stage::products:
      return pairs(unit);
    case Stage::ratios:
      return ratios(unit);
  }
  return 0;
}

std::uint64_t LookUp::all_chains() {
  static const Steps kNone;
  for (std::size_t r = 0; r < rows_; ++r) base_.row(r)[0] = target_[r];
  block_ = {&kNone, nullptr, static_cast<std::uint32_t>(chains_.size()), 1, 1};
  return follow(0, base_.block());
}

std::uint64_t LookUp::peel(const Unit& unit) {
  const PeeledTarget& parent = round_.parents[unit.parent];
  const FormInfo& form = info(unit.form);
  std::uint64_t lookups = 0;
  block_ = {&parent.steps, &unit, unit.chains};
  for (std::uint32_t begin = unit.begin; begin < unit.end;) {
    choose(unit, begin);
    const std::size_t lanes = block_.lanes;
    if (lanes == 0) continue;
    for (std::size_t r = 0; r < rows_; ++r) {
      const double* term = round_.view.values(r);
      if (in_a_row_) {
        term += entries_[0];
      } else {
        for (std::size_t i = 0; i < lanes; ++i) work_.row(0)[i] = term[entries_[i]];
        term = work_.row(0);
      }
      if (unit.form != Form::plain) {
        affine_lanes(term, form.offset, form.scale, work_.row(0), lanes);
        term = work_.row(0);
      }
      apply_lanes(unit.op, parent.values[r], term, base_.row(r), lanes);
    }
    if (unit.op == Op::add || unit.op == Op::sub) {
      drop_swamped(parent.swing, lanes);
    }
    lookups += follow(0, base_.block());
  }
  return lookups;
}

LookUp::Fate LookUp::fate_of(const Unit& unit, const Dimensions& parent, const Dimensions& term) {
  if (!fits_form(unit.form, term)) return Fate::impossible;
  const auto result = UnitsChecker::result(unit.op, parent, term);
  if (!result) return Fate::impossible;
  return result->dimensionless() ? Fate::bare : Fate::dimensional;
}

// The entries of the unit's next lanes, those first whose peel is dimensionless; with known units
// only those that can be peeled.
void LookUp::choose(const Unit& unit, std::uint32_t& begin) {
  const LibraryView& view = round_.view;
  const auto& parent = round_.parents[unit.parent].dimensions;
  const std::uint32_t end = std::min<std::uint32_t>(unit.end, begin + kBlockLanes);
  if (!view.has_units() || !parent) {
    block_.lanes = block_.bare = end - begin;
    std::iota(entries_.begin(), entries_.begin() + (end - begin), begin);
    begin = end;
    in_a_row_ = true;
    return;
  }
  fates_.assign(view.kinds().size(), Fate::unknown);
  for (std::uint32_t entry = begin; entry < end; ++entry) {
    Fate& fate = fates_[view.unit(entry)];
    if (fate == Fate::unknown) fate = fate_of(unit, *parent, view.dimensions(entry));
  }
  std::size_t lanes = 0;
  for (const Fate fate : {Fate::bare, Fate::dimensional}) {
    for (std::uint32_t entry = begin; entry < end; ++entry) {
      if (fates_[view.unit(entry)] == fate) entries_[lanes++] = entry;
    }
    if (fate == Fate::bare) block_.bare = lanes;
  }
  in_a_row_ = lanes == end - begin && (block_.bare == lanes || block_.bare == 0);
  block_.lanes = lanes;
  begin = end;
}

void LookUp::drop_swamped(double target_swing, std::size_t lanes) {
  project_lanes(library_.affine_contrasts().key_projection(), base_.block(), coordinates_.block(),
                coordinates_.row(kKeyCoordinates), lanes);
  for (std::size_t i = 0; i < lanes; ++i) {
    double swing = 0;
    for (std::size_t k = 0; k < kKeyCoordinates; ++k) swing += std::fabs(coordinates_.row(k)[i]);
    if (swing > kSwamping * target_swing) base_.row(0)[i] = std::nan("");
  }
}

// Looks the block up behind a chain, whose values are given, and behind all that begin with it.
std::uint64_t LookUp::follow(std::uint32_t chain, LaneBlock values) {
  std::uint64_t lookups = 0;
  if (chains_[chain].affine) lookups += look_up(chain, values, false, std::nullopt);
  if (chains_[chain].monomial) lookups += look_up(chain, values, true, LogForm{});
  for (const std::uint32_t next : next_[chain]) {
    if (next >= block_.chains) break;
    if (lanes_of(next) > 0) lookups += follow_next(next, values);
  }
  return lookups;
}

// The same, from the values behind the chain's prefix.
std::uint64_t LookUp::follow_next(std::uint32_t chain, LaneBlock values) {
  const Chain& behind = chains_[chain];
  const Step& step = behind.steps.back();
  const bool last = next_[chain].empty() || next_[chain].front() >= block_.chains;
  // Keys of logarithms need no values in between.
  if (last && !spans_) {
    if (!behind.affine && !behind.monomial) return 0;
    if (step.kind == Step::Kind::form && !behind.affine) {
      return look_up(chain, values, true, LogForm{info(step.form).offset, info(step.form).scale});
    }
    if (step.kind == Step::Kind::invert && step.by == Op::log && !behind.monomial) {
      return look_up(chain, values, false, LogForm{});
    }
  }
  return follow(chain, take_step(step, values, lanes_of(chain), after_[behind.steps.size() - 1]));
}

std::size_t LookUp::lanes_of(std::uint32_t chain) const {
  return wants_number_[chain] ? block_.bare : block_.lanes;
}

// As apply_step, but for lanes: into a buffer, whose rows it gives.
LaneBlock LookUp::take_step(const Step& step, LaneBlock values, std::size_t lanes, LaneBuffer& to) {
  for (std::size_t r = 0; r < rows_; ++r) {
    double* out = to.row(r);
    const double* in = values.row(r);
    if (step.kind == Step::Kind::form) {
      affine_lanes(in, info(step.form).offset, info(step.form).scale, out, lanes);
    } else if (step.function) {
      apply_lanes(step.function->inverse, in, out, lanes);
    } else if (step.by == Op::log) {
      log_lanes(in, out, lanes);
    } else if (step.by == Op::sqrt) {
      apply_lanes(Op::abs, in, out, lanes);
      apply_lanes(Op::sqrt, out, out, lanes);
    } else {
      apply_lanes(step.by, in, out, lanes);
    }
  }
  return to.block();
}

// Looks the values up, or their logarithms in a form.
std::uint64_t LookUp::look_up(std::uint32_t chain, LaneBlock values, bool logarithmic,
                              std::optional<LogForm> log_of) {
  if (spans_) return look_up_in_spans(chain, values, logarithmic);
  const std::size_t lanes = lanes_of(chain);
  const Contrasts& contrasts =
      logarithmic ? library_.monomial_contrasts() : library_.affine_contrasts();
  const KeyTable& table = logarithmic ? round_.view.monomial() : round_.view.affine();
  const Projection map = contrasts.key_projection();
  if (log_of) {
    log_key_lanes(map, values, *log_of, keys_.data(), lanes, table.filter_places());
  } else {
    class_key_lanes(map, values, keys_.data(), lanes, table.filter_places());
  }
  if (logarithmic) {
    for (std::size_t i = 0; i < lanes; ++i) {
      if (keys_[i] == kZeroKey) found_({steps_to(chain, i), true, {}});
    }
  }
  const std::size_t passed = table.select({keys_.data(), lanes}, passed_.data());
  for (std::size_t k = 0; k < passed; ++k) {
    const std::size_t i = passed_[k];
    const auto term =
        logarithmic ? round_.view.find_monomial(keys_[i]) : round_.view.find_affine(keys_[i]);
    if (term) found_({steps_to(chain, i), logarithmic, {*term}});
  }
  return lanes;
}

Steps LookUp::steps_to(std::uint32_t chain, std::size_t lane) const {
  Steps steps = *block_.before;
  if (const Unit* unit = block_.unit) {
    steps.push_back(Step::combined(unit->op, {entries_[lane], unit->form}));
  }
  const Steps& after = chains_[chain].steps;
  steps.insert(steps.end(), after.begin(), after.end());
  return steps;
}

std::uint64_t LookUp::look_up_in_spans(std::uint32_t chain, LaneBlock values, bool logarithmic) {
  const std::size_t lanes = lanes_of(chain);
  if (logarithmic) {
    for (std::size_t r = 0; r < rows_; ++r) log_lanes(values.row(r), logs_.row(r), lanes);
    values = logs_.block();
  }
  std::uint64_t lookups = 0;
  for (const Span& span : *spans_) {
    if (span.logarithmic != logarithmic) continue;
    project_lanes(span.contrasts.key_projection(), values, coordinates_.block(),
                  coordinates_.row(kKeyCoordinates), lanes);
    key_lanes(coordinates_.block(), coordinates_.row(kKeyCoordinates), keys_.data(), lanes);
    for (std::size_t i = 0; i < lanes; ++i) {
      if (keys_[i] == kNoKey) continue;
      std::vector<Term> terms;
      std::vector<std::vector<double>> beside;
      if (keys_[i] != kZeroKey) {
        const auto term = span.find(keys_[i]);
        if (!term) continue;
        terms.push_back(*term);
        beside.push_back(as_in(span, round_.view.values(*term)));
      }
      std::vector<double> wanted(rows_);
      for (std::size_t r = 0; r < rows_; ++r) wanted[r] = values.row(r)[i];
      if (!span.holds(wanted, beside)) continue;
      terms.insert(terms.end(), span.terms.begin(), span.terms.end());
      found_({steps_to(chain, i), logarithmic, std::move(terms)});
    }
    lookups += lanes * kLookupsPerSpan;
  }
  return lookups;
}

// For each first term: the contexts without it are hashed, and all second terms without it looked
// up among them.
std::uint64_t LookUp::pairs(const Unit& unit) {
  const bool logarithmic = unit.stage == Stage::products;
  const TermTable& terms = logarithmic ? round_.products : round_.sums;
  const TermTable& targets = logarithmic ? round_.product_targets : round_.sum_targets;
  const std::size_t stride = padded(targets.size());
  target_lanes_.resize(kKeyCoordinates * stride);
  target_keys_.resize(stride);
  std::uint64_t lookups = 0;
  for (std::uint32_t first = unit.begin; first < unit.end; ++first) {
    const LaneBlock left{target_lanes_.data(), stride};
    eliminate_lanes(targets.block(), terms.direction(first).data(), kPairCoordinates, left,
                    targets.size());
    key_lanes(left, targets.magnitude(), target_keys_.data(), targets.size());
    KeyTable table(targets.size());
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (target_keys_[i] > kZeroKey) {
        table.insert(target_keys_[i], static_cast<std::uint32_t>(i));
      }
    }
    lookups += targets.size() + meet(table, first, logarithmic);
  }
  return lookups;
}

std::uint64_t LookUp::meet(const KeyTable& targets, std::uint32_t first, bool logarithmic) {
  const TermTable& terms = logarithmic ? round_.products : round_.sums;
  const TermTable& contexts = logarithmic ? round_.product_targets : round_.sum_targets;
  const std::vector<Term>& names = logarithmic ? round_.product_terms : round_.sum_terms;
  const auto direction = terms.direction(first);
  const std::size_t start = (first + 1) / kLaneGroup * kLaneGroup;
  for (std::size_t begin = start; begin < terms.size(); begin += kBlockLanes) {
    const std::size_t lanes = std::min(kBlockLanes, terms.size() - begin);
    eliminate_lanes(terms.block(begin), direction.data(), kPairCoordinates, coordinates_.block(),
                    lanes);
    key_lanes(coordinates_.block(), terms.magnitude(begin), keys_.data(), lanes);
    for (std::size_t i = 0; i < lanes; ++i) {
      if (keys_[i] <= kZeroKey || !targets.may_hold(keys_[i])) continue;
      const auto target = targets.find(keys_[i]);
      if (!target || contexts.item(*target) == TermTable::kNone) continue;
      Hit hit{round_.contexts[contexts.item(*target)].steps,
              logarithmic,
              {names[terms.item(first)], names[terms.item(begin + i)]}};
      if (spans_) {
        const Span& span = widest(*spans_, logarithmic);
        const auto wanted = as_in(span, round_.contexts[contexts.item(*target)].values);
        const std::vector<std::vector<double>> beside = {
            as_in(span, round_.view.values(hit.terms[0])),
            as_in(span, round_.view.values(hit.terms[1]))};
        if (!span.holds(wanted, beside)) continue;
        hit.terms.insert(hit.terms.end(), span.terms.begin(), span.terms.end());
      }
      found_(std::move(hit));
    }
  }
  return terms.size() - std::min<std::size_t>(start, terms.size());
}

// A ratio w of two combinations of terms t: of 1, w, t1, w t1, ... one depends on those before.
std::uint64_t LookUp::ratios(const Unit& unit) {
  const PeeledTarget& context = round_.contexts[unit.begin];
  const auto is_finite = [](double v) { return std::isfinite(v); };
  if (!std::all_of(context.values.begin(), context.values.end(), is_finite)) return 1;
  for (const Span& span : *spans_) {
    if (span.logarithmic) continue;
    const std::size_t most = std::min(
        {span.terms.size(), ratio_terms(library_.probe().columns.size()), (rows_ - 2) / 2});
    std::vector<std::vector<double>> terms = {std::vector<double>(rows_, 1.0)};
    std::vector<double> scale(rows_);
    for (std::size_t k = 0; k < most; ++k) terms.push_back(round_.view.values(span.terms[k]));
    for (std::size_t r = 0; r < rows_; ++r) {
      double largest = 0;
      for (const auto& values : terms) largest = std::max(largest, std::fabs(values[r]));
      scale[r] = 1 / (largest * std::max(1.0, std::fabs(context.values[r])));
    }
    Basis basis;
    const auto depends = [&](const std::vector<double>& values, bool times_w) {
      std::vector<double> column(rows_);
      for (std::size_t r = 0; r < rows_; ++r) {
        column[r] = values[r] * scale[r] * (times_w ? context.values[r] : 1);
      }
      return !basis.add(std::move(column), kExactRatio);
    };
    for (std::size_t k = 0; k < terms.size(); ++k) {
      if (!depends(terms[k], false) && !depends(terms[k], true)) continue;
      if (k > 0) {
        Hit hit{context.steps, false, {span.terms.begin(), span.terms.begin() + k}};
        hit.ratio = true;
        found_(std::move(hit));
      }
      break;
    }
  }
  return kLookupsPerRatio;
}

}  // namespace cambrian::expression
