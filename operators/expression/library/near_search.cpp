#include "operators/expression/library/near_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace cambrian::expression {
namespace {

constexpr std::size_t kEntries = 20'000;     // correlated with
constexpr std::uint32_t kContextTerms = 60;  // peeled or fitted beside
constexpr int kContextChains = 1;            // cost
constexpr std::size_t kPerCost = 12;         // hits kept of each cost
constexpr double kWeightCap = 30;            // times the median weight
constexpr double kWorthTelling = 0.6;        // unexplained share of the target's variance

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

NearSamples::NearSamples(Library& library, const LawData& data)
    : view(library.view(kEntries)), sums(view, data, false), products(view, data, true) {}

struct NearSearch::Context {
  Steps steps;
  std::vector<Term> beside;  ///< a term fitted with the one sought
  int cost = 0;
};

/// See WeightedTarget.
struct NearSearch::Weighted {
  std::vector<float> rows;
  WeightedTarget target;
  double scale = 0;  ///< mean squared error in the target for an unexplained share of 1
};

NearSearch::NearSearch(std::shared_ptr<Library> library, const LawData& data,
                       std::shared_ptr<const NearSamples> samples, const Vocabulary& vocabulary,
                       LawSearchOptions options)
    : library_(std::move(library)),
      data_(data),
      samples_(std::move(samples)),
      options_(options),
      chains_(chains(inverses_of(vocabulary), kContextChains)),
      rows_(SampleMatrix::rows_of(data.target.size())) {
  for (const auto column : data.columns) {
    auto& sample = columns_.emplace_back();
    for (const std::uint32_t row : rows_) sample.push_back(column[row]);
  }
  for (const std::uint32_t row : rows_) target_.push_back(data.target[row]);
  list_contexts();
}

NearSearch::~NearSearch() = default;

void NearSearch::list_contexts() {
  const auto terms = std::min<std::uint32_t>(kContextTerms, samples_->view.size());
  for (const Chain& chain : chains_) contexts_.push_back({chain.steps, {}, chain.cost});
  for (std::uint32_t entry = 0; entry < terms; ++entry) {
    const int cost = samples_->view.entry(entry).cost;
    for (const Chain& chain : chains_) {
      contexts_.push_back({chain.steps, {{entry, Form::plain}}, chain.cost + cost});
      for (const Op op : {Op::mul, Op::div, Op::sub}) {
        Steps steps = {Step::combined(op, {entry, Form::plain})};
        steps.insert(steps.end(), chain.steps.begin(), chain.steps.end());
        contexts_.push_back({std::move(steps), {}, chain.cost + cost});
      }
    }
  }
  std::stable_sort(contexts_.begin(), contexts_.end(),
                   [](const Context& a, const Context& b) { return a.cost < b.cost; });
}

std::uint64_t NearSearch::advance(std::uint64_t pairs) {
  std::uint64_t done = 0;
  while (done < pairs && position_ < contexts_.size()) {
    const std::uint64_t index = position_++;
    if (index % options_.parts != options_.part) continue;
    done += 1 + correlate(contexts_[index], false) + correlate(contexts_[index], true);
  }
  return done;
}

const std::vector<double>& NearSearch::sampled(Term term) const {
  const Columns columns(columns_.begin(), columns_.end());
  return term_values_ = evaluate(library_->expression(term), columns);
}

// Weights turn a residual of w into one of the target: (dy/dw)², capped; then the free part is
// taken out by Gram-Schmidt.
bool NearSearch::weigh(const Context& context, bool logarithmic, Weighted& out) const {
  constexpr double kStep = 1e-6;
  std::vector<double> inside = target_, moved = target_;
  for (double& y : moved) y += kStep * std::max(std::fabs(y), 1e-9);
  std::vector<int> signs;
  const auto value_of = [&](Term term) -> const std::vector<double>& { return sampled(term); };
  peel(context.steps, inside, signs, value_of);
  peel(context.steps, moved, signs, value_of);
  std::vector<double> weights(kSampleRows);
  for (std::size_t r = 0; r < kSampleRows; ++r) {
    if (logarithmic) {
      inside[r] = std::log(std::fabs(inside[r]));
      moved[r] = std::log(std::fabs(moved[r]));
    }
    const double slope = (moved[r] - inside[r]) / (kStep * std::max(std::fabs(target_[r]), 1e-9));
    weights[r] = 1 / (slope * slope);
    if (!std::isfinite(inside[r]) || !(weights[r] > 0) || !std::isfinite(weights[r])) return false;
  }
  const double cap = kWeightCap * median(weights);
  for (double& w : weights) w = std::min(w, cap);
  std::vector<std::vector<double>> directions = {std::vector<double>(kSampleRows, 1.0)};
  if (logarithmic) {
    for (const std::uint16_t factor : library_->probe().factors) {
      directions.push_back(columns_[factor]);
    }
  }
  for (const Term term : context.beside) directions.push_back(sampled(term));
  std::vector<std::vector<double>> basis;
  const auto dot = [&](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t r = 0; r < kSampleRows; ++r) sum += weights[r] * a[r] * b[r];
    return sum;
  };
  const auto remove_free = [&](std::vector<double>& v) {
    for (int pass = 0; pass < 2; ++pass) {
      for (const auto& q : basis) {
        const double along = dot(v, q);
        for (std::size_t r = 0; r < kSampleRows; ++r) v[r] -= along * q[r];
      }
    }
  };
  for (std::size_t k = 0; k < directions.size(); ++k) {
    std::vector<double>& v = directions[k];
    if (logarithmic && k > 0) {
      for (double& x : v) x = std::log(std::fabs(x));
    }
    const double before = dot(v, v);
    remove_free(v);
    const double size = dot(v, v);
    if (!std::isfinite(size)) return false;
    if (size < 1e-12 * before) continue;
    for (double& x : v) x /= std::sqrt(size);
    basis.push_back(v);
  }
  remove_free(inside);
  out.rows.clear();
  for (const double w : weights) out.rows.push_back(static_cast<float>(w / cap));
  for (std::size_t r = 0; r < kSampleRows; ++r) {
    out.rows.push_back(static_cast<float>(weights[r] * inside[r] / cap));
  }
  // Directions are orthonormal by the weights as they are; scaled weights want them scaled.
  for (const auto& q : basis) {
    for (std::size_t r = 0; r < kSampleRows; ++r) {
      out.rows.push_back(static_cast<float>(weights[r] * q[r] / std::sqrt(cap)));
    }
  }
  const double size = dot(inside, inside);
  out.target = {out.rows.data(), basis.size(), static_cast<float>(size / cap)};
  out.scale = size / static_cast<double>(kSampleRows);
  return size > 0;
}

