#include "operators/expression/library/library.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/assert.hpp"
#include "operators/expression/library/lane_buffer.hpp"
#include "operators/expression/library/values.hpp"

namespace cambrian::expression {
namespace {

constexpr std::size_t kFirstCapacity = 2048;
// Larger expressions are no small ones. Reached only where units leave few.
constexpr int kMostCost = 40;

// Forms of an entry that are looked up in the monomial class. (Scaled forms are of its class.)
constexpr std::array kMonomialForms = {Form::plain, Form::one_plus, Form::one_minus,
                                       Form::one_plus_two, Form::one_minus_two};
constexpr std::uint32_t kFormsPerEntry = 8;  // room in the payload
constexpr std::size_t kMonomialKeysPerEntry = 3;
// Entries that enter in all forms; later ones only in the first three.
constexpr std::uint32_t kAllForms = 20'000;

std::size_t bytes_per_entry(std::size_t rows) {
  // Tables are between 3/8 and 3/4 full: two slots for each key.
  return sizeof(Entry) + rows * sizeof(double) + 2 * 8 + 2 * 8 * kMonomialKeysPerEntry;
}

// Keys of the monomial class for a library of that many entries.
std::size_t monomial_room(std::size_t entries) {
  const std::size_t most = entries + 2 * kBlockLanes;
  return most * kMonomialKeysPerEntry + std::min<std::size_t>(most, kAllForms + kBlockLanes) *
                                            (kMonomialForms.size() - kMonomialKeysPerEntry);
}

std::vector<std::vector<double>> constant_direction(const Probe& probe) {
  return {std::vector<double>(probe.rows.size(), 1.0)};
}

std::vector<std::vector<double>> monomial_directions(const Probe& probe) {
  auto directions = constant_direction(probe);
  for (const std::uint16_t column : probe.factors) {
    directions.push_back(logarithms(probe.columns[column]));
  }
  return directions;
}

constexpr std::size_t kContrasts = kKeyCoordinates + 1;

}  // namespace

std::vector<double> logarithms(std::vector<double> values) {
  for (double& v : values) v = std::log(std::fabs(v));
  return values;
}

std::vector<double> LibraryView::values(Term term) const {
  const FormInfo& form = info(term.form);
  std::vector<double> values(values_.size());
  for (std::size_t r = 0; r < values.size(); ++r) {
    values[r] = form.offset + form.scale * values_[r][term.entry];
  }
  return values;
}

std::optional<Term> LibraryView::find_affine(std::uint64_t key) const {
  const auto entry = affine_->find(key);
  if (!entry || *entry >= size_) return std::nullopt;
  return Term{*entry, Form::plain};
}

std::optional<Term> LibraryView::find_monomial(std::uint64_t key) const {
  const auto payload = monomial_->find(key);
  if (!payload || *payload / kFormsPerEntry >= size_) return std::nullopt;
  return Term{*payload / kFormsPerEntry, kMonomialForms[*payload % kFormsPerEntry]};
}

/// Works through the enumeration in blocks of candidates.
class Library::Builder {
 public:
  Builder(Library& library, const std::vector<Dimensions>& units)
      : lib_(library),
        rows_(library.rows()),
        enumeration_(library.rules_),
        values_(rows_),
        argument_(1),
        keys_(kBlockLanes),
        fresh_(kBlockLanes),
        others_(kBlockLanes),
        lane_units_(kBlockLanes) {
    add_variables(units);
  }

  std::uint32_t size() const { return size_; }

  /// Until there are `entries` of them, or no room, or nothing left to enumerate.
  void extend(std::size_t entries) {
    while (size_ < entries && size_ + kBlockLanes <= lib_.capacity_ && !exhausted_) {
      fill_block();
      std::size_t piece = 0;
      if (filled_ > 0) commit_block([&](std::size_t lane) { return candidate(lane, piece); });
    }
  }

 private:
  struct Piece {  // of a run, in the block from lane `at` on
    Run run;
    std::size_t at;
  };

  void add_variables(const std::vector<Dimensions>& units) {
    const auto& columns = lib_.probe_.columns;
    for (std::size_t begin = 0; begin < columns.size(); begin += kBlockLanes) {
      filled_ = std::min(columns.size() - begin, kBlockLanes);
      for (std::size_t k = 0; k < filled_; ++k) {
        for (std::size_t r = 0; r < rows_; ++r) values_.row(r)[k] = columns[begin + k][r];
        if (has_units()) lane_units_[k] = lib_.units_.id_of(units[begin + k]);
      }
      commit_block([&](std::size_t lane) {
        return Entry{static_cast<std::uint32_t>(begin + lane),
                     0,
                     Op::variable,
                     Form::plain,
                     Form::plain,
                     kVariableCost};
      });
    }
    enumeration_.finish_level(size_);
  }

