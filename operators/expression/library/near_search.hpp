// NearSearch: looks for laws under noise, by correlation instead of equality.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "operators/expression/library/context.hpp"
#include "operators/expression/library/law_search.hpp"
#include "operators/expression/library/near_context.hpp"
#include "operators/expression/library/near_front.hpp"
#include "operators/expression/library/near_miss_search.hpp"
#include "operators/expression/library/sample_matrix.hpp"

namespace cambrian::expression {

/// What the searches of a process share; made once from library and data.
struct NearSamples {
  NearSamples(Library& library, const LawData& data);

  LibraryView view;
  SampleMatrix sums, products;
};

/// For every context (the target behind a chain, a term taken out of it or beside it) the terms of
/// the library that leave least of it unexplained, weighted so that a residual counts as one of the
/// target (cf. sliced regression with variance-stabilising weights). A quarter of the rows screens
/// the terms first, for several contexts at once while the terms are in the cache. Deterministic;
/// the parts of several searches take turns at groups of contexts.
class NearSearch final : public NearMissSearch {
 public:
  NearSearch(std::shared_ptr<Library> library, const LawData& data,
             std::shared_ptr<const NearSamples> samples, const Vocabulary& vocabulary,
             LawSearchOptions options);

  std::uint64_t advance(std::uint64_t pairs) override;
  std::vector<Law> take() override { return near_.take(); }

 private:
  void list_contexts();
  std::uint64_t correlate(const std::vector<const NearContext*>& contexts, bool logarithmic);
  /// A term's lane in a matrix, and its error with what is free fitted.
  using Candidate = std::pair<double, std::uint32_t>;
  void correlate(const WeightedContext& context, const SampleMatrix& matrix, std::size_t block,
                 std::vector<Candidate>& candidates) const;
  void select(const WeightedContext& context, const SampleMatrix& matrix,
              std::vector<Candidate>& candidates);
  void tell(const NearHit& hit);

  std::shared_ptr<Library> library_;
  std::shared_ptr<const NearSamples> samples_;
  LawSearchOptions options_;
  std::vector<Chain> chains_;
  LawFitter fitter_;
  Sample sample_;
  std::vector<NearContext> contexts_;
  NearMisses near_;
};

}  // namespace cambrian::expression
