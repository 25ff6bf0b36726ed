#include "operators/expression/library/search_round.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace cambrian::expression {
namespace {

constexpr std::array kPeelOps = {Op::mul, Op::div, Op::add, Op::sub};
constexpr std::array kSumForms = {Form::plain, Form::doubled, Form::halved};
constexpr std::array kProductForms = {Form::plain, Form::one_plus, Form::one_minus,
                                      Form::one_plus_two, Form::one_minus_two};
// Entries and first terms in one unit: a fraction of a millisecond to a few of them.
constexpr std::uint32_t kUnitEntries = 512;
constexpr std::uint32_t kUnitFirsts = 4;

bool additive(Op op) { return op == Op::add || op == Op::sub; }

std::span<const Form> forms_for(Op op) {
  if (additive(op)) return kSumForms;
  return kProductForms;
}

bool ends_in_reciprocal(const Steps& steps) {
  return !steps.empty() && steps.back().kind == Step::Kind::invert && steps.back().op == Op::inv;
}

// The cheapest terms of a library in some forms, by rising cost.
std::vector<Term> cheapest_terms(const LibraryView& view, std::span<const Form> forms,
                                 std::size_t most) {
  std::vector<Term> terms;
  const auto entries = std::min<std::size_t>(view.size(), most);
  for (std::uint32_t entry = 0; entry < entries; ++entry) {
    for (const Form form : forms) terms.push_back({entry, form});
  }
  const auto cost = [&](Term term) { return view.entry(term.entry).cost + info(term.form).cost; };
  std::stable_sort(terms.begin(), terms.end(), [&](Term a, Term b) { return cost(a) < cost(b); });
  terms.resize(std::min(terms.size(), most));
  return terms;
}

const Contrasts& sum_class(const Library& library, const SharedSpans& spans) {
  return spans ? widest(*spans, false).contrasts : library.affine_contrasts();
}
const Contrasts& product_class(const Library& library, const SharedSpans& spans) {
  return spans ? widest(*spans, true).contrasts : library.monomial_contrasts();
}

// Terms in each context, and contexts per term.
std::size_t contexts_for(const Widths& widths, std::size_t chains) {
  return chains + widths.contexts * kPeelOps.size() * 2 * chains;
}

}  // namespace

SearchRound::SearchRound(Library& library, const std::vector<double>& target,
                         const std::optional<Dimensions>& target_units,
                         const std::vector<Chain>& chains, const SharedSpans& spans,
                         const Widths& widths)
    : view(library.view(widths.library)),
      sum_terms(cheapest_terms(view, std::array{Form::plain}, widths.second)),
      product_terms(cheapest_terms(view, kProductForms, widths.second)),
      sums(sum_class(library, spans), false, sum_terms.size()),
      products(product_class(library, spans), true, product_terms.size()),
      sum_targets(sum_class(library, spans), false, contexts_for(widths, chains.size())),
      product_targets(product_class(library, spans), true, contexts_for(widths, chains.size())),
      map_(library.affine_contrasts().key_projection()),
      target_(target),
      units_(target_units),
      chains_(chains) {
  units.push_back({});
  add_contexts(widths);
  add_pairs(widths);
  add_ratios(widths);
  add_peels(widths);
  // Every stage advances at the same pace.
  std::stable_sort(units.begin(), units.end(),
                   [](const Unit& a, const Unit& b) { return a.turn < b.turn; });
}

std::uint32_t SearchRound::chains_up_to(int cost) const {
  return static_cast<std::uint32_t>(std::count_if(
      chains_.begin(), chains_.end(), [cost](const Chain& c) { return c.cost <= cost; }));
}

// The dimensions of a peeled target; false when they contradict, so that nothing can come of it.
bool SearchRound::follow_units(PeeledTarget& target) const {
  if (!view.has_units() || !units_) return true;
  std::optional<Dimensions> now = units_;
  bool peeled = false;
  for (const Step& step : target.steps) {
    if (step.kind == Step::Kind::combine) {
      now = UnitsChecker::result(step.op, *now, view.dimensions(step.term.entry));
      peeled = true;
      if (!now) return false;
    } else if (keeps_dimensions(step)) {
      now = UnitsChecker::result(step.by, *now);
      if (!now) return false;
    } else if (!now->dimensionless()) {
      // A constant of the law may carry the target's own dimensions.
      return !peeled;
    }
  }
  target.dimensions = now;
  return true;
}

// The target with these steps peeled off; nothing when that contradicts the units, or leaves of the
// target what a far larger term leaves.
std::optional<PeeledTarget> SearchRound::peeled(Steps steps) const {
  PeeledTarget result{std::move(steps), target_};
  if (!follow_units(result)) return std::nullopt;
  std::vector<int> signs;
  std::vector<double> term_values;
  result.swing = swing_of(result.values);
  for (const Step& step : result.steps) {
    peel({step}, result.values, signs,
         [&](Term term) -> const std::vector<double>& { return term_values = view.values(term); });
    const double before = std::exchange(result.swing, swing_of(result.values));
    const bool sum = step.kind == Step::Kind::combine && additive(step.op);
    if (sum && result.swing > kSwamping * before) return std::nullopt;
  }
  return result;
}

double SearchRound::swing_of(const std::vector<double>& values) const {
  double swing = 0;
  for (std::size_t k = 0; k < map_.coordinates; ++k) {
    const double* weights = map_.weights + k * map_.rows;
    swing += std::fabs(std::inner_product(values.begin(), values.end(), weights, 0.0));
  }
  return swing;
}