  void fill_block() {
    pieces_.clear();
    filled_ = 0;
    while (filled_ < kBlockLanes) {
      if (run_.size() == 0) {
        const auto next = enumeration_.next();
        if (!next) {
          if (filled_ == 0) finish_level();
          return;
        }
        run_ = *next;
      }
      const std::size_t lanes = has_units() ? choose() : take();
      if (lanes == 0) continue;
      compute(run_, lanes);
      pieces_.push_back({run_, filled_});
      filled_ += lanes;
    }
  }

  bool has_units() const { return lib_.entry_units_ != nullptr; }

  // The next entries of the run, as many as there is room for in the block.
  std::size_t take() {
    const std::size_t lanes = std::min<std::size_t>(run_.size(), kBlockLanes - filled_);
    std::iota(&others_[filled_], &others_[filled_] + lanes, run_.begin);
    run_.begin += static_cast<std::uint32_t>(lanes);
    return lanes;
  }

  // As take(), but only those that the rule may be applied to.
  std::size_t choose() {
    const UnitsTable::Id* units = lib_.entry_units_.get();
    const bool unary = run_.rule.unary();
    const UnitsTable::Id single = unary ? UnitsTable::kNone : units[run_.single];
    auto& results = lib_.units_.results(run_.rule, single, run_.single_is_left);
    std::size_t at = filled_;
    for (; run_.begin < run_.end && at < kBlockLanes; ++run_.begin) {
      const UnitsTable::Id result = results.of(units[run_.begin]);
      if (result == UnitsTable::kNone) continue;
      others_[at] = run_.begin;
      lane_units_[at++] = result;
    }
    return at - filled_;
  }

  void finish_level() {
    // Two levels without a new entry: nothing can come of the next ones either.
    barren_ = size_ == level_start_ ? barren_ + 1 : 0;
    exhausted_ = barren_ > 4 || enumeration_.level() >= kMostCost;
    level_start_ = size_;
    enumeration_.finish_level(size_);
  }

  // Values of the lanes' other entries in a form; the entries' own when that is possible.
  const double* in_form(Form form, std::size_t row, std::size_t lanes) {
    const double* values = lib_.values_from(0).row(row);
    const std::uint32_t* others = &others_[filled_];
    if (others[lanes - 1] - others[0] + 1 == lanes) {
      values += others[0];
    } else {
      for (std::size_t i = 0; i < lanes; ++i) argument_.row(0)[i] = values[others[i]];
      values = argument_.row(0);
    }
    if (form == Form::plain) return values;
    affine_lanes(values, info(form).offset, info(form).scale, argument_.row(0), lanes);
    return argument_.row(0);
  }

  void compute(const Run& run, std::size_t lanes) {
    const Rule& rule = run.rule;
    for (std::size_t r = 0; r < rows_; ++r) {
      double* out = values_.row(r) + filled_;
      if (rule.op == Op::user) {
        apply_lanes(rule.function->body, in_form(rule.left, r, lanes), out, lanes);
        continue;
      }
      if (rule.unary()) {
        apply_lanes(rule.op, in_form(rule.left, r, lanes), out, lanes);
        continue;
      }
      const FormInfo& f = info(run.single_is_left ? rule.left : rule.right);
      const double single = f.offset + f.scale * lib_.values_from(run.single).row(r)[0];
      const double* many = in_form(run.single_is_left ? rule.right : rule.left, r, lanes);
      if (run.single_is_left) {
        apply_lanes(rule.op, single, many, out, lanes);
      } else {
        apply_lanes(rule.op, many, single, out, lanes);
      }
    }
  }

  // Appends the lanes of new classes.
  template <class EntryOf>
  void commit_block(EntryOf&& entry_of) {
    lib_.candidates_.fetch_add(filled_, std::memory_order_relaxed);
    class_key_lanes(lib_.affine_contrasts_.key_projection(), values_.block(), keys_.data(), filled_,
                    lib_.affine_->slot_places());
    const std::size_t count = lib_.affine_->insert_new({keys_.data(), filled_}, size_, &fresh_[0]);
    const LaneBlock appended = lib_.values_from(size_);
    for (std::size_t r = 0; r < rows_; ++r) {
      const double* from = values_.row(r);
      double* to = appended.row(r);
      for (std::size_t k = 0; k < count; ++k) to[k] = from[fresh_[k]];
    }
    for (std::size_t k = 0; k < count; ++k) {
      lib_.entries_[size_ + k] = entry_of(fresh_[k]);
      if (has_units()) lib_.entry_units_[size_ + k] = lane_units_[fresh_[k]];
    }
    add_monomial_keys(count);
    size_ += static_cast<std::uint32_t>(count);
  }

  // Requires lanes to rise, and `piece` to be the first or that of an earlier lane.
  Entry candidate(std::size_t lane, std::size_t& piece) const {
    while (piece + 1 < pieces_.size() && pieces_[piece + 1].at <= lane) ++piece;
    const Run& run = pieces_[piece].run;
    const std::uint32_t other = others_[lane];
    if (run.rule.op == Op::user) {
      return {.left = other,
              .right = run.rule.function->node.index,
              .op = Op::user,
              .left_form = run.rule.left,
              .right_form = Form::plain,
              .cost = enumeration_.level()};
    }
    return {.left = run.single_is_left ? run.single : other,
            .right = run.single_is_left ? other : run.single,
            .op = run.rule.op,
            .left_form = run.rule.left,
            .right_form = run.rule.right,
            .cost = enumeration_.level()};
  }

