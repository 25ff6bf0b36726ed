#include "operators/expression/library/span.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "engine/core/assert.hpp"
#include "operators/expression/library/lane_buffer.hpp"
#include "operators/expression/library/law.hpp"
#include "operators/expression/library/term_table.hpp"

namespace cambrian::expression {
namespace {

constexpr std::uint32_t kEntries = 20'000;  // looked up
constexpr std::uint32_t kChoice = 4'000;    // of them may be terms
constexpr std::size_t kMostTerms = 80;
constexpr std::size_t kWitnesses = 2 * kKeyCoordinates;  // rows beyond the terms
constexpr std::size_t kFewestRows = 20;
// Many smooth terms come close to anything smooth: what is no law is mostly further off than this.
constexpr double kExact = 1e-11;
// A term is new when this much of it is.
constexpr double kNew = 1e-5;

constexpr std::array kPlain = {Form::plain};
constexpr std::array kLogForms = {Form::plain, Form::one_plus, Form::one_minus};
// Of the entries looked up: sin(x) cos(x) may be there as sin(2x).
constexpr std::array kEntryForms = {Form::plain,         Form::one_plus,      Form::one_minus,
                                    Form::one_plus_two,  Form::one_minus_two, Form::one_plus_half,
                                    Form::one_minus_half};
constexpr std::uint32_t kFormsPerEntry = 8;  // room in the payload

// More would come close to any smooth function of so many columns.
std::size_t terms_for(std::size_t columns) { return std::min(4 + 8 * columns, kMostTerms); }

// What an entry is made of.
struct Make {
  std::uint32_t column = 0;  // the only one, or kMany
  bool polynomial = false;
};
constexpr std::uint32_t kMany = 0xffffffff;

std::vector<Make> makes_of(const LibraryView& view) {
  std::vector<Make> makes;
  for (std::uint32_t i = 0; i < view.size(); ++i) {
    const Entry& entry = view.entry(i);
    if (entry.op == Op::variable) {
      makes.push_back({entry.left, true});
      continue;
    }
    Make make = makes[entry.left];
    make.polynomial &= entry.left_form == Form::plain;
    if (is_unary(entry.op)) {
      make.polynomial &= entry.op == Op::square || entry.op == Op::cube;
    } else {
      const Make& right = makes[entry.right];
      if (right.column != make.column) make.column = kMany;
      make.polynomial &= entry.op == Op::mul && right.polynomial && entry.right_form == Form::plain;
    }
    makes.push_back(make);
  }
  return makes;
}

class SpanMaker {
 public:
  explicit SpanMaker(Library& library)
      : library_(library), view_(library.view(kEntries)), makes_(makes_of(view_)) {}

  template <class Wanted>
  Span make(bool logarithmic, std::span<const Form> forms, Wanted&& wanted) const {
    const Probe& probe = library_.probe();
    const std::size_t rows = library_.rows();
    std::vector<std::vector<double>> free = {std::vector<double>(rows, 1.0)};
    if (logarithmic) {
      for (const std::uint16_t factor : probe.factors)
        free.push_back(logarithms(probe.columns[factor]));
    }
    Basis basis;
    for (const auto& values : free) basis.add(values);
    const std::size_t most =
        std::min(basis.size() + terms_for(probe.columns.size()), rows - kWitnesses);
    std::vector<Term> terms;
    for (std::uint32_t i = 0; i < std::min(kChoice, view_.size()) && basis.size() < most; ++i) {
      if (!wanted(makes_[i])) continue;
      for (const Form form : forms) {
        std::vector<double> values = view_.values(Term{i, form});
        if (logarithmic) values = logarithms(std::move(values));
        if (!all_finite(values)) continue;
        if (basis.size() == most || !basis.add(values, kNew)) continue;
        free.push_back(std::move(values));
        terms.push_back({i, form});
      }
    }
    Contrasts contrasts(free, rows, kPairCoordinates);
    auto entries = keys_of(contrasts, logarithmic);
    return {logarithmic, std::move(terms), std::move(basis), std::move(contrasts),
            std::move(entries)};
  }