void SearchRound::add_context(Steps steps) {
  if (auto context = peeled(std::move(steps))) contexts.push_back(std::move(*context));
}

// Chains alone, and a term peeled before or after a short chain.
void SearchRound::add_contexts(const Widths& widths) {
  for (std::uint32_t i = 0; i < chains_up_to(widths.final_cost); ++i) {
    add_context(chains_[i].steps);
  }
  const std::uint32_t shorts = chains_up_to(1);
  for (std::uint32_t entry = 0; entry < std::min(widths.contexts, view.size()); ++entry) {
    for (const Op op : kPeelOps) {
      const Step step = Step::combined(op, {entry, Form::plain});
      for (std::uint32_t i = 0; i < shorts; ++i) {
        Steps after = {step}, before = chains_[i].steps;
        after.insert(after.end(), chains_[i].steps.begin(), chains_[i].steps.end());
        before.push_back(step);
        add_context(std::move(after));
        if (i > 0) add_context(std::move(before));
      }
    }
  }
  sum_targets.add_single_rows();
  product_targets.add_single_rows();
  for (std::uint32_t i = 0; i < contexts.size(); ++i) {
    sum_targets.add(i, contexts[i].values);
    product_targets.add(i, contexts[i].values);
  }
}

void SearchRound::add_pairs(const Widths& widths) {
  for (std::uint32_t i = 0; i < sum_terms.size(); ++i) sums.add(i, view.values(sum_terms[i]));
  for (std::uint32_t i = 0; i < product_terms.size(); ++i) {
    products.add(i, view.values(product_terms[i]));
  }
  for (const Stage stage : {Stage::sums, Stage::products}) {
    const std::size_t terms = stage == Stage::sums ? sums.size() : products.size();
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(widths.first, terms));
    std::vector<Unit> stage_units;
    for (std::uint32_t begin = 0; begin < count; begin += kUnitFirsts) {
      Unit unit{.stage = stage};
      unit.begin = begin;
      unit.end = std::min(begin + kUnitFirsts, count);
      stage_units.push_back(unit);
    }
    add_units(std::move(stage_units));
  }
}

void SearchRound::add_ratios(const Widths& widths) {
  std::vector<Unit> stage_units;
  const auto count =
      static_cast<std::uint32_t>(std::min<std::size_t>(widths.ratios, contexts.size()));
  for (std::uint32_t i = 0; i < count; ++i) {
    Unit unit{.stage = Stage::ratios};
    unit.begin = i;
    unit.end = i + 1;
    stage_units.push_back(unit);
  }
  add_units(std::move(stage_units));
}

void SearchRound::add_peels(const Widths& widths) {
  const std::uint32_t finals = chains_up_to(widths.final_cost), shorts = chains_up_to(1);
  std::vector<Unit> single, twice;
  const auto peel_all = [&](Op op, std::uint32_t count, std::uint32_t chains,
                            std::vector<Unit>& to) {
    for (const Form form : forms_for(op)) {
      for (std::uint32_t begin = 0; begin < count; begin += kUnitEntries) {
        to.push_back({Stage::peel, 0, static_cast<std::uint32_t>(parents.size() - 1), op, form,
                      begin, std::min(begin + kUnitEntries, count), chains});
      }
    }
  };
  for (std::uint32_t i = 0; i < chains_up_to(widths.parent_cost); ++i) {
    auto parent = peeled(chains_[i].steps);
    if (!parent || !all_finite(parent->values)) continue;
    parents.push_back(std::move(*parent));
    for (const Op op : kPeelOps) {
      // A reciprocal before a product is one after it.
      if (!additive(op) && ends_in_reciprocal(chains_[i].steps)) continue;
      peel_all(op, std::min(widths.peeled, view.size()), finals, single);
    }
  }
  // Long chains only behind the cheapest terms.
  for (Unit& unit : single) {
    if (unit.begin >= widths.peeled / 8) {
      unit.chains = std::max(shorts, chains_up_to(widths.final_cost - 1));
    }
  }
  // Entries come cheapest first, whatever the parent, operator and form.
  std::stable_sort(single.begin(), single.end(),
                   [](const Unit& a, const Unit& b) { return a.begin < b.begin; });
  for (std::uint32_t entry = 0; entry < std::min(widths.outer, view.size()); ++entry) {
    for (const Op op : kPeelOps) {
      for (std::uint32_t i = 0; i < shorts; ++i) {
        Steps steps = {Step::combined(op, {entry, Form::plain})};
        steps.insert(steps.end(), chains_[i].steps.begin(), chains_[i].steps.end());
        auto parent = peeled(std::move(steps));
        if (!parent || !all_finite(parent->values)) continue;
        parents.push_back(std::move(*parent));
        for (const Op second : kPeelOps) {
          // Two of a kind without a function between them are one, of a product or a sum.
          if (i == 0 && additive(second) == additive(op)) continue;
          peel_all(second, std::min(widths.inner, view.size()), shorts, twice);
        }
      }
    }
  }
  add_units(std::move(single));
  add_units(std::move(twice));
}

void SearchRound::add_units(std::vector<Unit> stage_units) {
  for (std::size_t i = 0; i < stage_units.size(); ++i) {
    stage_units[i].turn = static_cast<double>(i + 1) / static_cast<double>(stage_units.size());
    units.push_back(stage_units[i]);
  }
}

}  // namespace cambrian::expression