  void add_monomial_keys(std::size_t count) {
    const std::uint32_t forms = size_ < kAllForms ? kMonomialForms.size() : kMonomialKeysPerEntry;
    for (std::uint32_t f = 0; f < forms; ++f) {
      const FormInfo& form = info(kMonomialForms[f]);
      log_key_lanes(lib_.monomial_contrasts_.key_projection(), lib_.values_from(size_),
                    {form.offset, form.scale}, keys_.data(), count, lib_.monomial_->slot_places());
      lib_.monomial_->insert_all({keys_.data(), count}, size_ * kFormsPerEntry + f, kFormsPerEntry);
    }
  }

  Library& lib_;
  std::size_t rows_;
  Enumeration enumeration_;
  Run run_{};
  std::uint32_t size_ = 0, level_start_ = 0;
  int barren_ = 0;
  bool exhausted_ = false;
  std::size_t filled_ = 0;
  std::vector<Piece> pieces_;
  LaneBuffer values_, argument_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> fresh_;        // lanes of new classes
  std::vector<std::uint32_t> others_;       // by lane: the entry that is not the run's single
  std::vector<UnitsTable::Id> lane_units_;  // by lane
};

Library::Library(Probe probe, const Vocabulary& vocabulary, LibraryOptions options)
    : probe_(std::move(probe)),
      capacity_(std::clamp<std::size_t>(options.memory / bytes_per_entry(probe_.rows.size()),
                                        kFirstCapacity, KeyTable::kMaxPayload / kFormsPerEntry)),
      affine_contrasts_(constant_direction(probe_), rows(), kContrasts),
      monomial_contrasts_(monomial_directions(probe_), rows(), kContrasts),
      functions_(user_functions(vocabulary)),
      rules_(rules_of(vocabulary)),
      entries_(new Entry[capacity_ + kBlockLanes]),
      // No power of two, whose multiples share a place in the cache.
      stride_((capacity_ + kBlockLanes) / 512 * 512 + 512 + kLaneGroup),
      values_(HugeArray::of_small_pages(rows() * stride_)),
      affine_(std::make_shared<KeyTable>(kFirstCapacity + kBlockLanes)),
      monomial_(std::make_shared<KeyTable>(monomial_room(kFirstCapacity))) {
  // A small library is not worth huge pages.
  constexpr std::size_t kFew = 65'536;
  for (std::size_t r = 0; r < rows() && stride_ > kFew; ++r) {
    values_.use_huge_pages(r * stride_ + kFew, stride_ - kFew);
  }
  for (const std::uint64_t key : affine_contrasts_.single_row_keys()) {
    affine_->insert(key, KeyTable::kMaxPayload);
  }
  for (const std::uint64_t key : monomial_contrasts_.single_row_keys()) {
    monomial_->insert(key, KeyTable::kMaxPayload);
  }
  if (!options.units.empty()) {
    CAMBRIAN_ASSERT(options.units.size() == probe_.columns.size());
    entry_units_.reset(new UnitsTable::Id[capacity_ + kBlockLanes]);
  }
  builder_ = std::make_unique<Builder>(*this, options.units);
}

Library::~Library() = default;

LibraryView Library::view(std::size_t entries) {
  entries = std::min(entries, capacity_);
  const std::lock_guard lock(mutex_);
  if (builder_->size() < entries) {
    if (affine_->capacity() < entries + kBlockLanes) {
      affine_ = std::make_shared<KeyTable>(*affine_, entries + kBlockLanes);
      monomial_ = std::make_shared<KeyTable>(*monomial_, monomial_room(entries));
    }
    builder_->extend(entries);
  }
  LibraryView view;
  view.size_ = static_cast<std::uint32_t>(std::min<std::size_t>(entries, builder_->size()));
  view.entries_ = entries_.get();
  view.entry_units_ = entry_units_.get();
  view.kinds_ = units_.all();
  for (std::size_t r = 0; r < rows(); ++r) view.values_.push_back(values_from(0).row(r));
  view.affine_ = affine_;
  view.monomial_ = monomial_;
  return view;
}

std::vector<double> Library::values(Term term, const Columns& columns) const {
  return evaluate(expression(term), columns, functions_);
}

Expression Library::expression(std::uint32_t index) const {
  const Entry& entry = entries_[index];
  if (entry.op == Op::variable) {
    return Expression::of(Node::variable(static_cast<std::uint16_t>(entry.left)));
  }
  const Expression left = expression(Term{entry.left, entry.left_form});
  if (entry.op == Op::user) return Expression::apply(functions_[entry.right]->node, left);
  if (is_unary(entry.op)) return Expression::apply(entry.op, left);
  return Expression::apply(entry.op, left, expression(Term{entry.right, entry.right_form}));
}

}  // namespace cambrian::expression