 private:
  std::shared_ptr<const KeyTable> keys_of(const Contrasts& contrasts, bool logarithmic) const {
    const std::size_t rows = library_.rows();
    auto table = std::make_shared<KeyTable>(view_.size() * kEntryForms.size() + rows);
    for (const std::uint64_t key : contrasts.single_row_keys()) {
      table->insert(key, KeyTable::kMaxPayload);
    }
    LaneBuffer values(rows), coordinates(kKeyCoordinates + 1);
    std::array<std::uint64_t, kBlockLanes> keys;
    for (std::uint32_t begin = 0; begin < view_.size(); begin += kBlockLanes) {
      const std::size_t lanes = std::min<std::size_t>(kBlockLanes, view_.size() - begin);
      for (std::uint32_t f = 0; f < (logarithmic ? kEntryForms.size() : 1); ++f) {
        const FormInfo& form = info(kEntryForms[f]);
        for (std::size_t r = 0; r < rows; ++r) {
          affine_lanes(view_.values(r) + begin, form.offset, form.scale, values.row(r), lanes);
          if (logarithmic) log_lanes(values.row(r), values.row(r), lanes);
        }
        project_lanes(contrasts.key_projection(), values.block(), coordinates.block(),
                      coordinates.row(kKeyCoordinates), lanes);
        key_lanes(coordinates.block(), coordinates.row(kKeyCoordinates), keys.data(), lanes);
        for (std::uint32_t i = 0; i < lanes; ++i) {
          if (keys[i] > kZeroKey) table->insert(keys[i], (begin + i) * kFormsPerEntry + f);
        }
      }
    }
    return table;
  }

  Library& library_;
  LibraryView view_;
  std::vector<Make> makes_;
};

}  // namespace

std::size_t span_rows(std::size_t columns, std::size_t available) {
  const std::size_t wanted = 1 + columns + terms_for(columns) + kWitnesses;
  const std::size_t rows = std::min(wanted, available * 3 / 4);
  return rows >= kFewestRows ? rows : 0;
}

std::optional<Term> Span::find(std::uint64_t key) const {
  if (!entries->may_hold(key)) return std::nullopt;
  const auto payload = entries->find(key);
  if (!payload || *payload == KeyTable::kMaxPayload) return std::nullopt;
  return Term{*payload / kFormsPerEntry, kEntryForms[*payload % kFormsPerEntry]};
}

bool Span::holds(const std::vector<double>& w,
                 const std::vector<std::vector<double>>& beside) const {
  Basis more;
  for (const auto& values : beside) more.add(basis.outside(values));
  const std::vector<double> left = more.outside(basis.outside(w));
  double sum = 0;
  for (const double v : left) sum += v * v;
  return std::sqrt(sum / static_cast<double>(w.size())) < kExact * typical_spread(w);
}

const Span& widest(const std::vector<Span>& spans, bool logarithmic) {
  const auto found = std::find_if(spans.rbegin(), spans.rend(), [&](const Span& span) {
    return span.logarithmic == logarithmic;
  });
  CAMBRIAN_ASSERT(found != spans.rend());
  return *found;
}

std::vector<Span> spans_of(Library& library) {
  const SpanMaker maker(library);
  const auto all = [](const Make&) { return true; };
  const auto polynomials = [](const Make& m) { return m.polynomial; };
  const auto of_one_column = [](const Make& m) { return m.column != kMany; };
  std::vector<Span> spans;
  spans.push_back(maker.make(false, kPlain, polynomials));
  spans.push_back(
      maker.make(false, kPlain, [&](const Make& m) { return polynomials(m) && of_one_column(m); }));
  spans.push_back(maker.make(false, kPlain, of_one_column));
  spans.push_back(maker.make(false, kPlain, all));
  spans.push_back(maker.make(true, kPlain, of_one_column));
  spans.push_back(maker.make(true, kLogForms, all));
  return spans;
}

}  // namespace cambrian::expression
