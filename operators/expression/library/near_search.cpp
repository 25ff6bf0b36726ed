#include "operators/expression/library/near_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cambrian::expression {
namespace {

constexpr std::size_t kEntries = 20'000;      // correlated with
constexpr std::uint32_t kContextTerms = 200;  // peeled or fitted beside
constexpr int kContextChains = 2;             // cost
constexpr std::size_t kGroup = 8;             // contexts correlated together
constexpr std::size_t kFreeConstants = 3;     // what the constants of a sum cost
constexpr float kHardly = 0.999f;             // an unexplained share not worth a look
constexpr double kScreenLuck = 0.6;           // a hit may look worse on the screen's few rows
// Errors are estimated to first order in the noise: those of different contexts are comparable to
// about this factor.
constexpr double kEstimate = 1.5;
constexpr std::size_t kTriedOfACost = 64;

}  // namespace

NearSamples::NearSamples(Library& library, const LawData& data)
    : view(library.view(kEntries)),
      sums(view, data, library.functions(), false),
      products(view, data, library.functions(), true) {}

NearSearch::NearSearch(std::shared_ptr<Library> library, const LawData& data,
                       std::shared_ptr<const NearSamples> samples, const Vocabulary& vocabulary,
                       LawSearchOptions options)
    : library_(std::move(library)),
      samples_(std::move(samples)),
      options_(options),
      chains_(chains(inverses_of(vocabulary), kContextChains)),
      fitter_(*library_, data, vocabulary),
      sample_(sample_of(data, fitter_.variance())) {
  list_contexts();
}

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
                   [](const NearContext& a, const NearContext& b) { return a.cost < b.cost; });
}

std::uint64_t NearSearch::advance(std::uint64_t pairs) {
  std::uint64_t done = 0;
  while (done < pairs && position_ * kGroup < contexts_.size()) {
    const std::uint64_t group = position_++;
    if (group % options_.parts != options_.part) continue;
    std::vector<const NearContext*> contexts;
    for (std::size_t i = group * kGroup; i < std::min((group + 1) * kGroup, contexts_.size());
         ++i) {
      contexts.push_back(&contexts_[i]);
    }
    done += 1 + correlate(contexts, false) + correlate(contexts, true);
  }
  return done;
}

std::uint64_t NearSearch::correlate(const std::vector<const NearContext*>& contexts,
                                    bool logarithmic) {
  std::vector<WeightedContext> group;
  for (const NearContext* context : contexts) {
    auto weighted = WeightedContext::make(*context, logarithmic, sample_, *library_);
    if (weighted) group.push_back(std::move(*weighted));
  }
  const SampleMatrix& matrix = logarithmic ? samples_->products : samples_->sums;
  std::vector<std::vector<Candidate>> candidates(group.size());
  for (std::size_t b = 0; b < matrix.blocks(); ++b) {
    for (std::size_t i = 0; i < group.size(); ++i) correlate(group[i], matrix, b, candidates[i]);
  }
  for (std::size_t i = 0; i < group.size(); ++i) select(group[i], matrix, candidates[i]);
  return group.size() * matrix.terms().size();
}

void NearSearch::correlate(const WeightedContext& context, const SampleMatrix& matrix,
                           std::size_t block, std::vector<Candidate>& candidates) const {
  std::array<float, kSampleLanes> residual;
  const std::size_t first = block * kSampleLanes;
  const std::size_t lanes = std::min(kSampleLanes, matrix.terms().size() - first);
  const auto base = static_cast<std::size_t>(context.context().cost);
  const auto limit = [&](std::size_t cost) { return kEstimate * near_.limit(cost); };
  correlate_lanes(context.screen(), matrix.block(block), residual.data());
  bool promising = false;
  for (std::size_t i = 0; i < lanes && !promising; ++i) {
    promising = residual[i] < kHardly && kScreenLuck * context.screen_scale() * residual[i] <
                                             limit(base + matrix.costs()[first + i]);
  }
  if (!promising) return;
  correlate_lanes(context.target(), matrix.block(block), residual.data());
  for (std::size_t i = 0; i < lanes; ++i) {
    if (residual[i] > kHardly) continue;
    const double error = context.scale() * std::max(static_cast<double>(residual[i]), 1e-7);
    if (error >= limit(base + matrix.costs()[first + i])) continue;
    candidates.push_back({error, static_cast<std::uint32_t>(first + i)});
  }
}

// Rounding powers takes far longer than correlating: of each cost only the best are tried.
void NearSearch::select(const WeightedContext& context, const SampleMatrix& matrix,
                        std::vector<Candidate>& candidates) {
  std::sort(candidates.begin(), candidates.end());
  NearFront front;
  std::array<std::size_t, NearFront::kMostCost + 1> tried = {};
  for (const auto& [error, lane] : candidates) {
    const std::size_t cost =
        static_cast<std::size_t>(context.context().cost) + matrix.costs()[lane];
    if (error >= front.limit(cost) || ++tried[cost] > kTriedOfACost) continue;
    std::vector<PowerFit> fits = {{error, kFreeConstants, {}}};
    if (context.logarithmic()) {
      fits = context.powers(matrix.block(lane / kSampleLanes) + lane % kSampleLanes,
                            matrix.scales()[lane]);
    }
    for (PowerFit& fit : fits) {
      Hit hit{context.context().steps, context.logarithmic(), context.context().beside,
              std::move(fit.exponents)};
      hit.terms.push_back(matrix.terms()[lane]);
      front.keep({std::move(hit), std::min(cost + fit.charge, NearFront::kMostCost),
                  std::max(error, fit.error)});
    }
  }
  for (const NearHit& hit : front.take()) tell(hit);
}

// An error to first order flatters steps that are far from straight: the fitted formula's own
// counts.
void NearSearch::tell(const NearHit& hit) {
  if (!(hit.error < kEstimate * near_.limit(hit.cost))) return;
  if (auto law = fitter_.approximate(hit.hit)) near_.tell(hit.cost, std::move(*law));
}

}  // namespace cambrian::expression