std::uint64_t NearSearch::correlate(const Context& context, bool logarithmic) {
  Weighted weighted;
  if (!weigh(context, logarithmic, weighted)) return 0;
  const SampleMatrix& matrix = logarithmic ? samples_->products : samples_->sums;
  std::array<float, kSampleLanes> residual;
  // The best of each cost, block by block.
  for (std::size_t b = 0; b < matrix.blocks(); ++b) {
    correlate_lanes(weighted.target, matrix.block(b), residual.data());
    const std::size_t first = b * kSampleLanes;
    const std::size_t lanes = std::min(kSampleLanes, matrix.terms().size() - first);
    for (std::size_t i = 0; i < lanes; ++i) {
      if (residual[i] > 0.999f) continue;
      const Term term = matrix.terms()[first + i];
      const int cost = context.cost + samples_->view.entry(term.entry).cost + info(term.form).cost;
      const double error = weighted.scale * std::max(static_cast<double>(residual[i]), 1e-7);
      const auto& kept = best_[cost];
      if (kept.size() == kPerCost && error >= kept.back().error) continue;
      Hit hit{context.steps, logarithmic, context.beside};
      hit.terms.push_back(term);
      keep({std::move(hit), cost, error});
    }
  }
  return matrix.terms().size();
}

void NearSearch::keep(NearHit hit) {
  auto& kept = best_[hit.cost];
  kept.insert(std::upper_bound(kept.begin(), kept.end(), hit), std::move(hit));
  if (kept.size() > kPerCost) kept.pop_back();
}

std::vector<NearHit> NearSearch::take() {
  double mean = 0, variance = 0;
  for (const double y : target_) mean += y / static_cast<double>(kSampleRows);
  for (const double y : target_) variance += (y - mean) * (y - mean);
  variance /= static_cast<double>(kSampleRows);
  std::vector<NearHit> result;
  // What a smaller cost explains as well is not worth a fit.
  double least = kWorthTelling * variance;
  for (auto& [cost, hits] : best_) {
    for (NearHit& hit : hits) {
      if (hit.error < 1.05 * least) result.push_back(std::move(hit));
    }
    if (!hits.empty()) least = std::min(least, hits.front().error);
    hits.clear();
  }
  best_.clear();
  return result;
}

}  // namespace cambrian::expression
